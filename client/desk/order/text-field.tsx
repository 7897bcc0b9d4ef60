import type { ReactElement } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import type { InputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'
import { presetsFor } from './preset-words.ts'

/** People who worked on the order: the likely ones where a person is asked for. */
const peopleOf = ({ order }: Pick<InputProps, 'order'>): string[] => [
  ...new Set(order.events.map(({ actor }) => actor).filter((actor) => actor !== 'system')),
]

const PEOPLE: ReadonlySet<string> = new Set(['verifier', 'person', 'checker'])

/** Free text, with the usual words beside it; a name, or a number, on one line. */
export function TextField(props: InputProps): ReactElement {
  const { id, field, action, value, onChange, described, isWrong } = props
  const { form } = useWords(ORDER_WORDS)
  const presets = presetsFor(action, field.name, useLanguage())
  const shared = {
    id,
    value,
    'aria-required': field.required,
    'aria-describedby': described,
    'aria-invalid': isWrong,
  }
  const lengths = field.maxLength === null ? {} : { maxLength: field.maxLength }
  if (field.kind !== 'text') {
    const people = PEOPLE.has(field.name) ? peopleOf(props) : []
    return (
      <>
        <input
          {...shared}
          {...lengths}
          type="text"
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          list={people.length > 0 ? `${id}-people` : undefined}
          autoComplete="off"
          onChange={(change) => onChange(change.target.value)}
        />
        {people.length > 0 && (
          <datalist id={`${id}-people`}>
            {people.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        )}
      </>
    )
  }
  return (
    <>
      <textarea
        {...shared}
        {...lengths}
        rows={field.required ? 2 : 1}
        onChange={(change) => onChange(change.target.value)}
      />
      {presets.length > 0 && (
        <fieldset className="order-presets">
          <legend className="for-readers">{form.presets}</legend>
          {presets.map((preset) => (
            <button key={preset} type="button" onClick={() => onChange(preset)}>
              {preset}
            </button>
          ))}
        </fieldset>
      )}
    </>
  )
}
