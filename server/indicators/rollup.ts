import type { IndicatorDefinition, Level, Quality } from '../../protocol/indicator/definition.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'
import { worseQuality } from '../../protocol/indicator/quality.ts'
import { levelOf, worseLevel } from '../../protocol/indicator/threshold.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { PlaceRegistry } from './places.ts'

/** Roll-ups that add finer places up; `formula` recomputes and `none` has no finer places. */
export const rollsUp = ({ aggregate }: IndicatorDefinition): boolean =>
  aggregate === 'sum' || aggregate === 'mean' || aggregate === 'max' || aggregate === 'min'

/** Mean, max and min are judged where they are measured, so that one bad station is not averaged away. */
export const judgedWhereMeasured = ({ aggregate }: IndicatorDefinition): boolean =>
  aggregate === 'mean' || aggregate === 'max' || aggregate === 'min'

/** Level of a measured or derived value: null where its limits are not judged. */
export const levelAt = (
  definition: IndicatorDefinition,
  place: string,
  value: number | null,
): Level | null =>
  place === DISTRICT || judgedWhereMeasured(definition) ? levelOf(definition, value) : null

/** What a roll-up (汇总) of one indicator to one town or the district comes to. */
export type RollUp = {
  readonly value: number
  readonly atMs: number
  readonly receivedAtMs: number
  readonly quality: Quality
  readonly level: Level | null
  readonly coverage: { readonly reported: number; readonly known: number }
}

/**
 * Rolls places up by the indicator's `aggregate`. A place whose newest value lies in an older counting period
 * than the newest place's stays out: yesterday's total is not part of today's.
 *
 * @returns null when none of the places has a value
 */
export function rollUp(
  definition: IndicatorDefinition,
  members: readonly IndicatorValue[],
): RollUp | null {
  const newestMs = newestOf(members)
  if (newestMs === null) return null
  const { period } = definition
  const fromMs = period === null ? Number.NEGATIVE_INFINITY : startOfPeriod(period, newestMs)
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  let reported = 0
  let receivedAtMs = Number.NEGATIVE_INFINITY
  let quality: Quality = 'good'
  let level: Level | null = null
  for (const member of members) {
    if (member.value === null || member.atMs === null || member.atMs < fromMs) continue
    reported++
    sum += member.value
    min = Math.min(min, member.value)
    max = Math.max(max, member.value)
    receivedAtMs = Math.max(receivedAtMs, member.receivedAtMs ?? member.atMs)
    quality = worseQuality(quality, member.quality)
    level = worseLevel(level, member.level)
  }
  const byAggregate = { sum, mean: sum / reported, max, min, formula: Number.NaN, none: Number.NaN }
  const value = byAggregate[definition.aggregate]
  if (!Number.isFinite(value)) return null
  const coverage = { reported, known: members.length }
  return { value, atMs: newestMs, receivedAtMs, quality, level, coverage }
}

function newestOf(members: readonly IndicatorValue[]): number | null {
  let newest: number | null = null
  for (const { value, atMs } of members) {
    if (value !== null && atMs !== null && (newest === null || atMs > newest)) newest = atMs
  }
  return newest
}

/** The places of one indicator that count for each town and for the district. */
export type Members = {
  readonly ofTown: ReadonlyMap<string, readonly string[]>
  readonly ofDistrict: readonly string[]
}

/**
 * Sorts the places at which one indicator is measured by where they count. A value fed for a town stands in the
 * district's roll-up for all places of that town; the zone that overlaps other towns never enters it.
 */
export function membersOf(
  values: Iterable<IndicatorValue>,
  places: Pick<PlaceRegistry, 'townOf' | 'townCodes' | 'summedTowns'>,
): Members {
  const ofTown = new Map<string, string[]>()
  const direct = new Set<string>()
  const loose: string[] = []
  for (const { place, origin } of values) {
    if (origin !== 'measured' || place === DISTRICT) continue
    if (places.townCodes.has(place)) {
      if (places.summedTowns.has(place)) direct.add(place)
      continue
    }
    const town = places.townOf(place)
    const group = town === null ? loose : ofTown.get(town)
    if (group !== undefined) group.push(place)
    else if (town !== null) ofTown.set(town, [place])
  }
  const ofDistrict = [...direct, ...loose]
  for (const [town, group] of ofTown) if (!direct.has(town)) ofDistrict.push(...group)
  return { ofTown, ofDistrict }
}
