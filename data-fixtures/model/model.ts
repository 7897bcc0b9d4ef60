import type { Catalog } from '../../protocol/catalog.ts'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'
import { limitOf, roundTo } from '../../protocol/indicator/threshold.ts'
import type { Place } from '../../protocol/place/place.ts'
import { type ActiveIncident, type IncidentEffects, incidentEffects } from '../incidents/effects.ts'
import { apportion } from './apportion.ts'
import { disturbanceAt, ownReach } from './disturbance.ts'
import { mix, unit, wander } from './hash.ts'
import { calmRange, pressInside } from './limits.ts'
import { alarmBars, clamp, type Plan, planOf } from './plan.ts'
import { growth, growthPeriod, ownShape, periodTotal, turnMs } from './shape.ts'

/** The district as a function: no state, so that history, the present and a restart agree. */
export type Model = {
  /** Non-derived indicators in catalog order. */
  readonly indicators: readonly IndicatorDefinition[]
  /** Where an indicator is measured; values come in this order. */
  placesOf(id: string): readonly Place[]
  /**
   * The values of one indicator at all its places at one moment. Places of the same grain add up: counts of
   * the tiled places to the district's exactly.
   *
   * @param incidents what goes on at that moment besides everyday life
   */
  valuesAt(id: string, atMs: number, incidents?: readonly ActiveIncident[]): Float64Array
}

/**
 * @param seed whole number; the same seed gives the same district on every machine
 */
export function createModel(catalog: Catalog, places: readonly Place[], seed: number): Model {
  const definitions = catalog.indicators.filter(({ sim_model }) => sim_model !== 'derived')
  const byId = new Map(catalog.indicators.map((definition) => [definition.id, definition]))
  const bars = alarmBars(catalog)
  const plans = new Map(
    definitions.map((definition) => {
      const bar = bars.get(definition.id) ?? null
      return [definition.id, planOf(definition, catalog, places, seed, bar)]
    }),
  )

  const plan = (id: string): Plan => {
    const found = plans.get(id)
    if (found === undefined) throw new RangeError(`no generator for ${id}`)
    return found
  }

  const baseOf = (ids: readonly string[]): number =>
    ids.reduce((sum, id) => sum + (byId.get(id)?.sim_base ?? 0), 0)

  /** Share of its whole that a part has, kept calm by the limits of their ratio. */
  function shareOf(part: Plan, ids: readonly string[], atMs: number): number {
    const { definition, coupling, key } = part
    const period = growthPeriod(definition)
    const base = definition.sim_base / baseOf(ids)
    if (part.isSeed) return base
    const ratio = coupling?.ratio == null ? undefined : byId.get(coupling.ratio)
    if (period !== null) {
      // Constant within the period, so that a growing part never falls.
      const index = startOfPeriod(period, atMs) / 3_600_000
      const vary = 0.12 * (1 - base) * (2 * unit(mix(key, 53), index) - 1)
      return clamp(base + Math.min(vary, base * 0.05), 0, 1)
    }
    if (ratio === undefined) return clamp(own(part, atMs) / baseOf(ids), 0, 1)
    const own100 = (ownShape(part, atMs) / baseOf(ids)) * 100
    const calm = calmRange(ratio)
    const pressed = pressInside(own100, ratio.sim_base, calm) / 100
    const bar = bars.get(ratio.id) ?? null
    const bad = disturbanceAt(
      part,
      bar,
      ({ level }, excess) => {
        const limit = limitOf(ratio, level)
        if (typeof limit !== 'number') return null
        const past = Math.max(10 ** -ratio.precision, Math.abs(limit - ratio.sim_base) * excess)
        return ratio.direction === 'higher_better' ? limit - past : limit + past
      },
      atMs,
    )
    const share = bad === null ? pressed : pressed + (bad.target / 100 - pressed) * bad.draw
    return clamp(share, 0, 1)
  }

  /** The district's value of a summed or single indicator, rounded when it counts. */
  function total(of: Plan, atMs: number): number {
    const { definition, coupling, isCount } = of
    if (of.isSeed) return definition.sim_base
    if (coupling !== null) {
      const whole = coupling.of.reduce((sum, id) => sum + total(plan(id), atMs), 0)
      return partOf(of, whole, shareOf(of, coupling.of, atMs))
    }
    const period = growthPeriod(definition)
    if (period !== null) {
      const grown = growth(of, period, atMs) * periodTotal(of, period, atMs)
      return isCount ? Math.floor(grown + 1e-9) : clamp(grown, of.lowest, of.highest)
    }
    return own(of, atMs)
  }

  /** An indicator's own course: calm by its limits, drawn beyond them now and then. */
  function own(of: Plan, atMs: number): number {
    const { definition, isCount } = of
    const calm = pressInside(ownShape(of, atMs), definition.sim_base, of.calm)
    const bad = disturbanceAt(of, of.bar, ownReach(of), atMs)
    if (bad === null) return keepInside(of, clamp(calm, of.lowest, of.highest))
    const drawn = clamp(calm + (bad.target - calm) * bad.draw, of.lowest, of.highest)
    return isCount ? Math.round(drawn) : roundTo(drawn, definition.precision)
  }

  /** Rounds up, so that a small whole has no missing part; ratios keep their base for large ones. */
  function partOf(part: Plan, whole: number, share: number): number {
    const value = share * whole
    if (!part.isCount) return Math.min(whole, value)
    return Math.min(whole, Math.ceil(value - 1e-9))
  }

  function measured(of: Plan, atMs: number, incidents: readonly ActiveIncident[]): Float64Array {
    const { definition } = of
    if ((of.coupling?.of.length ?? 0) > 1) return fromFinerWholes(of, atMs, incidents)
    if (definition.aggregate === 'sum') return shared(of, total(of, atMs))
    if (definition.grain === 'district') return Float64Array.of(total(of, atMs))
    return spread(of, atMs)
  }

  function shared(of: Plan, whole: number): Float64Array {
    const tiled = of.isCount
      ? apportion(Math.round(whole), of.shares)
      : of.shares.weights.map((weight) => weight * whole)
    if (of.tiled === of.places.length) return tiled
    return Float64Array.of(...tiled, zoneShare(of, tiled))
  }

  /** The overlapping zone holds part of 青龙 and 郑陆 (about a fifth of their people): of both, not beside them. */
  function zoneShare(of: Plan, tiled: Float64Array): number {
    let value = 0
    for (const [i, { id }] of of.places.entries()) {
      if (id !== 'qinglong' && id !== 'zhenglu') continue
      const part = 0.17 * (tiled[i] ?? 0)
      value += of.isCount ? Math.floor(part) : part
    }
    return value
  }

  /** A town's part of what finer places report: added up there first, then shared. */
  function fromFinerWholes(
    part: Plan,
    atMs: number,
    incidents: readonly ActiveIncident[],
  ): Float64Array {
    const { coupling, places: towns } = part
    const wholes = new Float64Array(towns.length)
    const index = new Map(towns.map(({ id }, i) => [id, i]))
    for (const id of coupling?.of ?? []) {
      const whole = plan(id)
      for (const [i, value] of valuesAt(id, atMs, incidents).entries()) {
        const town = index.get(whole.places[i]?.town ?? '')
        if (town !== undefined) wholes[town] = (wholes[town] ?? 0) + value
      }
    }
    const share = shareOf(part, coupling?.of ?? [], atMs)
    return wholes.map((whole) => partOf(part, whole, share))
  }

  /** Means, peaks and lows: each place near the district's value, in its own way. */
  function spread(of: Plan, atMs: number): Float64Array {
    const { definition, calm, key } = of
    const period = growthPeriod(definition)
    const middle =
      period === null
        ? ownShape(of, atMs)
        : growth(of, period, atMs) * periodTotal(of, period, atMs)
    const bad = period === null ? disturbanceAt(of, of.bar, ownReach(of), atMs) : null
    const top = topPlace(of.offsets)
    return Float64Array.from(of.places, (_, i) => {
      if (of.isSeed) return definition.sim_base
      const own = wander(mix(key, 61 + i), atMs / turnMs(definition))
      const away = aside(definition, of.offsets[i] ?? 0, i === top) * of.spread
      const value = pressInside(middle + away + 0.4 * of.spread * own, definition.sim_base, calm)
      const inside = keepInside(of, clamp(value, of.lowest, of.highest))
      if (bad === null || bad.place !== i) return inside
      const drawn = clamp(inside + (bad.target - inside) * bad.draw, of.lowest, of.highest)
      return roundTo(drawn, definition.precision)
    })
  }

  /** Rounds as the screen does; a rounded value that would just touch a limit stays one step inside. */
  function keepInside(of: Plan, value: number): number {
    const { definition, calm, isCount } = of
    const rounded = isCount ? Math.round(value) : roundTo(value, definition.precision)
    const digit = 10 ** -definition.precision
    const inside =
      rounded >= calm.hi ? calm.hi - digit : rounded <= calm.lo ? calm.lo + digit : rounded
    return roundTo(inside, definition.precision)
  }

  function valuesAt(
    id: string,
    atMs: number,
    incidents: readonly ActiveIncident[] = [],
  ): Float64Array {
    const of = plan(id)
    const values = measured(of, atMs, incidents)
    if (incidents.length === 0 || of.isSeed) return values
    const effects: IncidentEffects | null = incidentEffects(
      of.definition,
      of.places,
      atMs,
      incidents,
    )
    if (effects !== null) {
      for (const [i, value] of values.entries()) {
        const next = clamp(value + (effects.added[i] ?? 0), of.lowest, of.highest)
        values[i] = rounded(of, next)
      }
    }
    return keepParts(of, values, atMs, incidents)
  }

  /** However an incident moves the two, a part stays within its whole at every place. */
  function keepParts(
    of: Plan,
    values: Float64Array,
    atMs: number,
    incidents: readonly ActiveIncident[],
  ): Float64Array {
    const [wholeId, more] = of.coupling?.of ?? []
    if (wholeId === undefined || more !== undefined) return values
    const wholes = valuesAt(wholeId, atMs, incidents)
    return values.map((value, i) => Math.min(value, wholes[i] ?? value))
  }

  return {
    indicators: definitions,
    placesOf: (id) => plan(id).places,
    valuesAt,
  }
}

/** As the screen shows it; shares of a quantity keep more digits, so that they add up. */
const rounded = ({ definition, isCount }: Plan, value: number): number =>
  isCount
    ? Math.round(value)
    : roundTo(value, definition.precision + (definition.aggregate === 'sum' ? 3 : 0))

/** Place that carries the peak or the low. */
function topPlace(offsets: Float64Array): number {
  let top = 0
  for (let i = 1; i < offsets.length; i++) if ((offsets[i] ?? 0) > (offsets[top] ?? 0)) top = i
  return top
}

/** A mean lies between its places; a peak is at the top place, a low at it, all others are milder. */
function aside({ aggregate }: IndicatorDefinition, offset: number, isTop: boolean): number {
  if (aggregate === 'max') return isTop ? 0 : -0.6 - 0.4 * Math.abs(offset)
  if (aggregate === 'min') return isTop ? 0 : 0.6 + 0.4 * Math.abs(offset)
  return offset
}
