import type { ReactElement } from 'react'

/** What was said about an order, its files, and who has read it. */
export function TalkPane(_: { readonly orderId: string }): ReactElement | null {
  return null
}
