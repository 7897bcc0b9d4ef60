import { type CsvError, parse as parseCsvText } from 'csv-parse/sync'
import { AppError } from '../../protocol/error/codes.ts'
import type { RawReading, UnreadableRow } from './feed.ts'
import { POISON } from './validate.ts'

/** Most readings in one request. */
export const MOST_READINGS = 100_000
/** Longest line or record that can be a reading. */
const LONGEST_RECORD = 16_384

/** A body taken apart: rows to check, and those that could not even be read. */
export type ParsedBody = {
  readonly rows: readonly RawReading[]
  readonly unreadable: readonly UnreadableRow[]
}

/**
 * Takes a body apart by its content type (PROTOCOL §3).
 *
 * @throws AppError UNSUPPORTED_MEDIA for another type, MALFORMED for a body that cannot be read as that type at
 *   all, TOO_LARGE for more than 100,000 readings
 */
export function parseBody(contentType: string | undefined, body: Buffer): ParsedBody {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase()
  switch (type) {
    case 'application/json':
      return parseJsonBody(body)
    case 'application/x-ndjson':
    case 'application/ndjson':
      return parseNdjsonBody(body)
    case 'text/csv':
      return parseCsvBody(body)
    default:
      throw new AppError('UNSUPPORTED_MEDIA', { detail: { type: (type ?? '').slice(0, 60) } })
  }
}

const malformed = (reason: string, cause?: unknown): AppError =>
  new AppError('MALFORMED', { detail: { reason }, cause })

function checkCount(count: number): void {
  if (count > MOST_READINGS) {
    throw new AppError('TOO_LARGE', { detail: { readings: count, most: MOST_READINGS } })
  }
}

/** Below this size taking a body apart is quick, whatever is in it. */
const SMALL_BYTES = 1024 * 1024
/** Brackets or line ends of the most readings that a request may hold, with room for odd writing. */
const MOST_PARTS = 4 * MOST_READINGS
const OPENING = [0x7b, 0x5b] as const
const NEWLINE = 0x0a

/** Refuses a large body of countless tiny parts before a parser spends seconds on it. */
function checkParts(body: Uint8Array, [mark, other]: readonly [number, number]): void {
  if (body.length < SMALL_BYTES) return
  let parts = 0
  for (let i = 0; i < body.length; i++) {
    const byte = body[i]
    if (byte === mark || byte === other) parts++
  }
  if (parts > MOST_PARTS) {
    throw new AppError('TOO_LARGE', { detail: { parts, most: MOST_READINGS } })
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })
const lenientUtf8 = new TextDecoder('utf-8')

/** @returns null for bytes that are not UTF-8; a byte order mark is left out */
function utf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return null
  }
}

function parseJsonBody(body: Buffer): ParsedBody {
  checkParts(body, OPENING)
  const text = utf8(body)
  if (text === null) throw malformed('the body is not UTF-8')
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (cause) {
    throw malformed('the body is not JSON', cause)
  }
  const readings = readingsOf(document)
  if (readings === null) throw malformed('the body has no list "readings"')
  checkCount(readings.length)
  return { rows: readings.map((row, index) => ({ index, row })), unreadable: [] }
}

function readingsOf(document: unknown): readonly unknown[] | null {
  if (typeof document !== 'object' || document === null || !('readings' in document)) return null
  if (POISON.some((name) => Object.hasOwn(document, name))) return null
  return Array.isArray(document.readings) ? document.readings : null
}

/** Lines are taken apart as bytes, so that one line of broken UTF-8 costs no other. Empty lines do not count. */
function parseNdjsonBody(body: Buffer): ParsedBody {
  checkParts(body, [NEWLINE, NEWLINE])
  const rows: RawReading[] = []
  const unreadable: UnreadableRow[] = []
  let index = 0
  for (let from = 0; from < body.length; ) {
    const newline = body.indexOf(NEWLINE, from)
    const to = newline === -1 ? body.length : newline
    const line = body.subarray(from, to)
    from = to + 1
    const result = parseLine(line)
    if (result === null) continue
    if ('why' in result) unreadable.push({ index, why: result.why, text: result.text })
    else rows.push({ index, row: result.row })
    index++
    checkCount(index)
  }
  if (index === 0) throw malformed('the body holds no reading')
  return { rows, unreadable }
}

type Line = { readonly row: unknown } | { readonly why: string; readonly text: string }

function parseLine(line: Uint8Array): Line | null {
  if (line.length > LONGEST_RECORD) {
    return { why: 'the line is too long', text: lenientUtf8.decode(line.subarray(0, 500)) }
  }
  const text = utf8(line)
  if (text === null) return { why: 'the line is not UTF-8', text: lenientUtf8.decode(line) }
  if (text.trim() === '') return null
  try {
    return { row: JSON.parse(text) }
  } catch {
    return { why: 'the line is not JSON', text }
  }
}

const COLUMNS = ['indicator', 'place', 'at', 'value', 'quality', 'source', 'unit'] as const
const NEEDED = ['indicator', 'at', 'value'] as const
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/

/** A number as a spreadsheet writes it; anything else stays text and is refused as no number. */
const csvNumber = (text: string): number | string =>
  text.length <= 40 && DECIMAL.test(text) ? Number(text) : text

function parseCsvBody(body: Buffer): ParsedBody {
  checkParts(body, [NEWLINE, NEWLINE])
  const { records, unreadable } = csvRecords(lenientUtf8.decode(body))
  const header = records.shift()
  if (header === undefined) throw malformed('the body holds no header row')
  const names = header.cells.map((name) => name.trim())
  const poison = names.find((name) => POISON.some((bad) => bad === name))
  if (poison !== undefined) throw malformed(`the header row names ${poison}`)
  const missing = NEEDED.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    throw malformed(`the header row lacks ${missing.join(', ')}`)
  }
  checkCount(records.length + unreadable.length)
  const at = COLUMNS.map((name) => [name, names.indexOf(name)] as const)
  const rows = records.map(({ index, cells }): RawReading => {
    const row: Partial<Record<(typeof COLUMNS)[number], string | number>> = {}
    for (const [name, column] of at) {
      const cell = column === -1 ? undefined : cells[column]?.trim()
      if (cell !== undefined && cell !== '') row[name] = name === 'value' ? csvNumber(cell) : cell
    }
    return { index: index - 1, row }
  })
  return {
    rows,
    unreadable: unreadable.map((row) => ({ ...row, index: Math.max(0, row.index - 1) })),
  }
}

type CsvRecord = { readonly index: number; readonly cells: readonly string[] }
type CsvRecords = { records: CsvRecord[]; unreadable: UnreadableRow[] }

/** Records with their number, the header being 0. Without a quote in it, CSV is its lines and their commas. */
function csvRecords(text: string): CsvRecords {
  if (text.includes('"')) return quotedRecords(text)
  const records: CsvRecord[] = []
  const unreadable: UnreadableRow[] = []
  let index = 0
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from)
    const to = newline === -1 ? text.length : newline
    const line = text.slice(from, text[to - 1] === '\r' ? to - 1 : to)
    from = to + 1
    if (line.trim() === '') continue
    checkCount(index)
    if (line.length <= LONGEST_RECORD) records.push({ index, cells: line.split(',') })
    else unreadable.push({ index, why: 'the record is too long', text: line.slice(0, 500) })
    index++
  }
  return { records, unreadable }
}

/** A record that cannot be read is told apart, not fatal; a quote inside a cell is taken as it is. */
function quotedRecords(text: string): CsvRecords {
  const records: CsvRecord[] = []
  const unreadable: UnreadableRow[] = []
  const count = (): number => records.length + unreadable.length
  try {
    parseCsvText(text, {
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: LONGEST_RECORD,
      on_skip: (error: CsvError | undefined) => {
        const why = error?.code ?? 'the record cannot be read'
        unreadable.push({ index: count(), why, text: '' })
        checkCount(count())
        return undefined
      },
      on_record: (cells: string[]) => {
        records.push({ index: count(), cells })
        checkCount(count() - 1)
        return null
      },
    })
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw malformed('the body is not CSV', cause)
  }
  return { records, unreadable }
}
