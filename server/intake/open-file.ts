import { open } from 'node:fs/promises'
import { AppError } from '../../protocol/error/codes.ts'
import type { ImportedOrder } from '../orders/importing.ts'
import { type FieldFacts, parseFields, parseRecord, RowFault } from './fields.ts'
import { findHeader, type Header } from './header.ts'
import { readCsv } from './read-csv.ts'
import { readNdjson } from './read-ndjson.ts'
import { openWorkbook } from './read-xlsx.ts'
import type { RawRow } from './table.ts'
import { encodingOf, textOf } from './text-file.ts'

/** One row as it was understood: an order, or why not. `sample` is the row as text, cut. */
export type ReadRow = {
  readonly line: number
  readonly sample: string
  readonly order: ImportedOrder | RowFault
}

/** A file whose kind and titles are known; its rows are still to be read. */
export type IntakeFile = {
  readonly format: 'csv' | 'ndjson' | 'xlsx'
  readonly ignored: readonly string[]
  rows(facts: Omit<FieldFacts, 'since1904'>): AsyncGenerator<ReadRow>
  close(): void
}

const SAMPLE_CHARS = 500
const ZIP = [0x50, 0x4b]
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0]

async function beginning(path: string): Promise<Buffer> {
  const file = await open(path)
  const bytes = Buffer.alloc(512)
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0).finally(() => file.close())
  return bytes.subarray(0, bytesRead)
}

const startsWith = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, at) => bytes[at] === byte)

/**
 * Opens an uploaded file by what it holds, not by its name, and finds its titles.
 *
 * @throws AppError FILE_KIND, ARCHIVE_TOO_LARGE, MALFORMED, MISSING_FIELD, TOO_LONG
 */
export async function openFile(path: string): Promise<IntakeFile> {
  const head = await beginning(path)
  if (head.length === 0)
    throw new AppError('MALFORMED', { detail: { reason: 'the file is empty' } })
  if (startsWith(head, OLD_OFFICE)) {
    throw new AppError('FILE_KIND', {
      detail: { reason: 'an old .xls or protected file; save as .xlsx' },
    })
  }
  if (startsWith(head, ZIP)) return openSheet(path)
  const encoding = await encodingOf(path)
  const isJson = /^\uFEFF?\s*\{/.test(new TextDecoder(encoding).decode(head))
  if (isJson) {
    return {
      format: 'ndjson',
      ignored: [],
      rows: (facts) => jsonRows(textOf(path, encoding), facts),
      close: () => undefined,
    }
  }
  const header = await findHeader(readCsv(textOf(path, encoding)))
  return {
    format: 'csv',
    ignored: header.ignored,
    rows: (facts) =>
      tableRows(readCsv(textOf(path, encoding)), header, { ...facts, since1904: false }),
    close: () => undefined,
  }
}

async function openSheet(path: string): Promise<IntakeFile> {
  const book = await openWorkbook(path)
  try {
    const header = await findHeader(book.rows())
    return {
      format: 'xlsx',
      ignored: header.ignored,
      rows: (facts) => tableRows(book.rows(), header, { ...facts, since1904: book.since1904 }),
      close: () => book.close(),
    }
  } catch (error) {
    book.close()
    throw error
  }
}

const understood = (make: () => ImportedOrder): ImportedOrder | RowFault => {
  try {
    return make()
  } catch (error) {
    if (error instanceof RowFault) return error
    throw error
  }
}

async function* tableRows(
  rows: AsyncIterable<RawRow>,
  { line: titles, columns }: Header,
  facts: FieldFacts,
): AsyncGenerator<ReadRow> {
  for await (const { line, cells, faults } of rows) {
    if (line <= titles) continue
    const order = understood(() => {
      for (const [key, at] of columns) {
        const fault = faults?.get(at)
        if (fault !== undefined) throw new RowFault(fault, key)
      }
      const read = (key: Parameters<Parameters<typeof parseFields>[0]>[0]) => {
        const at = columns.get(key)
        return at === undefined ? undefined : cells[at]
      }
      return { report: parseFields(read, facts), acts: [] }
    })
    yield { line, order, sample: cells.join(' | ').slice(0, SAMPLE_CHARS) }
  }
}

async function* jsonRows(
  text: AsyncIterable<string>,
  facts: Omit<FieldFacts, 'since1904'>,
): AsyncGenerator<ReadRow> {
  for await (const { line, text: whole, value } of readNdjson(text)) {
    const order =
      value === null
        ? new RowFault('MALFORMED', null, 'not a JSON object')
        : understood(() => parseRecord(value, { ...facts, since1904: false }))
    yield { line, order, sample: whole.slice(0, SAMPLE_CHARS) }
  }
}
