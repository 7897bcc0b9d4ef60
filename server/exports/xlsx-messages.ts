import type { Cell } from './cells.ts'

/** What the sheet is called and how its columns are headed. */
export type XlsxSheet = { readonly name: string; readonly headings: readonly string[] }

export type ToWorker =
  | { readonly kind: 'rows'; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'end' }

export type ToMain =
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  /** The last message is worked off. */
  | { readonly kind: 'done' }
