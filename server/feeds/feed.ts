/** A reading as a feed sent it: nothing about it is known yet. `index` is its place in the request. */
export type RawReading = { readonly index: number; readonly row: unknown }

/** Part of a body that could not even be read as a row. */
export type UnreadableRow = { readonly index: number; readonly why: string; readonly text: string }
