import { createHash } from 'node:crypto'
import { type ErrorCode, isErrorCode } from '../../protocol/error/codes.ts'
import { plainText } from '../../protocol/order/columns.ts'
import { isOrderAction } from '../../protocol/order/table.ts'
import { parseTime } from '../../protocol/time.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { ImportedAct, ImportedOrder } from '../orders/importing.ts'
import { parseLocalTime, serialTime } from './local-times.ts'
import type { RawCell } from './table.ts'

/** Fields of a row, by the names of the columns. */
const FIELD_KEYS = [
  'type',
  'typeName',
  'title',
  'description',
  'address',
  'lon',
  'lat',
  'place',
  'severity',
  'channel',
  'externalId',
  'reporter',
  'createdAt',
] as const
export type FieldKey = (typeof FIELD_KEYS)[number]

export const isFieldKey = (key: string): key is FieldKey =>
  (FIELD_KEYS as readonly string[]).includes(key)

/** What a field holds; undefined or blank: nothing. */
export type FieldReader = (key: FieldKey) => RawCell | undefined

export type FieldFacts = {
  readonly catalog: LoadedCatalog
  /** The place of that id or name; null: there is none. */
  readonly placeNamed: (text: string) => string | null
  /** When rows that bring no time of their own are said to have happened. */
  readonly atMs: number
  readonly since1904: boolean
}

/** Why a row is not taken: the field and what is wrong with it. */
export class RowFault extends Error {
  readonly code: ErrorCode
  readonly field: string | null
  readonly why: string

  constructor(code: ErrorCode, field: string | null, why = '') {
    super(`${code} ${field ?? ''} ${why}`)
    this.code = code
    this.field = field
    this.why = why
  }
}

/** Channel of rows that name none. */
export const IMPORT_CHANNEL = 'import'
/** Most acts that one order may bring. */
const MOST_ACTS = 200
/** Characters of a field; those of `POST /orders`. */
const MOST_CHARS = {
  title: 200,
  description: 10_000,
  address: 500,
  reporter: 200,
  channel: 50,
  externalId: 200,
  place: 120,
} as const

const typesByName = new WeakMap<LoadedCatalog, ReadonlyMap<string, string>>()

/** Codes of the order types by their Chinese and English names. A name of several types names none. */
function typeNames(catalog: LoadedCatalog): ReadonlyMap<string, string> {
  const known = typesByName.get(catalog)
  if (known !== undefined) return known
  const codes = new Map<string, string>()
  const taken = new Set<string>()
  for (const { code, name_zh, name_en } of catalog.catalog.orderTypes) {
    for (const name of [name_zh, name_en.toLowerCase()]) {
      if (taken.has(name)) codes.delete(name)
      else codes.set(name, code)
      taken.add(name)
    }
  }
  typesByName.set(catalog, codes)
  return codes
}

const textOf = (cell: RawCell | undefined): string =>
  cell === undefined ? '' : plainText(String(cell)).trim()

function typeOf(read: FieldReader, catalog: LoadedCatalog): string {
  const code = textOf(read('type'))
  const name = textOf(read('typeName'))
  const given = code === '' ? name : code
  if (given === '') throw new RowFault('MISSING_FIELD', 'type')
  if (catalog.orderTypeByCode.has(given)) return given
  const found = typeNames(catalog).get(given) ?? typeNames(catalog).get(given.toLowerCase())
  if (found === undefined) throw new RowFault('UNKNOWN_TYPE', 'type', given.slice(0, 60))
  return found
}

function limited(read: FieldReader, key: keyof typeof MOST_CHARS): string | undefined {
  const text = textOf(read(key))
  const most = MOST_CHARS[key]
  if (text.length > most) throw new RowFault('TOO_LONG', key, `${text.length} > ${most}`)
  return text === '' ? undefined : text
}

function positionOf(read: FieldReader): readonly [number, number] | undefined {
  const [lonText, latText] = [textOf(read('lon')), textOf(read('lat'))]
  if (lonText === '' && latText === '') return undefined
  const [lon, lat] = [Number(lonText), Number(latText)]
  const isPoint = lonText !== '' && latText !== '' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
  if (!isPoint) {
    throw new RowFault('BAD_POSITION', lonText === '' ? 'lon' : 'lat', `${lonText}, ${latText}`)
  }
  return [lon, lat]
}

function severityOf(read: FieldReader): 1 | 2 | 3 | 4 | undefined {
  const text = textOf(read('severity'))
  if (text === '') return undefined
  const found = ([1, 2, 3, 4] as const).find((one) => String(one) === text)
  if (found === undefined) throw new RowFault('BAD_FIELD', 'severity', text.slice(0, 60))
  return found
}

function timeOf(read: FieldReader, { since1904 }: FieldFacts): number | null {
  const cell = read('createdAt')
  const text = textOf(cell)
  if (text === '') return null
  const ms = typeof cell === 'number' ? serialTime(cell, since1904) : parseLocalTime(text)
  if (ms === null) throw new RowFault('BAD_TIME', 'createdAt', text.slice(0, 60))
  return ms
}

/** What stands for the number that a row does not bring: the same content is the same order. */
const contentId = (parts: readonly unknown[]): string =>
  `row-${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)}`

/** Makes an order of the fields of a row. @throws RowFault naming the field */
export function parseFields(read: FieldReader, facts: FieldFacts): ImportedOrder['report'] {
  const type = typeOf(read, facts.catalog)
  const title = limited(read, 'title')
  if (title === undefined) throw new RowFault('MISSING_FIELD', 'title')
  const placeText = limited(read, 'place')
  const place = placeText === undefined ? undefined : facts.placeNamed(placeText)
  if (place === null) throw new RowFault('UNKNOWN_PLACE', 'place', placeText)
  const position = positionOf(read)
  const severity = severityOf(read)
  const atMs = timeOf(read, facts)
  const [description, address] = [limited(read, 'description'), limited(read, 'address')]
  const reporter = limited(read, 'reporter')
  const channel = limited(read, 'channel') ?? IMPORT_CHANNEL
  const content = [type, title, description, place, position, severity, atMs, address, reporter]
  return {
    type,
    title,
    channel,
    externalId: limited(read, 'externalId') ?? contentId(content),
    atMs: atMs ?? facts.atMs,
    ...(description === undefined ? {} : { description }),
    ...(place === undefined ? {} : { place }),
    ...(position === undefined ? {} : { position }),
    ...(severity === undefined ? {} : { severity }),
    ...(address === undefined ? {} : { address }),
    ...(reporter === undefined ? {} : { reporter }),
  }
}

/** Makes an order of one JSON object: the same fields, and what was done about it (`acts`). @throws RowFault */
export function parseRecord(
  record: Readonly<Record<string, unknown>>,
  facts: FieldFacts,
): ImportedOrder {
  const own = (key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined)
  const position = own('position')
  const pair: unknown[] = Array.isArray(position) ? position : []
  const read: FieldReader = (key) => {
    const value = own(key) ?? (key === 'lon' ? pair[0] : key === 'lat' ? pair[1] : undefined)
    if (value === undefined || value === null) return undefined
    if (key === 'createdAt') {
      const ms = parseTime(value)
      return ms === null ? String(value) : String(ms)
    }
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new RowFault('BAD_FIELD', key, typeof value)
    }
    return String(value)
  }
  if (position !== undefined && position !== null && pair.length !== 2) {
    throw new RowFault('BAD_POSITION', 'position')
  }
  const report = parseFields(read, facts)
  const simulated = own('simulated')
  if (simulated !== undefined && typeof simulated !== 'boolean') {
    throw new RowFault('BAD_FIELD', 'simulated')
  }
  return {
    report: simulated === undefined ? report : { ...report, simulated },
    acts: parseActs(own('acts')),
  }
}

function parseActs(given: unknown): ImportedAct[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given) || given.length > MOST_ACTS) throw new RowFault('BAD_FIELD', 'acts')
  return given.map((one: unknown): ImportedAct => {
    const act = typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : {}
    const { action, at, args } = act
    if (typeof action !== 'string' || !isOrderAction(action) || action === 'report') {
      throw new RowFault('BAD_FIELD', 'acts.action', String(action).slice(0, 60))
    }
    const atMs = parseTime(at)
    if (atMs === null) throw new RowFault('BAD_TIME', 'acts.at', String(at).slice(0, 60))
    if (args !== undefined && (typeof args !== 'object' || args === null || Array.isArray(args))) {
      throw new RowFault('BAD_FIELD', 'acts.args')
    }
    return args === undefined
      ? { action, atMs }
      : { action, atMs, args: args as Record<string, unknown> }
  })
}

/** A fault told by the order service, as one of a row. */
export function faultOf(code: string, detail: Readonly<Record<string, unknown>>): RowFault {
  const field = detail['field']
  const known = isErrorCode(code) ? code : 'MALFORMED'
  const why = Object.entries(detail)
    .filter(([key, value]) => key !== 'field' && typeof value !== 'object')
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join('; ')
  return new RowFault(known, typeof field === 'string' ? field : null, why.slice(0, 200))
}
