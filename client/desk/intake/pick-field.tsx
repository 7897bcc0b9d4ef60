import { Select } from '@mantine/core'
import type { ReactElement } from 'react'
import { type Choice, matching } from './choices.ts'

export type PickFieldProps = {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly nothing: string
  readonly error?: string | null
  readonly required?: boolean
  readonly focusFirst?: boolean
  readonly onPick: (value: string) => void
}

/** A list to pick from by typing: Enter or Tab takes the best answer. */
export function PickField(props: PickFieldProps): ReactElement {
  const { label, hint, value, choices, nothing, error, required, focusFirst, onPick } = props
  const byValue = new Map(choices.map((choice) => [choice.value, choice]))
  return (
    <Select
      label={label}
      placeholder={hint}
      data={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      value={value === '' ? null : value}
      onChange={(picked) => onPick(picked ?? '')}
      filter={({ options, search }) => {
        const shown = byValue.get(value)?.label
        // What stands there already is no question: all of them are offered.
        const query = search === shown ? '' : search
        const known = options.flatMap((option) =>
          'value' in option ? (byValue.get(String(option.value)) ?? []) : [],
        )
        return matching(known, query).map((choice) => ({
          value: choice.value,
          label: choice.label,
        }))
      }}
      searchable
      selectFirstOptionOnChange
      autoSelectOnBlur
      clearable
      nothingFoundMessage={nothing}
      error={error ?? null}
      required={required ?? false}
      withAsterisk={required ?? false}
      data-autofocus={focusFirst === true ? true : undefined}
      comboboxProps={{ withinPortal: true }}
      maxDropdownHeight={260}
    />
  )
}
