import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../../../protocol/emergency/emergency.ts'
import { useWords } from '../../../i18n/part-words.ts'
import { deskStore } from '../../desk-store.ts'
import { positionOf } from '../../order/form-model.ts'
import { CONDUCT_WORDS } from '../conduct-words.ts'
import { ActFrame } from './act-frame.tsx'
import { PositionInput, positionText } from './position-input.tsx'

/** Corrects where it is: the walls' maps, and what is near, go there. */
export function MoveForm({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const openId = useStore(deskStore, (state) => state.openId)
  const { position, orderId } = emergency
  const [typed, setTyped] = useState(position === null ? '' : positionText(position))
  const at = positionOf(typed)
  const orderIds = [...new Set([orderId, openId])].filter((id) => id !== null)
  return (
    <ActFrame
      emergency={emergency}
      title={text.acts.move}
      act={at === null ? null : { act: 'move', position: at }}
    >
      <PositionInput value={typed} orderIds={orderIds} focusFirst onChange={setTyped} />
    </ActFrame>
  )
}
