import { ERROR_CODES, type ErrorCode } from '../../protocol/error/codes.ts'
import type { Quality } from '../../protocol/indicator/definition.ts'
import { isQuality } from '../../protocol/indicator/quality.ts'
import type { Reading } from '../../protocol/indicator/value.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import { parseTime } from '../../protocol/time.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { RawReading } from './feed.ts'

/** A reading may be this far ahead of our clock. */
const MOST_AHEAD_MS = 5 * 60_000
const LONGEST_SOURCE = 120

/** A reading that was refused: `index` is its place in the request. */
export type Rejection = {
  readonly index: number
  readonly code: ErrorCode
  /** English, then Chinese, with the text that was refused. */
  readonly message: string
}

export type ValidateContext = {
  readonly loaded: LoadedCatalog
  /** Whether a place can be reported for. */
  readonly isPlace: (id: string) => boolean
  readonly nowMs: number
  /** The sender's department; null may feed every department's indicators. */
  readonly department: string | null
  /** Name under which readings without a `source` of their own are kept. */
  readonly source: string
}

export type Validated = {
  readonly readings: readonly Reading[]
  readonly rejected: readonly Rejection[]
}

/**
 * Checks raw rows (校验). Pure; never throws, whatever the rows are. One bad row never costs the others.
 * The first thing wrong with a row is the one that is told.
 */
export function validateReadings(rows: readonly RawReading[], context: ValidateContext): Validated {
  const readings: Reading[] = []
  const rejected: Rejection[] = []
  for (const { index, row } of rows) {
    const result = validateRow(row, context)
    if ('code' in result) rejected.push({ index, code: result.code, message: messageOf(result) })
    else readings.push(result)
  }
  return { readings, rejected }
}

/** Names that would reach into an object's prototype (S19). Nothing here reads them; whoever sends them is told. */
export const POISON = ['__proto__', 'constructor', 'prototype'] as const

const isPoisoned = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && POISON.some((name) => Object.hasOwn(input, name))

type Fault = { readonly code: ErrorCode; readonly of: unknown }

const fault = (code: ErrorCode, of: unknown): Fault => ({ code, of })

type Field = 'indicator' | 'place' | 'at' | 'value' | 'quality' | 'source' | 'unit'
type Row = Readonly<Record<Field, unknown>>

function asRow(input: unknown): Row | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return null
  const { indicator, place, at, value, quality, source, unit } = input as Partial<Row>
  return { indicator, place, at, value, quality, source, unit }
}

function validateRow(input: unknown, context: ValidateContext): Reading | Fault {
  const row = asRow(input)
  if (row === null) return fault('MALFORMED', 'not an object')
  if (isPoisoned(input)) return fault('MALFORMED', 'a name that reaches into a prototype')

  const { indicator } = row
  const definition =
    typeof indicator === 'string' ? context.loaded.indicatorById.get(indicator) : undefined
  if (definition === undefined) return fault('UNKNOWN_INDICATOR', indicator)
  if (context.department !== null && definition.department !== context.department) {
    return fault('FORBIDDEN_DEPARTMENT', definition.department)
  }
  if (definition.formula !== null) return fault('DERIVED_INDICATOR', indicator)

  const place = row.place ?? DISTRICT
  if (typeof place !== 'string' || !context.isPlace(place)) return fault('UNKNOWN_PLACE', place)

  const atMs = parseTime(row.at)
  if (atMs === null) return fault('BAD_TIME', row.at)
  if (atMs > context.nowMs + MOST_AHEAD_MS) return fault('FUTURE_TIME', row.at)

  const { value } = row
  if (typeof value !== 'number' || !Number.isFinite(value)) return fault('BAD_VALUE', value)

  // A source that changed its unit says so; its numbers are not those of the indicator any more.
  const { unit } = row
  const isOwnUnit = unit === undefined || unit === definition.unit || unit === definition.unit_en
  if (!isOwnUnit) return fault('WRONG_UNIT', unit)

  const quality: unknown = row.quality ?? ('good' satisfies Quality)
  if (!isQuality(quality)) return fault('BAD_QUALITY', quality)

  const source = row.source ?? context.source
  if (typeof source !== 'string') return fault('MALFORMED', 'source is not text')

  return {
    indicator: definition.id,
    place,
    atMs,
    // -0 and 0 are one value to everybody who reads it.
    value: value === 0 ? 0 : value,
    quality,
    source: source.slice(0, LONGEST_SOURCE),
    receivedAtMs: context.nowMs,
  }
}

const LONGEST_QUOTE = 60

/** The refused text, short enough to be shown; never walks into an object. */
function quote(of: unknown): string {
  if (typeof of === 'string') {
    return of.length > LONGEST_QUOTE ? `${of.slice(0, LONGEST_QUOTE)}…` : of
  }
  if (of === undefined) return 'missing'
  if (typeof of === 'number' || typeof of === 'boolean' || of === null) return String(of)
  return Array.isArray(of) ? 'a list' : typeof of
}

const messageOf = ({ code, of }: Fault): string => {
  const { en, zh } = ERROR_CODES[code]
  return `${en} / ${zh}: ${quote(of)}`
}

/** @returns the refusal of a row that could not be read at all */
export const unreadable = (index: number, why: string): Rejection => ({
  index,
  code: 'MALFORMED',
  message: messageOf(fault('MALFORMED', why)),
})
