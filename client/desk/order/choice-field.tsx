import type { ReactElement } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { FIELD_WORDS, valueName } from './field-words.ts'
import type { InputProps } from './input-props.ts'

/** One of a few values, all of them in sight; the arrow keys move between them. */
export function ChoiceField(props: InputProps): ReactElement {
  const { id, field, value, onChange, described, isWrong } = props
  const words = useWords(FIELD_WORDS)
  const options = field.kind === 'flag' ? [true, false] : field.options
  return (
    <div
      className="order-choice"
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={described}
      aria-invalid={isWrong}
      aria-required={field.required}
    >
      {options.map((option, i) => (
        <label key={String(option)}>
          <input
            type="radio"
            id={i === 0 ? id : undefined}
            name={id}
            value={String(option)}
            checked={value === String(option)}
            onChange={() => onChange(String(option))}
          />
          {valueName(words, field.name, option) ?? String(option)}
        </label>
      ))}
    </div>
  )
}
