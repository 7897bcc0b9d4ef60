import type { ReactElement } from 'react'

/** Roster, handover and the duty log. */
export function DutyView(): ReactElement | null {
  return null
}
