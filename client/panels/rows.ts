import {
  CADENCE_MS,
  type IndicatorDefinition,
  LEVELS,
  type Level,
} from '../../protocol/indicator/definition.ts'
import { limitOf, parseBand } from '../../protocol/indicator/threshold.ts'
import type { LimitLine, Measure, RankRow } from '../charts/model.ts'
import { WINDOW_MS, windowStartMs } from '../data/history-plan.ts'
import { DAY_MS, scaleFor } from '../ui/format.ts'
import { gainedIn } from './buckets.ts'
import {
  finePlaces,
  nameOf,
  type PanelContext,
  placeName,
  scopeOf,
  shortTownName,
  unitOf,
} from './context.ts'

/** Rows and the measures of their columns. */
export type RowSet = { readonly rows: RankRow[]; readonly measures: Measure[] }

export type Cell = RankRow['values'][number]

const PERIOD_MS = { day: DAY_MS, month: 31 * DAY_MS, year: 366 * DAY_MS } as const

/** Whether a counter starts again within the panel's window, so that its present count does not tell the window. */
export const spansPeriods = (
  definition: Pick<IndicatorDefinition, 'period'>,
  window: PanelContext['panel']['window'],
): boolean => definition.period !== null && WINDOW_MS[window] > PERIOD_MS[definition.period]

const NOTHING: Cell = { value: null, level: null, stale: false }

/**
 * The one number of an indicator at a place for the panel's window: what a counter gained in the window when
 * that spans several of its periods, else the present value. Older than five cadences counts as none.
 */
export function cellOf(ctx: PanelContext, definition: IndicatorDefinition, place: string): Cell {
  const { window } = ctx.panel
  const reading = ctx.reading(definition.id, place)
  if (spansPeriods(definition, window)) {
    const points = ctx.points(definition.id, place)
    const value = gainedIn(points, definition, window, windowStartMs(window, ctx.nowMs))
    return { value, level: null, stale: reading?.status === 'stale' }
  }
  if (reading === undefined || reading.value === null) return NOTHING
  const atMs = reading.at === null ? null : Date.parse(reading.at)
  const cadenceMs = CADENCE_MS[definition.cadence]
  const ageMs = atMs === null || Number.isNaN(atMs) ? 0 : ctx.nowMs - atMs
  if (ageMs > 5 * cadenceMs) return NOTHING
  return {
    value: reading.value,
    level: reading.level,
    stale: reading.status !== 'fresh' || ageMs > 2 * cadenceMs,
  }
}

/** The seven towns and, apart, the management zone; one cell an indicator, missing ones included. */
export const townRows = (
  ctx: PanelContext,
  definitions: readonly IndicatorDefinition[],
): RankRow[] =>
  ctx.towns.map((town) => ({
    id: town.code,
    name: shortTownName(town, ctx.language),
    apart: town.kind === 'zone',
    focused: town.code === ctx.town,
    values: definitions.map((definition) => cellOf(ctx, definition, town.code)),
  }))

/** One row an indicator, at the panel's scope. */
export const indicatorRows = (
  ctx: PanelContext,
  definitions: readonly IndicatorDefinition[],
): RankRow[] =>
  definitions.map((definition) => ({
    id: definition.id,
    name: nameOf(definition, ctx.language),
    apart: false,
    focused: false,
    values: [cellOf(ctx, definition, scopeOf(ctx, definition))],
  }))

/** One row a place that reports the indicators: stations, sites, enterprises, roads or communities. */
export function placeRows(
  ctx: PanelContext,
  definitions: readonly IndicatorDefinition[],
): RankRow[] {
  const ids = new Set(definitions.flatMap((definition) => finePlaces(ctx, definition.id)))
  return [...ids].map((id) => ({
    id,
    name: placeName(ctx, id),
    apart: false,
    focused: false,
    values: definitions.map((definition) => cellOf(ctx, definition, id)),
  }))
}

/**
 * The natural parts of the data (`by: type`): the indicators themselves when there are several, else the places
 * that report the one, else its towns, else the district alone.
 */
export function typeRows(
  ctx: PanelContext,
  definitions: readonly IndicatorDefinition[],
): RankRow[] {
  const [only] = definitions
  if (definitions.length !== 1 || only === undefined) return indicatorRows(ctx, definitions)
  const fine = placeRows(ctx, definitions)
  if (fine.some((row) => row.values[0]?.value !== null)) return fine
  const towns = townRows(ctx, definitions)
  return towns.some((row) => row.values[0]?.value !== null)
    ? towns
    : indicatorRows(ctx, definitions)
}

/** Sorted by the first value, greatest first; missing ones, then places apart, at the end. Ties keep their order. */
export function ranked(rows: readonly RankRow[]): RankRow[] {
  const group = (row: RankRow): number =>
    row.apart ? 2 : (row.values[0]?.value ?? null) === null ? 1 : 0
  return [...rows].sort((a, b) => {
    const order = group(a) - group(b)
    return order !== 0 ? order : (b.values[0]?.value ?? 0) - (a.values[0]?.value ?? 0)
  })
}

/** Limits as lines, mild to worst; a band gives its two ends. */
export function limitLines(definition: IndicatorDefinition): LimitLine[] {
  return LEVELS.flatMap((level: Level): LimitLine[] => {
    const limit = limitOf(definition, level)
    if (typeof limit === 'number') return [{ level, value: limit }]
    const band = typeof limit === 'string' ? parseBand(limit) : null
    return band === null
      ? []
      : [
          { level, value: band.lo },
          { level, value: band.hi },
        ]
  })
}

/**
 * One measure an indicator. Indicators of one unit share a group (an axis) and a scale, so that a panel writes
 * all numbers of a unit in the same way.
 *
 * @param largest greatest magnitude an indicator's numbers reach on the panel
 */
export function measuresOf(
  ctx: PanelContext,
  definitions: readonly IndicatorDefinition[],
  largest: (definition: IndicatorDefinition, index: number) => number,
  withLimits = true,
): Measure[] {
  const units = [...new Set(definitions.map((definition) => unitOf(definition, ctx.language)))]
  const scales = units.map((unit) => {
    const same = definitions
      .map((definition, i) => ({ definition, largest: largest(definition, i) }))
      .filter((each) => unitOf(each.definition, ctx.language) === unit)
    const max = Math.max(0, ...same.map((each) => each.largest).filter(Number.isFinite))
    return scaleFor(max, unit, Math.max(0, ...same.map((each) => each.definition.precision)))
  })
  return definitions.map((definition) => {
    const group = units.indexOf(unitOf(definition, ctx.language))
    const scale = scales[group] ?? { divisor: 1, unit: '', precision: definition.precision }
    return {
      id: definition.id,
      name: nameOf(definition, ctx.language),
      scale,
      group,
      limits: withLimits ? limitLines(definition) : [],
      direction: definition.direction,
    }
  })
}

/** Greatest magnitude in a column of rows; 0 when all are missing. */
export const largestIn = (rows: readonly RankRow[], column: number): number =>
  rows.reduce((max, row) => Math.max(max, Math.abs(row.values[column]?.value ?? 0)), 0)

/** Measures of rows whose columns are the indicators. */
export const measuresOfRows = (
  ctx: PanelContext,
  definitions: readonly IndicatorDefinition[],
  rows: readonly RankRow[],
): Measure[] => {
  const present = definitions.every((each) => !spansPeriods(each, ctx.panel.window))
  return measuresOf(ctx, definitions, (_, i) => largestIn(rows, i), present)
}
