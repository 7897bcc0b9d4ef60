import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { isRecord } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { getJson } from '../data/desk-api.ts'
import type { InputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'

type Found = { readonly id: string; readonly title: string }

const isFound = (value: unknown): value is Found =>
  isRecord(value) && typeof value['id'] === 'string' && typeof value['title'] === 'string'

async function ordersLike(type: string, q: string, signal: AbortSignal): Promise<Found[]> {
  const query = new URLSearchParams({ state: 'open', type, limit: '9' })
  if (q !== '') query.set('q', q)
  const body = await getJson(`/orders?${query}`, signal)
  const orders = isRecord(body) && Array.isArray(body['orders']) ? body['orders'] : []
  return orders.filter(isFound)
}

const AFTER_MS = 200
const MOST_SHOWN = 8

/** The order that another one is merged into: open, of the same type, found by number or words. */
export function ParentField(props: InputProps): ReactElement {
  const { id, field, order, value, onChange, described, isWrong } = props
  const { form } = useWords(ORDER_WORDS)
  const [q] = useDebouncedValue(value.trim(), AFTER_MS)
  const { data, isPending, isError } = useQuery({
    queryKey: ['orders-like', order.type, q],
    queryFn: ({ signal }) => ordersLike(order.type, q, signal),
  })
  const found = (data ?? []).filter((one) => one.id !== order.id).slice(0, MOST_SHOWN)
  return (
    <>
      <input
        id={id}
        type="text"
        autoComplete="off"
        placeholder={form.orderHint}
        value={value}
        aria-required={field.required}
        aria-describedby={described}
        aria-invalid={isWrong}
        onChange={(change) => onChange(change.target.value)}
      />
      <div className="order-found" role="status">
        {isPending && form.searching}
        {isError && form.searchFailed}
        {data !== undefined && found.length === 0 && form.noOrders}
      </div>
      {found.length > 0 && (
        <ul className="order-presets">
          {found.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={one.id === value}
                onClick={() => onChange(one.id)}
              >
                <span className="figures">{one.id}</span> {one.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
