import { type ReactElement, useState } from 'react'

/** A button that asks once more: the second press acts, leaving it forgets the first. */
export function ConfirmButton(props: {
  readonly label: string
  readonly confirm: string
  readonly onConfirm: () => void
}): ReactElement {
  const [isAsking, setAsking] = useState(false)
  return (
    <button
      type="button"
      className="desk-button"
      aria-pressed={isAsking}
      onBlur={() => setAsking(false)}
      onClick={() => {
        if (isAsking) props.onConfirm()
        setAsking(!isAsking)
      }}
    >
      {isAsking ? props.confirm : props.label}
    </button>
  )
}
