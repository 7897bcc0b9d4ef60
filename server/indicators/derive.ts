import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { evaluate, type Formula } from '../../protocol/indicator/formula.ts'
import { statusOf } from '../../protocol/indicator/freshness.ts'
import { worstQuality } from '../../protocol/indicator/quality.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import { levelAt } from './rollup.ts'

/** What a derivation reads. */
export type DeriveSource = {
  get(indicator: string, place: string): IndicatorValue | undefined
  isTown(place: string): boolean
  /** Whether an indicator is known at no place but the district: then it is used as it is for each town. */
  isDistrictOnly(indicator: string): boolean
}

/** The values a formula reads at a place, in the formula's order; undefined where there is none. */
export function inputsAt(
  formula: Formula,
  place: string,
  source: DeriveSource,
): readonly { readonly id: string; readonly value: IndicatorValue | undefined }[] {
  const lends = source.isTown(place)
  return formula.inputs.map((id) => {
    const own = source.get(id, place)
    const value = own ?? (lends && source.isDistrictOnly(id) ? source.get(id, DISTRICT) : undefined)
    return { id, value }
  })
}

/**
 * Computes a derived indicator (派生指标) at one place.
 *
 * @returns `value: null` when an input is missing or a divisor is 0; undefined where it is not computed at all:
 *   a town for which none of the inputs came, or a finer place at which not all of them exist
 */
export function deriveAt(
  definition: IndicatorDefinition,
  formula: Formula,
  place: string,
  source: DeriveSource,
  nowMs: number,
): IndicatorValue | undefined {
  const inputs = inputsAt(formula, place, source)
  const own = inputs.filter(({ id }) => source.get(id, place) !== undefined).length
  const wanted = place === DISTRICT || source.isTown(place) ? 1 : inputs.length
  if (own < wanted) return undefined

  const known = inputs.flatMap(({ value }) => (value === undefined ? [] : [value]))
  const byId = new Map(inputs.map(({ id, value }) => [id, value?.value ?? null]))
  const value = evaluate(formula.root, (id) => byId.get(id) ?? null)
  const atMs = latest(known.map((input) => input.atMs))
  return {
    indicator: definition.id,
    place,
    value,
    atMs,
    receivedAtMs: latest(known.map((input) => input.receivedAtMs)),
    quality: worstQuality(known.map((input) => input.quality)),
    source: 'formula',
    status: statusOf(definition.cadence, value, atMs, nowMs),
    level: levelAt(definition, place, value),
    origin: 'derived',
  }
}

const latest = (moments: readonly (number | null)[]): number | null =>
  moments.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)
