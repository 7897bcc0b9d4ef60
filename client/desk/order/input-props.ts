import type { OrderAction } from '../../../protocol/order/table.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import type { FormField } from './form-model.ts'

/** What every input of an act's form is given. */
export type InputProps = {
  readonly id: string
  readonly field: FormField
  readonly order: OrderDetail
  readonly action: OrderAction
  readonly value: string
  readonly onChange: (value: string) => void
  readonly described: string | undefined
  readonly isWrong: boolean
}

export type ListInputProps = Omit<InputProps, 'value' | 'onChange'> & {
  readonly value: readonly string[]
  readonly onChange: (value: readonly string[]) => void
}
