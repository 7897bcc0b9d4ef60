import type { ReactElement } from 'react'

/** A new order by hand. */
export function NewOrderDialog(): ReactElement | null {
  return null
}
