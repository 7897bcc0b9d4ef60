import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { activeCohandlers } from '../../../protocol/order/overlays.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { departmentCode } from './form-model.ts'
import type { InputProps, ListInputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'
import { useNames } from './use-names.ts'

function DepartmentOptions({
  id,
  only,
}: {
  readonly id: string
  readonly only: readonly string[] | null
}): ReactElement {
  const { language } = useNames()
  const { departments } = useStore(catalogStore)
  const shown = [...departments.values()].filter(({ code }) => only === null || only.includes(code))
  return (
    <datalist id={id}>
      {shown.map((department) => (
        <option key={department.code} value={nameOf(department, language)}>
          {`${department.code} · ${department.full_name_zh}`}
        </option>
      ))}
    </datalist>
  )
}

/** A department by any of its names or its code; the list narrows while one types. */
export function DepartmentField(props: InputProps): ReactElement {
  const { id, field, order, action, value, onChange, described, isWrong } = props
  const { form } = useWords(ORDER_WORDS)
  const names = useNames()
  const only = action === 'release-cohandler' ? activeCohandlers(order) : null
  const leads = action === 'dispatch' || action === 'express'
  return (
    <>
      <input
        id={id}
        type="text"
        list={`${id}-list`}
        autoComplete="off"
        value={value}
        placeholder={leads ? form.leadDefault(names.department(order.department)) : ''}
        aria-required={field.required}
        aria-describedby={described}
        aria-invalid={isWrong}
        onChange={(change) => onChange(change.target.value)}
      />
      <DepartmentOptions id={`${id}-list`} only={only} />
    </>
  )
}

/** Any number of departments, by code; a name that is not whole yet stands last, as typed. */
export function DepartmentsField(props: ListInputProps): ReactElement {
  const { id, value, onChange, described, isWrong } = props
  const { form } = useWords(ORDER_WORDS)
  const names = useNames()
  const { departments } = useStore(catalogStore)
  const codes = value.filter((one) => departments.has(one))
  const typed = value.find((one) => !departments.has(one)) ?? ''
  const take = (text: string): void => {
    const code = departmentCode(text, departments)
    const added = code === null ? text : code
    onChange(added === '' || codes.includes(added) ? codes : [...codes, added])
  }
  return (
    <div className="order-chips">
      {codes.map((code) => (
        <button
          key={code}
          type="button"
          aria-label={form.remove(names.department(code))}
          onClick={() => onChange(value.filter((one) => one !== code))}
        >
          {names.department(code)} ×
        </button>
      ))}
      <input
        id={id}
        type="text"
        list={`${id}-list`}
        autoComplete="off"
        value={typed}
        aria-describedby={described}
        aria-invalid={isWrong}
        onChange={(change) => take(change.target.value)}
      />
      <DepartmentOptions id={`${id}-list`} only={null} />
    </div>
  )
}
