import { parse } from 'csv-parse/sync'
import {
  AGGREGATES,
  CADENCES,
  type CategoryId,
  DIRECTIONS,
  GRAINS,
  type IndicatorDefinition,
  KINDS,
  LEVELS,
  PERIODS,
  SIM_MODELS,
} from '../protocol/indicator/definition.ts'
import { parseBand } from '../protocol/indicator/threshold.ts'
import type { CatalogProblem } from './loaded.ts'

/** The 23 columns of an indicator file, in this order. */
export const INDICATOR_COLUMNS = [
  'id',
  'name_zh',
  'name_en',
  'unit',
  'unit_en',
  'department',
  'cadence',
  'kind',
  'period',
  'precision',
  'direction',
  'warn_blue',
  'warn_yellow',
  'warn_orange',
  'warn_red',
  'formula',
  'grain',
  'aggregate',
  'sim_model',
  'sim_base',
  'sim_amplitude',
  'sim_noise',
  'source',
] as const
type Column = (typeof INDICATOR_COLUMNS)[number]
type Row = Readonly<Record<Column, string>>

/** An indicator with the row of its file it came from, so that a later check can name it. */
export type IndicatorRow = { readonly definition: IndicatorDefinition; readonly row: number }

const DECIMAL = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/
const ID = /^[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*){2,}$/

class CellError extends Error {}

function oneOf<T extends string>(allowed: readonly T[], row: Row, column: Column): T {
  const found = allowed.find((item) => item === row[column])
  if (found === undefined) {
    throw new CellError(`${column} "${row[column]}" is not one of ${allowed.join(' ')}`)
  }
  return found
}

function number(row: Row, column: Column): number {
  const text = row[column]
  if (!DECIMAL.test(text) || !Number.isFinite(Number(text))) {
    throw new CellError(`${column} "${text}" is not a number`)
  }
  return Number(text)
}

function limit(row: Row, column: Column): number | string | null {
  if (row[column] === '') return null
  if (row.direction !== 'band') return number(row, column)
  if (parseBand(row[column]) === null) {
    throw new CellError(`${column} "${row[column]}" is not a range lo..hi`)
  }
  return row[column]
}

function text(row: Row, column: Column): string {
  if (row[column].trim() === '') throw new CellError(`${column} is empty`)
  return row[column]
}

function toDefinition(row: Row, category: CategoryId): IndicatorDefinition {
  const id = text(row, 'id')
  if (!ID.test(id) || !id.startsWith(`${category}.`)) {
    throw new CellError(`id "${id}" is not ${category}.<topic>.<name> in lower case`)
  }
  const kind = oneOf(KINDS, row, 'kind')
  const period = row.period === '' ? null : oneOf(PERIODS, row, 'period')
  if ((kind === 'counter') !== (period !== null)) {
    throw new CellError(`period is set exactly for counters, but kind is ${kind}`)
  }
  const simModel = oneOf(SIM_MODELS, row, 'sim_model')
  const formula = row.formula === '' ? null : row.formula
  if ((simModel === 'derived') !== (formula !== null)) {
    throw new CellError(`formula is set exactly for derived, but sim_model is ${simModel}`)
  }
  const precision = number(row, 'precision')
  if (!Number.isInteger(precision) || precision < 0 || precision > 6) {
    throw new CellError(`precision "${row.precision}" is not a whole number from 0 to 6`)
  }
  const definition: IndicatorDefinition = {
    id,
    category,
    name_zh: text(row, 'name_zh'),
    name_en: text(row, 'name_en'),
    unit: row.unit,
    unit_en: row.unit_en,
    department: text(row, 'department'),
    cadence: oneOf(CADENCES, row, 'cadence'),
    kind,
    period,
    precision,
    direction: oneOf(DIRECTIONS, row, 'direction'),
    warn_blue: limit(row, 'warn_blue'),
    warn_yellow: limit(row, 'warn_yellow'),
    warn_orange: limit(row, 'warn_orange'),
    warn_red: limit(row, 'warn_red'),
    formula,
    grain: oneOf(GRAINS, row, 'grain'),
    aggregate: oneOf(AGGREGATES, row, 'aggregate'),
    sim_model: simModel,
    sim_base: number(row, 'sim_base'),
    sim_amplitude: number(row, 'sim_amplitude'),
    sim_noise: number(row, 'sim_noise'),
    source: text(row, 'source'),
  }
  checkMonotonic(definition)
  return definition
}

/** Each worse level lies strictly further out, in the direction of the indicator. */
function checkMonotonic(definition: IndicatorDefinition): void {
  const limits = LEVELS.flatMap((level) => {
    const value = definition[`warn_${level}`]
    return value === null ? [] : [{ level, value }]
  })
  if (definition.direction === 'neutral' && limits.length > 0) {
    throw new CellError('a neutral indicator has no limits')
  }
  for (let i = 1; i < limits.length; i++) {
    const [milder, worse] = [limits[i - 1], limits[i]]
    if (milder === undefined || worse === undefined) continue
    if (!isFurtherOut(definition.direction, milder.value, worse.value)) {
      throw new CellError(
        `limits are not strictly monotonic: ${worse.level} ${worse.value} after ${milder.level} ${milder.value} (${definition.direction})`,
      )
    }
  }
}

function isFurtherOut(
  direction: IndicatorDefinition['direction'],
  milder: number | string,
  worse: number | string,
): boolean {
  if (typeof milder === 'number' && typeof worse === 'number') {
    return direction === 'lower_better' ? worse > milder : worse < milder
  }
  const inner = parseBand(String(milder))
  const outer = parseBand(String(worse))
  return inner !== null && outer !== null && outer.lo < inner.lo && outer.hi > inner.hi
}

/** Reads one `<category>.indicators.csv`. A bad row costs only itself; every problem names its row. */
export function parseIndicators(
  content: string,
  file: string,
  category: CategoryId,
): { rows: IndicatorRow[]; problems: CatalogProblem[] } {
  const problems: CatalogProblem[] = []
  const refuse = (row: number | null, reason: string): void => {
    problems.push({ file, row, reason, severity: 'error' })
  }
  let records: string[][]
  try {
    records = parse(content, { relax_column_count: true, skip_empty_lines: true, bom: false })
  } catch (error) {
    refuse(null, `is not CSV: ${error instanceof Error ? error.message : String(error)}`)
    return { rows: [], problems }
  }
  const header = records[0] ?? []
  if (header.join(',') !== INDICATOR_COLUMNS.join(',')) {
    refuse(
      1,
      `the header is not the ${INDICATOR_COLUMNS.length} columns ${INDICATOR_COLUMNS.join(',')}`,
    )
    return { rows: [], problems }
  }
  const rows: IndicatorRow[] = []
  for (const [index, cells] of records.slice(1).entries()) {
    const row = index + 2
    if (cells.length !== INDICATOR_COLUMNS.length) {
      refuse(row, `has ${cells.length} cells instead of ${INDICATOR_COLUMNS.length}`)
      continue
    }
    try {
      const named = Object.fromEntries(
        INDICATOR_COLUMNS.map((column, i) => [column, cells[i] ?? '']),
      ) as Row
      rows.push({ row, definition: toDefinition(named, category) })
    } catch (error) {
      if (!(error instanceof CellError)) throw error
      refuse(row, error.message)
    }
  }
  return { rows, problems }
}
