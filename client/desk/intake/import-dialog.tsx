import type { ReactElement } from 'react'

/** Orders from a CSV or XLSX file. */
export function ImportDialog(): ReactElement | null {
  return null
}
