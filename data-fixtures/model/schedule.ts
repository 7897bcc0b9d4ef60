import type { Catalog } from '../../protocol/catalog.ts'
import {
  CADENCE_MS,
  type Cadence,
  type IndicatorDefinition,
} from '../../protocol/indicator/definition.ts'
import { parseFormula } from '../../protocol/indicator/formula.ts'
import { SHANGHAI_OFFSET_MS, startOfPeriod } from '../../protocol/indicator/period.ts'
import { DAY_MS, endOfPeriod, HOUR_MS } from './curves.ts'
import { hashText, unit } from './hash.ts'

/** When an indicator's source reports: every cadence, at a moment of its own so that not all come at once. */
export type Schedule = {
  readonly cadence: Cadence
  /** Distance of the report from the boundary; for a day and longer: before the day's end. */
  readonly phaseMs: number
}

/**
 * A source reports by the catalog's cadence. One exception: a day's count that is reported daily but added to
 * counts reported hourly comes hourly too, or their sum would mix yesterday's whole with this morning's start.
 */
export function scheduleOf(definition: IndicatorDefinition, catalog: Catalog): Schedule {
  const cadence =
    definition.cadence === 'day' && definition.period === 'day' && joinsHourly(definition, catalog)
      ? 'hour'
      : definition.cadence
  const slackMs = Math.min(CADENCE_MS[cadence], 50 * 60_000)
  const chance = unit(hashText(definition.id), 101)
  return { cadence, phaseMs: Math.floor((chance * slackMs) / 1000) * 1000 }
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
