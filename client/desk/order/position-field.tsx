import { type ReactElement, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import type { InputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'

/** Where somebody stands. The order's own position is never filled in: it would prove nothing. */
export function PositionField(props: InputProps): ReactElement {
  const { id, field, value, onChange, described, isWrong } = props
  const { form } = useWords(ORDER_WORDS)
  const [state, setState] = useState<'idle' | 'locating' | 'failed'>('idle')
  const locate = (): void => {
    if (!('geolocation' in navigator)) {
      setState('failed')
      return
    }
    setState('locating')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle')
        onChange(`${coords.longitude.toFixed(6)}, ${coords.latitude.toFixed(6)}`)
      },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: 15_000 },
    )
  }
  return (
    <>
      <input
        id={id}
        type="text"
        inputMode="text"
        autoComplete="off"
        placeholder={form.positionHint}
        value={value}
        aria-required={field.required}
        aria-describedby={described}
        aria-invalid={isWrong}
        onChange={(change) => onChange(change.target.value)}
      />
      <p className="order-presets">
        <button type="button" onClick={locate} disabled={state === 'locating'}>
          {state === 'locating' ? form.locating : form.myPosition}
        </button>
        {state === 'failed' && <span role="status">{form.noLocation}</span>}
      </p>
    </>
  )
}
