import type { ReactElement } from 'react'

/** Standing alarms, grouped when they come in floods. */
export function AlarmsView(): ReactElement | null {
  return null
}
