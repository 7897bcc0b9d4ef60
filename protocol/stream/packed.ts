import { LEVELS, QUALITIES, type Status } from '../indicator/definition.ts'
import { ByteReader, ByteWriter, unzigzag, zigzag } from './bytes.ts'
import type { WireReading } from './events.ts'

/** One reading as the columns see it. */
export type PackedRow = {
  /** Position of its (indicator, place) in the topic's dictionary. */
  readonly index: number
  readonly value: number | null
  /** Epoch milliseconds, years 1 to 9999; null when nothing was ever measured. */
  readonly atMs: number | null
  readonly quality: WireReading['quality']
  readonly level: WireReading['level']
  readonly status: Status
}

const STATUSES = ['fresh', 'stale', 'missing'] as const satisfies readonly Status[]
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const
/** Largest scaled decimal: with sign and tag it still fits the 53 bits of a varint. */
const MOST_SCALED = 2 ** 48
/** More than any district has places for; keeps a broken count from filling the memory. */
const MOST_ROWS = 1_000_000
const TAG_RAW = 7
const CODE_NULL = 15
/** Bits of the leading byte. */
const RAW_VALUES = 1
const STATE_BYTES = 2

/**
 * Packs rows into columns: index runs, time runs, states, values. Lossless: every finite double and every
 * null comes back bit for bit. Layout: docs/wire-format.md.
 *
 * @param rows in ascending order of `index`, each index once
 * @param baseMs the delta's own time, from which times are counted
 */
export function packRows(rows: readonly PackedRow[], baseMs: number): Uint8Array {
  const values = new ByteWriter()
  for (const row of rows) writeCompact(values, row.value)
  const raw = values.length > rows.length * 8
  const runs = new ByteWriter()
  writeRuns(runs, rows, stateOf, (state) => runs.byte(state))
  const stateBytes = runs.length > rows.length

  const out = new ByteWriter()
  out.byte((raw ? RAW_VALUES : 0) | (stateBytes ? STATE_BYTES : 0))
  out.varint(rows.length)
  writeIndexes(out, rows)
  let lastMs = baseMs
  writeRuns(
    out,
    rows,
    (row) => row.atMs,
    (atMs) => {
      out.varint(atMs === null ? 0 : zigzag(atMs - lastMs) + 1)
      if (atMs !== null) lastMs = atMs
    },
  )
  if (stateBytes) for (const row of rows) out.byte(stateOf(row))
  else out.append(runs.bytes())
  if (raw) for (const row of rows) out.float64(row.value ?? Number.NaN)
  else out.append(values.bytes())
  return out.bytes().slice()
}

/**
 * @param bytes what `packRows` gave
 * @throws RangeError when the bytes are cut off, too long or hold codes that do not exist
 */
export function unpackRows(bytes: Uint8Array, baseMs: number): PackedRow[] {
  const reader = new ByteReader(bytes)
  const flags = reader.byte()
  const count = reader.varint()
  if (count > MOST_ROWS) throw new RangeError('packed delta has too many rows')
  const indexes = readIndexes(reader, count)
  let lastMs = baseMs
  const times = readRuns(reader, count, () => {
    const code = reader.varint()
    if (code === 0) return null
    lastMs += unzigzag(code - 1)
    return lastMs
  })
  const states =
    (flags & STATE_BYTES) === 0
      ? readRuns(reader, count, () => readState(reader))
      : Array.from({ length: count }, () => readState(reader))
  const rows: PackedRow[] = []
  for (const [i, index] of indexes.entries()) {
    const state = states[i]
    const atMs = times[i]
    if (state === undefined || atMs === undefined) throw new RangeError('packed columns differ')
    const value = (flags & RAW_VALUES) === 0 ? readCompact(reader) : readRaw(reader)
    rows.push({ index, value, atMs, ...state })
  }
  if (reader.left > 0) throw new RangeError('packed data is too long')
  return rows
}

/** A short decimal as its digits, anything else as its 64 bits. */
function writeCompact(out: ByteWriter, value: number | null): void {
  const code = value === null ? CODE_NULL : decimalCode(value)
  if (value === null || code !== null) out.varint(code ?? CODE_NULL)
  else writeBits(out, value)
}

/** @returns the digits with their number of decimals (0 to 6), or null when that would not be exact */
function decimalCode(value: number): number | null {
  for (let decimals = 0; decimals < POWERS.length; decimals++) {
    const power = POWERS[decimals] ?? 1
    const scaled = Math.round(value * power)
    if (Math.abs(scaled) >= MOST_SCALED || Object.is(scaled, -0)) return null
    if (scaled / power === value) return zigzag(scaled) * 8 + decimals
  }
  return null
}

function writeBits(out: ByteWriter, value: number): void {
  out.varint(TAG_RAW)
  out.float64(value)
}

function readCompact(reader: ByteReader): number | null {
  const code = reader.varint()
  if (code === CODE_NULL) return null
  if (code === TAG_RAW) return finite(reader.float64())
  const power = POWERS[code % 8]
  if (power === undefined) throw new RangeError('packed value has an unknown code')
  return unzigzag(Math.floor(code / 8)) / power
}

function readRaw(reader: ByteReader): number | null {
  const value = reader.float64()
  return Number.isNaN(value) ? null : finite(value)
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('packed value is not finite')
  return value
}

const stateOf = (row: PackedRow): number =>
  QUALITIES.indexOf(row.quality) +
  4 * (row.level === null ? 0 : LEVELS.indexOf(row.level) + 1) +
  20 * STATUSES.indexOf(row.status)

function readState(reader: ByteReader): Pick<PackedRow, 'quality' | 'level' | 'status'> {
  const code = reader.byte()
  const quality = QUALITIES[code % 4]
  const rank = Math.floor(code / 4) % 5
  const level = rank === 0 ? null : LEVELS[rank - 1]
  const status = STATUSES[Math.floor(code / 20)]
  if (quality === undefined || level === undefined || status === undefined) {
    throw new RangeError('packed state has an unknown code')
  }
  return { quality, level, status }
}

function writeIndexes(out: ByteWriter, rows: readonly PackedRow[]): void {
  let next = 0
  for (let i = 0; i < rows.length; ) {
    const start = rows[i]?.index ?? next
    let length = 1
    while (rows[i + length]?.index === start + length) length++
    out.varint(start - next)
    out.varint(length)
    next = start + length
    i += length
  }
}

function readIndexes(reader: ByteReader, count: number): number[] {
  const indexes: number[] = []
  let next = 0
  while (indexes.length < count) {
    next += reader.varint()
    const length = reader.varint()
    if (length === 0 || indexes.length + length > count) throw new RangeError('packed run is wrong')
    for (let i = 0; i < length; i++) indexes.push(next++)
  }
  return indexes
}

function writeRuns<T>(
  out: ByteWriter,
  rows: readonly PackedRow[],
  pick: (row: PackedRow) => T,
  write: (value: T) => void,
): void {
  for (let i = 0; i < rows.length; ) {
    const row = rows[i]
    if (row === undefined) return
    const value = pick(row)
    let end = i + 1
    for (let next = rows[end]; next !== undefined && pick(next) === value; next = rows[end]) end++
    out.varint(end - i)
    write(value)
    i = end
  }
}

function readRuns<T>(reader: ByteReader, count: number, read: () => T): T[] {
  const values: T[] = []
  while (values.length < count) {
    const length = reader.varint()
    if (length === 0 || values.length + length > count) throw new RangeError('packed run is wrong')
    const value = read()
    for (let i = 0; i < length; i++) values.push(value)
  }
  return values
}
