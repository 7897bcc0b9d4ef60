import { randomUUID } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import type { RosterRow } from '../../protocol/duty/roster.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { parseTime, toIso } from '../../protocol/time.ts'

/** A row or event of a roster that could not be taken, by its line in the file or its name in the calendar. */
export type RosterProblem = {
  readonly at: string
  readonly field: string
  readonly reason: 'missing' | 'bad-time' | 'ends-before-start' | 'too-long' | 'too-many'
}

export type ParsedRoster = {
  readonly rows: readonly RosterRow[]
  readonly problems: readonly RosterProblem[]
}

const MOST_ROWS = 20_000
const LONGEST_TURN_MS = 31 * 86_400_000
/** A field's headings, Chinese and English. */
const HEADINGS = {
  post: ['岗位', 'post'],
  name: ['姓名', 'name'],
  phone: ['电话', 'phone'],
  account: ['账号', 'account'],
  start: ['开始', '开始时间', 'start'],
  end: ['结束', '结束时间', 'end'],
  note: ['备注', 'note'],
} as const
type Field = keyof typeof HEADINGS

const fieldOf = (heading: string): Field | null => {
  const plain = heading.trim().toLowerCase()
  for (const [field, names] of Object.entries(HEADINGS)) {
    if (names.some((name) => name === plain)) return field as Field
  }
  return null
}

const LOCAL = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/

/** A moment with its offset, or local time of the district as spreadsheets write it. */
function momentOf(text: string): number | null {
  const match = LOCAL.exec(text.trim())
  if (match === null) return parseTime(text.trim())
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00'] = match
  const two = (part: string): string => part.padStart(2, '0')
  return parseTime(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}+08:00`)
}

/**
 * A roster as a spreadsheet saves it: one turn a line under headings in Chinese or English, times in local time.
 *
 * @throws AppError MALFORMED when it is no CSV or its headings name no post, person and times
 */
export function parseRosterCsv(text: string, source: string): ParsedRoster {
  const table = readTable(text)
  const [headings = [], ...lines] = table
  const columns = headings.map(fieldOf)
  for (const field of ['post', 'name', 'start', 'end'] as const) {
    if (!columns.includes(field)) {
      throw new AppError('MALFORMED', { detail: { field, reason: 'no such column' } })
    }
  }
  const rows: RosterRow[] = []
  const problems: RosterProblem[] = []
  for (const [index, cells] of lines.entries()) {
    const at = String(index + 2)
    const cell = (field: Field): string => cells[columns.indexOf(field)]?.trim() ?? ''
    const missing = (['post', 'name'] as const).find((field) => cell(field) === '')
    const [fromMs, toMs] = [momentOf(cell('start')), momentOf(cell('end'))]
    if (missing !== undefined) problems.push({ at, field: missing, reason: 'missing' })
    else if (fromMs === null) problems.push({ at, field: 'start', reason: 'bad-time' })
    else if (toMs === null) problems.push({ at, field: 'end', reason: 'bad-time' })
    else if (toMs <= fromMs) problems.push({ at, field: 'end', reason: 'ends-before-start' })
    else if (toMs - fromMs > LONGEST_TURN_MS)
      problems.push({ at, field: 'end', reason: 'too-long' })
    else if (rows.length >= MOST_ROWS) {
      problems.push({ at, field: '', reason: 'too-many' })
      break
    } else {
      rows.push({
        id: randomUUID(),
        post: cell('post'),
        name: cell('name'),
        phone: cell('phone'),
        account: cell('account') || null,
        startsAt: toIso(fromMs),
        endsAt: toIso(toMs),
        note: cell('note'),
        source: `${source}#${at}`,
        insteadOf: null,
      })
    }
  }
  return { rows, problems }
}

function readTable(text: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('MALFORMED', { detail: { reason }, cause })
  }
}
