import { type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react'
import { useText } from '../i18n/text.ts'

/** A card over the wall that explains something: it takes the focus, keeps it, and gives it back. */
export function CardFrame({
  kind,
  title,
  detail,
  accent,
  onClose,
  children,
}: {
  /** What kind of thing is explained. */
  readonly kind: string
  readonly title: string
  readonly detail: string
  /** CSS colour of the kind. */
  readonly accent: string
  readonly onClose: () => void
  readonly children: ReactNode
}): ReactElement {
  const text = useText()
  const titleId = useId()
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    close.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <div className="veil">
      <div
        className="card"
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        style={{ '--accent': accent }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
          if (event.key === 'Tab') keepFocusInside(event.currentTarget, event)
          event.stopPropagation()
        }}
      >
        <header className="card-head">
          <p className="card-kind">{kind}</p>
          <button ref={close} type="button" className="card-close" onClick={onClose}>
            {text.close} <kbd>Esc</kbd>
          </button>
          <h2 id={titleId}>{title}</h2>
          <p className="card-id">{detail}</p>
        </header>
        {children}
      </div>
    </div>
  )
}

function keepFocusInside(
  card: HTMLElement,
  event: { readonly shiftKey: boolean; readonly preventDefault: () => void },
): void {
  const buttons = [...card.querySelectorAll<HTMLElement>('button, a[href]')]
  const first = buttons[0]
  const last = buttons.at(-1)
  const edge = event.shiftKey ? first : last
  if (document.activeElement !== edge) return
  event.preventDefault()
  const next = event.shiftKey ? last : first
  next?.focus()
}
