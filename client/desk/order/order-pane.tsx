import type { ReactElement } from 'react'

/** The order in the centre: facts, clocks, history, allowed acts. */
export function OrderPane(_: { readonly id: string }): ReactElement | null {
  return null
}
