import { type KeyboardEvent, type ReactElement, useEffect, useLayoutEffect, useRef } from 'react'
import type { Attachment } from '../../../protocol/order/note.ts'
import { useWords } from '../../i18n/part-words.ts'
import { fileUrl } from './talk-api.ts'
import { TALK_WORDS } from './talk-words.ts'

export type LightboxProps = {
  readonly pictures: readonly Attachment[]
  readonly shownId: string
  readonly onShow: (id: string) => void
  readonly onClose: () => void
}

/** One picture as large as the page: arrows go on and back, Escape closes. The keys of the desk rest meanwhile. */
export function Lightbox({ pictures, shownId, onShow, onClose }: LightboxProps): ReactElement {
  const text = useWords(TALK_WORDS)
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    // Modal by the browser itself: the rest of the page is out of reach, and the focus comes back when it is closed,
    // which has to be before it is taken out of the page.
    element?.showModal()
    return () => element?.close()
  }, [])
  const at = pictures.findIndex(({ id }) => id === shownId)
  const shown = pictures[at]
  useEffect(() => {
    // Taken back by its author meanwhile.
    if (shown === undefined) onClose()
  }, [shown, onClose])
  const step = (by: number): void => {
    const next = pictures[at + by]
    if (next !== undefined) onShow(next.id)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'ArrowRight') step(1)
    else if (event.key === 'ArrowLeft') step(-1)
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      className="talk-lightbox"
      aria-label={shown?.name ?? text.view}
      onKeyDown={onKeyDown}
      onCancel={onClose}
    >
      {shown !== undefined && (
        <>
          <p className="talk-lightbox-head">
            <strong>{text.kinds[shown.kind]}</strong>
            <span>{shown.name}</span>
            <span className="figures">
              {at + 1} / {pictures.length}
            </span>
            <button
              type="button"
              className="talk-button"
              // Not `disabled`: a button that loses the focus at the end would take the arrows with it.
              aria-disabled={at === 0}
              onClick={() => step(-1)}
            >
              ← {text.previous}
            </button>
            <button
              type="button"
              className="talk-button"
              aria-disabled={at === pictures.length - 1}
              onClick={() => step(1)}
            >
              {text.next} →
            </button>
            <button type="button" className="talk-button" onClick={onClose}>
              {text.close} <kbd>Esc</kbd>
            </button>
          </p>
          <img src={fileUrl(shown, true)} alt={`${text.kinds[shown.kind]} ${shown.name}`} />
        </>
      )}
    </dialog>
  )
}
