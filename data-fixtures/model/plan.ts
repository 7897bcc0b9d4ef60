import { parseDurationMs } from '../../protocol/alarm/duration.ts'
import type { Catalog } from '../../protocol/catalog.ts'
import type { IndicatorDefinition, Level } from '../../protocol/indicator/definition.ts'
import { LEVELS } from '../../protocol/indicator/definition.ts'
import { levelRank, limitOf, parseBand } from '../../protocol/indicator/threshold.ts'
import type { Place } from '../../protocol/place/place.ts'
import { FIRMS } from '../places/tables.ts'
import { placesOfIndicator } from '../places.ts'
import type { Shares } from './apportion.ts'
import { type Coupling, couplingOf, familyOf, streamOf } from './couplings.ts'
import { gauss, hashText, mix, unit } from './hash.ts'
import { type Calm, calmRange } from './limits.ts'

/** The mildest alarm rule on an indicator: what a disturbance has to reach, and for how long. */
export type AlarmBar = { readonly level: Level; readonly holdMs: number }

/** What the model needs to know of one indicator; worked out once. */
export type Plan = {
  readonly definition: IndicatorDefinition
  /** Hash key of everything random about it. */
  readonly key: number
  /** Hash key of its slow noise, shared with what it moves with. */
  readonly streamKey: number
  /** Where it is measured, the overlapping zone last when there is one. */
  readonly places: readonly Place[]
  /** Places that share the district's sum: all but the zone. */
  readonly tiled: number
  readonly shares: Shares
  /** Fixed offset of each place from the district's mean, in units of the spread; -1..1, mean about 0. */
  readonly offsets: Float64Array
  readonly spread: number
  readonly calm: Calm
  readonly lowest: number
  readonly highest: number
  /** Whole units only. */
  readonly isCount: boolean
  /** A published fact: always exactly the base. */
  readonly isSeed: boolean
  readonly coupling: Coupling | null
  readonly bar: AlarmBar | null
}

const ZONE = 'tnedz'

/** Whether the value is a published figure with a date rather than a signal. */
export const isSeedFigure = ({ source }: Pick<IndicatorDefinition, 'source'>): boolean =>
  source.startsWith('seed')

/**
 * Where an indicator is measured, the overlapping zone last. The zone is left out where a figure is counted
 * from finer places, none of which lies in it by its own.
 */
export function measuringPlaces(
  definition: Pick<IndicatorDefinition, 'id' | 'grain'>,
  places: readonly Place[],
): readonly Place[] {
  const found = placesOfIndicator(definition, places)
  const zone = found.filter(({ id }) => id === ZONE)
  const tiled = found.filter(({ id }) => id !== ZONE)
  return (couplingOf(definition.id)?.of.length ?? 0) < 2 ? [...tiled, ...zone] : tiled
}

export function planOf(
  definition: IndicatorDefinition,
  catalog: Catalog,
  allPlaces: readonly Place[],
  seed: number,
  bar: AlarmBar | null,
): Plan {
  const coupling = couplingOf(definition.id)
  const places = measuringPlaces(definition, allPlaces)
  const tiled = places.filter(({ id }) => id !== ZONE)
  const family = mix(hashText(familyOf(definition.id)), seed)
  const key = mix(hashText(definition.id), seed)
  return {
    definition,
    key,
    streamKey: mix(hashText(streamOf(definition.id)), seed),
    places,
    tiled: tiled.length,
    shares: sharesOf(tiled, catalog, family),
    offsets: Float64Array.from(places, (_, i) => clamp(gauss(mix(key, 17), i) / 2, -1, 1)),
    spread: spreadOf(definition),
    calm: calmRange(definition),
    ...rangeOf(definition),
    isCount:
      definition.precision === 0 &&
      (definition.aggregate === 'sum' || definition.kind === 'counter'),
    isSeed: isSeedFigure(definition),
    coupling,
    bar,
  }
}

export const clamp = (value: number, lo: number, hi: number): number =>
  Math.min(hi, Math.max(lo, value))

/** Population for communities and towns, the firm's weight for firms, chance for sites and roads. */
function sharesOf(places: readonly Place[], catalog: Catalog, family: number): Shares {
  const population = new Map(catalog.towns.map((town) => [town.code, town.population_10k ?? 1]))
  const communities = new Map<string | null, number>()
  for (const { kind, town } of places) {
    if (kind === 'grid') communities.set(town, (communities.get(town) ?? 0) + 1)
  }
  const firms = new Map(FIRMS.map((firm) => [`enterprise:${firm.id}`, firm.weight]))
  const raw = places.map((place, i) => {
    const chance = 0.7 + 0.6 * unit(family, i)
    const people = population.get(place.town ?? '') ?? 1
    if (place.kind === 'town') return people * (0.85 + 0.3 * unit(family, i))
    if (place.kind === 'grid') return (people / (communities.get(place.town) ?? 1)) * chance
    return (firms.get(place.id) ?? 4) * chance
  })
  const whole = raw.reduce((sum, weight) => sum + weight, 0)
  return {
    weights: Float64Array.from(raw, (weight) => weight / whole),
    phases: Float64Array.from(places, (_, i) => 0.02 + 0.96 * unit(mix(family, 29), i)),
  }
}

/** How far places lie from the district's mean: less where a limit is near. */
function spreadOf(definition: IndicatorDefinition): number {
  const { sim_amplitude, sim_noise, sim_base } = definition
  const wanted = 0.35 * Math.abs(sim_amplitude) + sim_noise
  const { lo, hi } = calmRange(definition)
  const room = Math.min(hi - sim_base, sim_base - lo)
  return Number.isFinite(room) ? Math.min(wanted, 0.3 * Math.max(0, room)) : wanted
}

function numericLimits(definition: IndicatorDefinition): number[] {
  return LEVELS.flatMap((level) => {
    const limit = limitOf(definition, level)
    if (typeof limit === 'number') return [limit]
    const band = limit === null ? null : parseBand(limit)
    return band === null ? [] : [band.lo, band.hi]
  })
}

/** Counts and quantities stay at 0 or above; percentages at 100 or below unless the catalog goes beyond. */
function rangeOf(definition: IndicatorDefinition): { lowest: number; highest: number } {
  const { unit: symbol, kind, sim_base, sim_amplitude } = definition
  const limits = numericLimits(definition)
  const isChange = kind === 'ratio' && (sim_base < 0 || limits.some((limit) => limit <= 0))
  const isShare = symbol === '%' && sim_base <= 100 && limits.every((limit) => limit <= 100)
  return {
    lowest: isChange || symbol === '℃' ? Number.NEGATIVE_INFINITY : 0,
    highest: isShare && sim_base + Math.abs(sim_amplitude) < 200 ? 100 : Number.POSITIVE_INFINITY,
  }
}

/** The mildest alarm rule on each indicator that has one. */
export function alarmBars(catalog: Catalog): ReadonlyMap<string, AlarmBar> {
  const bars = new Map<string, AlarmBar>()
  for (const rule of catalog.scenarios.flatMap((scenario) => scenario.alarms)) {
    const known = bars.get(rule.indicator)
    if (known === undefined || levelRank(rule.level) < levelRank(known.level)) {
      bars.set(rule.indicator, {
        level: rule.level,
        holdMs: parseDurationMs(rule.for) ?? 0,
      })
    }
  }
  return bars
}
