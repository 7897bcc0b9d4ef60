/** One cell as a file holds it. Only spreadsheets know numbers; everything else comes as text. */
export type RawCell = string | number

/** Why a cell cannot be taken as it stands, found while reading. */
export type CellFault = 'FORMULA_CELL' | 'MERGED_CELL'

/** One row of a table, before anything is made of it. */
export type RawRow = {
  /** The line (CSV, NDJSON) or row (XLSX) in the file, from 1, where it begins. */
  readonly line: number
  readonly cells: readonly RawCell[]
  /** By column, from 0. */
  readonly faults?: ReadonlyMap<number, CellFault>
}

/** Most rows that one file may hold. */
export const MOST_ROWS = 200_000
/** Most bytes of an uploaded file. */
export const MOST_FILE_BYTES = 50 * 1024 * 1024
/** Most characters of one record: a cell that goes on for ever is cut off here, long before it is held. */
export const MOST_RECORD_CHARS = 1_000_000
/** Columns further right are not read. */
export const MOST_COLUMNS = 200
