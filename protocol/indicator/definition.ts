import { type Static, Type } from 'typebox'

export const CATEGORIES = ['map', 'economy', 'city', 'safety', 'society'] as const
export const CADENCES = ['5s', '1min', '5min', '15min', 'hour', 'day', 'month', 'quarter'] as const
export const KINDS = ['gauge', 'counter', 'ratio', 'index', 'level'] as const
export const PERIODS = ['day', 'month', 'year'] as const
export const DIRECTIONS = ['higher_better', 'lower_better', 'band', 'neutral'] as const
export const GRAINS = ['district', 'town', 'grid', 'point', 'road', 'enterprise'] as const
export const AGGREGATES = ['sum', 'mean', 'max', 'min', 'formula', 'none'] as const
export const SIM_MODELS = [
  'random_walk',
  'diurnal',
  'weekly',
  'commute',
  'seasonal',
  'cumulative_day',
  'cumulative_year',
  'event',
  'step',
  'derived',
] as const
/** From mild to worst; the four Chinese warning colours (蓝 黄 橙 红). */
export const LEVELS = ['blue', 'yellow', 'orange', 'red'] as const
/** From best to worst: a derived value takes the worst of its inputs. Simulated is worst so that it stays labelled. */
export const QUALITIES = ['good', 'manual', 'suspect', 'simulated'] as const

export type CategoryId = (typeof CATEGORIES)[number]
export type Cadence = (typeof CADENCES)[number]
export type Period = (typeof PERIODS)[number]
export type Direction = (typeof DIRECTIONS)[number]
export type Grain = (typeof GRAINS)[number]
export type Aggregate = (typeof AGGREGATES)[number]
export type Level = (typeof LEVELS)[number]
export type Quality = (typeof QUALITIES)[number]
/** `stale`: older than two cadences. `missing`: no value. */
export type Status = 'fresh' | 'stale' | 'missing'

/** A limit of one level: a number, or for `band` the allowed range `"lo..hi"` as the catalog writes it. */
const Limit = Type.Union([Type.Number(), Type.String(), Type.Null()])

/**
 * One row of `<category>.indicators.csv`, field names as in the file.
 * Numbers are parsed; an empty cell that means "none" is `null`; display text stays text.
 */
export const IndicatorDefinition = Type.Object({
  id: Type.String(),
  category: Type.Enum([...CATEGORIES]),
  name_zh: Type.String(),
  name_en: Type.String(),
  unit: Type.String(),
  unit_en: Type.String(),
  department: Type.String(),
  cadence: Type.Enum([...CADENCES]),
  kind: Type.Enum([...KINDS]),
  period: Type.Union([Type.Enum([...PERIODS]), Type.Null()]),
  precision: Type.Integer({ minimum: 0, maximum: 6 }),
  direction: Type.Enum([...DIRECTIONS]),
  warn_blue: Limit,
  warn_yellow: Limit,
  warn_orange: Limit,
  warn_red: Limit,
  formula: Type.Union([Type.String(), Type.Null()]),
  grain: Type.Enum([...GRAINS]),
  aggregate: Type.Enum([...AGGREGATES]),
  sim_model: Type.Enum([...SIM_MODELS]),
  sim_base: Type.Number(),
  sim_amplitude: Type.Number(),
  sim_noise: Type.Number(),
  source: Type.String(),
})
export type IndicatorDefinition = Static<typeof IndicatorDefinition>

/** Milliseconds between two updates of a source, by cadence (a month counts 31 days, a quarter 92). */
export const CADENCE_MS: Record<Cadence, number> = {
  '5s': 5_000,
  '1min': 60_000,
  '5min': 300_000,
  '15min': 900_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 31 * 86_400_000,
  quarter: 92 * 86_400_000,
}
