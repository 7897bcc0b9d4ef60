import type { ReactElement } from 'react'
import { CHINA_CALENDAR, isWorkday } from '../../../protocol/order/calendar.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useText } from '../../i18n/text.ts'
import { localTime } from '../../ui/format.ts'
import { deskNowMs } from '../data/link-store.ts'
import { localInputMs, localInputOf } from './form-model.ts'
import type { InputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'

const HOUR_MS = 3_600_000
const STEPS = { hours: 4, day: 24, three: 72, week: 168 } as const
type Step = keyof typeof STEPS
const STEP_NAMES: readonly Step[] = ['hours', 'day', 'three', 'week']

/** A moment in the district's time; says what kind of day it falls on by the country's calendar. */
export function TimeField(props: InputProps): ReactElement {
  const { id, field, order, value, onChange, described, isWrong } = props
  const { form } = useWords(ORDER_WORDS)
  const { weekdays } = useText()
  const ms = localInputMs(value)
  /** From the deadline that stands; from now where none does, or it is past. */
  const fromMs = Math.max(deskNowMs(), order.due == null ? 0 : Date.parse(order.due.at))
  return (
    <>
      <input
        id={id}
        type="datetime-local"
        value={value}
        required={field.required}
        aria-describedby={described}
        aria-invalid={isWrong}
        onChange={(change) => onChange(change.target.value)}
      />
      <span className="order-hint">
        {form.timeZone}
        {ms !== null &&
          ` · ${weekdays[localTime(ms).weekday] ?? ''} · ${isWorkday(CHINA_CALENDAR, ms) ? form.workday : form.dayOff}`}
      </span>
      <fieldset className="order-presets">
        <legend className="for-readers">{form.presets}</legend>
        {STEP_NAMES.map((step) => (
          <button
            key={step}
            type="button"
            onClick={() => onChange(localInputOf(fromMs + STEPS[step] * HOUR_MS))}
          >
            {form.plan[step]}
          </button>
        ))}
      </fieldset>
    </>
  )
}
