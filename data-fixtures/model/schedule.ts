import type { Catalog } from '../../protocol/catalog.ts'
import {
  CADENCE_MS,
  type Cadence,
  type IndicatorDefinition,
} from '../../protocol/indicator/definition.ts'
import { parseFormula } from '../../protocol/indicator/formula.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'
import { COUPLINGS } from './couplings.ts'
import { DAY_MS, endOfPeriod, HOUR_MS, SHANGHAI_OFFSET_MS } from './curves.ts'
import { hashText, unit } from './hash.ts'

/** When an indicator's source reports: every cadence, at a moment of its own so that not all come at once. */
export type Schedule = {
  readonly cadence: Cadence
  /** Distance of the report from the boundary; for a day and longer: before the day's end. */
  readonly phaseMs: number
  /** What is read together reports together: same group, same moments. */
  readonly group: string
}

/**
 * Schedules of every indicator, derived ones included (for those: when their inputs come).
 *
 * A source reports by the catalog's cadence. What a formula or a coupling reads together is reported at the
 * same moments, so that no ratio mixes one count before midnight with another after it. One cadence is
 * shortened: a day's count reported daily but added to counts reported hourly comes hourly too.
 */
export function schedulesOf(catalog: Catalog): ReadonlyMap<string, Schedule> {
  const groups = groupsOf(catalog)
  const fastest = new Map<string, number>()
  for (const { id, cadence } of catalog.indicators) {
    const group = groups(id)
    fastest.set(group, Math.min(fastest.get(group) ?? Infinity, CADENCE_MS[cadence]))
  }
  return new Map(
    catalog.indicators.map((definition) => {
      const isHourly =
        definition.cadence === 'day' &&
        definition.period === 'day' &&
        joinsHourly(definition, catalog)
      const cadence = isHourly ? 'hour' : definition.cadence
      const group = groups(definition.id)
      const isFast = CADENCE_MS[cadence] <= HOUR_MS
      const slackMs = Math.min(isFast ? (fastest.get(group) ?? 0) : DAY_MS, 50 * 60_000)
      const phaseMs = Math.floor((unit(hashText(group), 101) * slackMs) / 1000) * 1000
      return [definition.id, { cadence, phaseMs, group }]
    }),
  )
}

/** Names the group of each id: ids joined by a formula or a coupling share one. */
function groupsOf(catalog: Catalog): (id: string) => string {
  const parent = new Map<string, string>()
  const root = (id: string): string => {
    const up = parent.get(id)
    return up === undefined ? id : root(up)
  }
  const join = (a: string, b: string): void => {
    const [first, second] = [root(a), root(b)].sort()
    if (first !== undefined && second !== undefined && first !== second) parent.set(second, first)
  }
  for (const { id, formula } of catalog.indicators) {
    for (const input of formula === null ? [] : parseFormula(formula).inputs) join(id, input)
  }
  for (const { part, of } of COUPLINGS) for (const whole of of) join(part, whole)
  return root
}

function joinsHourly({ id }: IndicatorDefinition, catalog: Catalog): boolean {
  return catalog.indicators.some(({ formula }) => {
    if (formula === null) return false
    const { inputs } = parseFormula(formula)
    return (
      inputs.includes(id) &&
      catalog.indicators.some(
        (other) =>
          inputs.includes(other.id) &&
          other.period === 'day' &&
          CADENCE_MS[other.cadence] <= HOUR_MS,
      )
    )
  })
}

/** The newest report not after `atMs`. Days, months and quarters are reported shortly before they end. */
export function lastReportMs({ cadence, phaseMs }: Schedule, atMs: number): number {
  if (CADENCE_MS[cadence] <= HOUR_MS) {
    const everyMs = CADENCE_MS[cadence]
    return Math.floor((atMs - phaseMs) / everyMs) * everyMs + phaseMs
  }
  const before = phaseMs + 60_000
  const endMs = startOfSpan(cadence, atMs + before)
  return endMs - before
}

/** The first report after `atMs`. */
export function nextReportMs(schedule: Schedule, atMs: number): number {
  const { cadence, phaseMs } = schedule
  if (CADENCE_MS[cadence] <= HOUR_MS) return lastReportMs(schedule, atMs) + CADENCE_MS[cadence]
  const before = phaseMs + 60_000
  return endOfSpan(cadence, atMs + before) - before
}

/** All reports in [fromMs, toMs), ascending. */
export function reportsBetween(schedule: Schedule, fromMs: number, toMs: number): number[] {
  const times: number[] = []
  for (let at = nextReportMs(schedule, fromMs - 1); at < toMs; at = nextReportMs(schedule, at)) {
    times.push(at)
  }
  return times
}

function startOfSpan(cadence: Cadence, atMs: number): number {
  if (cadence === 'day') return startOfPeriod('day', atMs)
  if (cadence === 'month') return startOfPeriod('month', atMs)
  const local = new Date(atMs + SHANGHAI_OFFSET_MS)
  const month = local.getUTCMonth() - (local.getUTCMonth() % 3)
  return Date.UTC(local.getUTCFullYear(), month, 1) - SHANGHAI_OFFSET_MS
}

function endOfSpan(cadence: Cadence, atMs: number): number {
  const start = startOfSpan(cadence, atMs)
  if (cadence === 'day') return start + DAY_MS
  const month = endOfPeriod('month', start)
  return cadence === 'month' ? month : endOfPeriod('month', endOfPeriod('month', month))
}
