import type { ActiveIncident } from '../../../data-fixtures/incidents/effects.ts'
import type { Model } from '../../../data-fixtures/model/model.ts'
import { isSeedFigure } from '../../../data-fixtures/model/plan.ts'
import { CADENCE_MS, type IndicatorDefinition } from '../../../protocol/indicator/definition.ts'
import type { Reading } from '../../../protocol/indicator/value.ts'
import { DISTRICT } from '../../../protocol/place/place.ts'
import type { LiveState } from '../../indicators/live.ts'

/** Names under which the simulator's readings are known for their provenance. */
export const SIMULATOR_SOURCE = 'simulator'
export const SEED_SOURCE = 'published-figure'

const OWN_SOURCES: ReadonlySet<string> = new Set([SIMULATOR_SOURCE, SEED_SOURCE])
const REAL_CADENCES = 3
const REAL_AT_LEAST_MS = 10 * 60_000

/** What the live state must answer for the simulator to step aside. */
export type LiveValues = Pick<LiveState, 'value' | 'valuesOf'>

/**
 * Whether somebody else feeds this value: a reading that is not ours came within the last three cadences, at
 * least ten minutes.
 */
export function isFedByOthers(
  { id, cadence }: Pick<IndicatorDefinition, 'id' | 'cadence'>,
  place: string,
  live: LiveValues,
  nowMs: number,
): boolean {
  const { origin, quality, source, receivedAtMs } = live.value(id, place)
  if (origin !== 'measured' || quality === 'simulated' || receivedAtMs === null) return false
  if (OWN_SOURCES.has(source)) return false
  return nowMs - receivedAtMs <= Math.max(REAL_AT_LEAST_MS, REAL_CADENCES * CADENCE_MS[cadence])
}

export type EmitContext = {
  readonly model: Model
  readonly live: LiveValues
  readonly incidents: readonly ActiveIncident[]
  readonly nowMs: number
}

/**
 * The readings that the sources of one indicator send at `atMs`, without places that real feeds have taken over.
 *
 * A published figure is a fact for the district (quality `manual`); its split over finer places is ours and
 * says so (`simulated`).
 */
export function readingsAt(
  definition: IndicatorDefinition,
  atMs: number,
  { model, live, incidents, nowMs }: EmitContext,
): Reading[] {
  const values = model.valuesAt(definition.id, atMs, incidents)
  const readings: Reading[] = []
  const add = (place: string, value: number, quality: Reading['quality'], source: string): void => {
    if (!Number.isFinite(value) || isFedByOthers(definition, place, live, nowMs)) return
    readings.push({
      indicator: definition.id,
      place,
      atMs,
      value,
      quality,
      source,
      receivedAtMs: nowMs,
    })
  }
  const isSeed = isSeedFigure(definition)
  for (const [i, place] of model.placesOf(definition.id).entries()) {
    if (isSeed && place.id === DISTRICT) continue
    add(place.id, values[i] ?? Number.NaN, 'simulated', SIMULATOR_SOURCE)
  }
  const isTakenOver =
    isSeed &&
    live.valuesOf(definition.id).some(({ place }) => isFedByOthers(definition, place, live, nowMs))
  if (isSeed && !isTakenOver) add(DISTRICT, definition.sim_base, 'manual', SEED_SOURCE)
  return readings
}
