import { type ReactElement, type ReactNode, useId } from 'react'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { useWords } from '../../i18n/part-words.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { ChoiceField } from './choice-field.tsx'
import { DepartmentField, DepartmentsField } from './department-field.tsx'
import { FIELD_WORDS, fieldName } from './field-words.ts'
import type { FormField } from './form-model.ts'
import type { InputProps, ListInputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'
import { ParentField } from './parent-field.tsx'
import { PhotosField } from './photos-field.tsx'
import { PositionField } from './position-field.tsx'
import { TextField } from './text-field.tsx'
import { TimeField } from './time-field.tsx'

type ActFieldProps = {
  readonly field: FormField
  readonly order: OrderDetail
  readonly action: OrderAction
  readonly value: string | readonly string[] | undefined
  readonly onChange: (value: string | readonly string[]) => void
  /** What is wrong with it, in words; null: nothing known. */
  readonly problem: string | null
}

/** One argument of an act: its name, whether it must be there, its input, and what is wrong with it. */
export function ActField(props: ActFieldProps): ReactElement {
  const { field, order, action, value, onChange, problem } = props
  const text = useWords(ORDER_WORDS)
  const words = useWords(FIELD_WORDS)
  const id = useId()
  const problemId = `${id}-problem`
  const shared = {
    id,
    field,
    order,
    action,
    described: problem === null ? undefined : problemId,
    isWrong: problem !== null,
  }
  const one = { ...shared, value: typeof value === 'string' ? value : '', onChange }
  const many = { ...shared, value: typeof value === 'object' ? value : [], onChange }
  return (
    <div className="order-field" data-field={field.name} data-wrong={problem !== null}>
      <label htmlFor={id} id={`${id}-label`}>
        {fieldName(words, field.name)}{' '}
        <small>{field.required ? text.form.required : text.form.optional}</small>
      </label>
      {inputOf(field, one, many)}
      {problem !== null && (
        <p className="order-problem" id={problemId}>
          {problem}
        </p>
      )}
    </div>
  )
}

function inputOf(field: FormField, one: InputProps, many: ListInputProps): ReactNode {
  switch (field.kind) {
    case 'department':
      return <DepartmentField {...one} />
    case 'departments':
      return <DepartmentsField {...many} />
    case 'photos':
      return <PhotosField {...many} />
    case 'time':
      return <TimeField {...one} />
    case 'position':
      return <PositionField {...one} />
    case 'order':
      return <ParentField {...one} />
    case 'choice':
    case 'flag':
      return <ChoiceField {...one} />
    default:
      return <TextField {...one} />
  }
}
