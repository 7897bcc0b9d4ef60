import { AppError } from '../../protocol/error/codes.ts'
import { IMPORT_COLUMNS } from '../../protocol/order/columns.ts'
import { type FieldKey, isFieldKey } from './fields.ts'
import type { RawRow } from './table.ts'

/** Which column holds which field. */
export type Header = {
  readonly line: number
  readonly columns: ReadonlyMap<FieldKey, number>
  /** Titles that mean nothing to us. */
  readonly ignored: readonly string[]
}

/** Titles above the table (a banner, a date) are passed over. */
const LOOK_AT_ROWS = 20
const MOST_IGNORED = 50
const POISON: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const normal = (title: string): string =>
  title
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[*\s:]+$/, '')

const KEY_BY_TITLE: ReadonlyMap<string, FieldKey> = new Map(
  IMPORT_COLUMNS.flatMap(({ key, zh, en }) =>
    isFieldKey(key) ? [key, zh, en].map((title): [string, FieldKey] => [normal(title), key]) : [],
  ),
)

function headerOf({ line, cells }: RawRow): Header | null {
  const columns = new Map<FieldKey, number>()
  const ignored: string[] = []
  for (const [at, cell] of cells.entries()) {
    const title = normal(String(cell))
    if (title === '') continue
    if (POISON.has(title)) throw new AppError('MALFORMED', { detail: { header: title } })
    const key = KEY_BY_TITLE.get(title)
    if (key === undefined) ignored.push(String(cell).slice(0, 60))
    else if (title === 'type code' && columns.has('type') && !columns.has('typeName')) {
      // "Type" is the key of the code and the English title of the name: beside a code it is the name.
      columns.set('typeName', columns.get('type') ?? at)
      columns.set('type', at)
    }
    // The first column of a name counts.
    else if (!columns.has(key)) columns.set(key, at)
  }
  const isHeader = columns.has('title') && (columns.has('type') || columns.has('typeName'))
  return isHeader ? { line, columns, ignored: ignored.slice(0, MOST_IGNORED) } : null
}

/**
 * Finds the row of titles: the first that names a title and a type, in Chinese, English or by key.
 *
 * @throws AppError MISSING_FIELD when there is none among the first rows, MALFORMED for a name such as `__proto__`
 */
export async function findHeader(rows: AsyncIterable<RawRow>): Promise<Header> {
  let looked = 0
  for await (const row of rows) {
    const header = headerOf(row)
    if (header !== null) return header
    if (++looked >= LOOK_AT_ROWS) break
  }
  throw new AppError('MISSING_FIELD', {
    detail: { fields: ['type', 'title'], reason: 'no row of column titles' },
  })
}
