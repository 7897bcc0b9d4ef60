import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useText } from '../i18n/text.ts'
import { sceneStore } from '../stores/scene.ts'
import { selectTown } from './director.ts'
import { useNames } from './use-names.ts'

/** The town the wings are filtered to, and the way back to the whole district. */
export function TownChip(): ReactElement | null {
  const text = useText()
  const names = useNames()
  const town = useStore(sceneStore, (state) => state.town)
  if (town === null) return null
  return (
    <button
      type="button"
      className="town-chip"
      title={text.townClear}
      onClick={() => selectTown(null)}
    >
      {names.place(town)} <span aria-hidden="true">×</span>
      <span className="for-readers">{text.townClear}</span>
    </button>
  )
}
