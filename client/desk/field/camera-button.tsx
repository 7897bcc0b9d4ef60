import './field.css'
import { type ReactElement, useRef } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { fieldStore } from './field-store.ts'
import { OFFLINE_WORDS } from './offline-words.ts'

/** Takes a photo with the phone's own camera. For whoever works in the field. */
export function CameraButton({
  take,
}: {
  readonly take: (files: FileList) => void
}): ReactElement | null {
  const text = useWords(OFFLINE_WORDS)
  const isField = useStore(fieldStore, (state) => state.user !== null)
  const input = useRef<HTMLInputElement>(null)
  if (!isField) return null
  return (
    <>
      <button type="button" className="field-button" onClick={() => input.current?.click()}>
        {text.takePhoto}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        aria-label={text.takePhoto}
        onChange={({ currentTarget }) => {
          if (currentTarget.files !== null) take(currentTarget.files)
          currentTarget.value = ''
        }}
      />
    </>
  )
}
