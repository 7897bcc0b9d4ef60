import type { ReactElement } from 'react'

/** What lies around the open order: near ones, likely doubles, who is on duty, the scenario's indicators. */
export function ContextPane(_: { readonly id: string | null }): ReactElement | null {
  return null
}
