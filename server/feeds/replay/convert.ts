import type { FileMapping, Mapping } from '../../../data-fixtures/mappings/mapping.ts'
import type { RecordedRow } from './rows.ts'

/** A value as it was recorded, in the catalog's unit, at its own time. */
export type RecordedReading = {
  readonly indicator: string
  readonly place: string
  readonly atMs: number
  readonly value: number
}

/** What became of the rows of one file. */
export type ConvertCounts = {
  rows: number
  /** Rows that the mapping's `where`, or a place it does not know, leaves out. */
  skippedRows: number
  /** Rows whose time cannot be read. */
  badTimes: number
  /** Values by column that were recorded as missing. */
  missing: Map<string, number>
  /** Values by column that are no numbers. */
  badValues: Map<string, number>
  readings: number
}

export const newCounts = (): ConvertCounts => ({
  rows: 0,
  skippedRows: 0,
  badTimes: 0,
  missing: new Map(),
  badValues: new Map(),
  readings: 0,
})

const count = (table: Map<string, number>, key: string): void => {
  table.set(key, (table.get(key) ?? 0) + 1)
}

const pad = (text: string): string => text.padStart(2, '0')

/** @returns epoch ms, or null when the row's time cannot be read */
export function timeOf(time: FileMapping['time'], row: RecordedRow, index: number): number | null {
  if ('stepS' in time) {
    const startMs = Date.parse(time.start)
    return Number.isNaN(startMs) ? null : startMs + index * time.stepS * 1_000
  }
  if ('parts' in time) {
    const [year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] =
      time.parts.map((part) => row[part] ?? '')
    const text = `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}${time.zone}`
    const atMs = Date.parse(text)
    return Number.isNaN(atMs) ? null : atMs
  }
  const atMs = Date.parse(`${(row[time.column] ?? '').trim().replace(' ', 'T')}${time.zone}`)
  return Number.isNaN(atMs) ? null : atMs
}

/** Turns one file's rows into readings by its mapping, counting all that is left out. */
export function createConverter(mapping: Mapping, file: FileMapping, counts: ConvertCounts) {
  const missing = new Set(mapping.missing)
  const toNumber = (row: RecordedRow, column: string): number | null => {
    const text = row[column]?.trim() ?? ''
    if (missing.has(text)) {
      count(counts.missing, column)
      return null
    }
    const value = Number(text)
    if (text === '' || !Number.isFinite(value)) {
      count(counts.badValues, column)
      return null
    }
    return value
  }
  const scaled = (value: number, by: { scale?: number; offset?: number }): number =>
    value * (by.scale ?? 1) + (by.offset ?? 0)

  /** Columns of this file that carry values, each with where its value goes. */
  const columnsOf = (row: RecordedRow) => {
    if (file.wide !== undefined) {
      const { wide } = file
      return Object.entries(wide.places).map(([column, place]) => ({ ...wide, column, place }))
    }
    const place = placeOf(file, row)
    return place === null ? [] : (file.values ?? []).map((value) => ({ ...value, place }))
  }

  return (row: RecordedRow): RecordedReading[] => {
    const index = counts.rows++
    if (file.where !== undefined && row[file.where.column] !== file.where.equals) {
      counts.skippedRows++
      return []
    }
    const columns = columnsOf(row)
    if (columns.length === 0) {
      counts.skippedRows++
      return []
    }
    const atMs = timeOf(file.time, row, index)
    if (atMs === null) {
      counts.badTimes++
      return []
    }
    const readings: RecordedReading[] = []
    for (const column of columns) {
      const value = toNumber(row, column.column)
      if (value === null) continue
      const { indicator, place } = column
      readings.push({ indicator, place, atMs, value: scaled(value, column) })
    }
    counts.readings += readings.length
    return readings
  }
}

function placeOf(file: FileMapping, row: RecordedRow): string | null {
  if (file.place === undefined) return null
  if ('fixed' in file.place) return file.place.fixed
  const key = row[file.place.column] ?? ''
  return Object.hasOwn(file.place.places, key) ? (file.place.places[key] ?? null) : null
}
