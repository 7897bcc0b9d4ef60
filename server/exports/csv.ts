import type { Cell } from './cells.ts'

/** Spreadsheets take a file without it for the system's own character set. */
const BOM = '\ufeff'

const field = (cell: Cell): string => {
  if (cell === null) return ''
  const text = String(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const lines = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')

/** A CSV file (RFC 4180, UTF-8 with its mark), a page at a time. */
export async function* csvOf(
  headings: readonly string[],
  pages: AsyncIterable<readonly Cell[][]>,
): AsyncGenerator<string> {
  yield BOM + lines([headings])
  for await (const page of pages) yield lines(page)
}
