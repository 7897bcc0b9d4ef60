import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'
import type { Place } from '../../protocol/place/place.ts'
import { distanceKm, type LonLat } from '../geometry/polygon.ts'
import { apportion } from '../model/apportion.ts'
import { hashText, unit } from '../model/hash.ts'
import { growthPeriod } from '../model/shape.ts'
import { positionOf } from '../places.ts'
import { INCIDENTS, type IncidentEffect, type IncidentScript } from './scripts.ts'

/** A run of a script. `stoppedAtMs`: when somebody ended it early; null while it runs its course. */
export type ActiveIncident = {
  readonly name: string
  readonly startedAtMs: number
  readonly stoppedAtMs: number | null
}

/** What incidents add at each place, in the indicator's unit. */
export type IncidentEffects = { readonly added: Float64Array }

const MINUTE_MS = 60_000
/** After an early stop everything falls back within this time. */
const FADE_MS = 30 * MINUTE_MS

const smooth = (x: number): number => {
  const share = Math.min(1, Math.max(0, x))
  return share * share * (3 - 2 * share)
}

/** @returns null when no incident touches the indicator */
export function incidentEffects(
  definition: IndicatorDefinition,
  places: readonly Place[],
  atMs: number,
  incidents: readonly ActiveIncident[],
): IncidentEffects | null {
  let added: Float64Array | null = null
  for (const incident of incidents) {
    const script = INCIDENTS.get(incident.name)
    for (const effect of script?.effects ?? []) {
      if (script === undefined || effect.indicator !== definition.id) continue
      const level = levelAt(definition, effect, atMs, incident)
      if (level === 0) continue
      added ??= new Float64Array(places.length)
      addTo(added, definition, places, effect, script, level)
    }
  }
  return added === null ? null : { added }
}

/** How much of the effect is there at that moment, 0..1. Counts that grow keep what happened. */
function levelAt(
  definition: IndicatorDefinition,
  effect: IncidentEffect,
  atMs: number,
  { startedAtMs, stoppedAtMs }: ActiveIncident,
): number {
  const period = growthPeriod(definition)
  if (period !== null) {
    const until = Math.min(atMs, stoppedAtMs ?? atMs)
    const since = Math.max(startedAtMs, startOfPeriod(period, atMs))
    return Math.max(
      0,
      happened(effect, until - startedAtMs) - happened(effect, since - startedAtMs),
    )
  }
  const fade = stoppedAtMs === null ? 1 : 1 - smooth((atMs - stoppedAtMs) / FADE_MS)
  return fade * height(effect, atMs - startedAtMs)
}

/** Share of an accumulating effect that has happened `ms` after the start. */
const happened = ({ from, rise, hold }: IncidentEffect, ms: number): number =>
  smooth((ms / MINUTE_MS - from) / Math.max(1, rise + hold))

function height({ from, rise, hold, fall }: IncidentEffect, ms: number): number {
  const minutes = ms / MINUTE_MS - from
  if (minutes <= 0) return 0
  if (minutes < rise) return smooth(minutes / rise)
  return 1 - smooth((minutes - rise - hold) / Math.max(1, fall))
}

function addTo(
  added: Float64Array,
  { aggregate, precision, grain }: IndicatorDefinition,
  places: readonly Place[],
  effect: IncidentEffect,
  { epicentre }: IncidentScript,
  level: number,
): void {
  const nearestKm = Math.min(...places.map((place) => distanceKm(positionOf(place), epicentre)))
  const near = places.map((place) => nearness(place, effect, epicentre, nearestKm))
  if (aggregate !== 'sum' || grain === 'district') {
    for (const [i, share] of near.entries())
      added[i] = (added[i] ?? 0) + effect.peak * level * share
    return
  }
  const whole = near.reduce((sum, share) => sum + share, 0)
  const weights = Float64Array.from(near, (share) => share / whole)
  const sum = effect.peak * level
  const parts =
    precision > 0
      ? weights.map((weight) => weight * Math.abs(sum))
      : apportion(Math.round(Math.abs(sum)), { weights, phases: phasesOf(places) })
  for (const [i, part] of parts.entries()) added[i] = (added[i] ?? 0) + Math.sign(sum) * part
}

const phasesOf = (places: readonly Place[]): Float64Array =>
  Float64Array.from(places, ({ id }) => 0.02 + 0.96 * unit(hashText(id), 2))

/** 1 at the place nearest to the epicentre, falling with distance; without a radius about the same everywhere. */
function nearness(
  place: Place,
  { radiusKm }: IncidentEffect,
  epicentre: LonLat,
  nearestKm: number,
): number {
  if (place.kind === 'district') return 1
  if (radiusKm === null) return 0.8 + 0.2 * unit(hashText(place.id), 1)
  const fartherKm = distanceKm(positionOf(place), epicentre) - nearestKm
  return Math.exp(-((fartherKm / radiusKm) ** 2)) + 1e-6
}
