import type { Alarm } from '../alarm/alarm.ts'
import { type HysteresisLimits, isBackInside } from '../alarm/hysteresis.ts'
import type { IndicatorDefinition, Level, Quality, Status } from '../indicator/definition.ts'
import { isBeyond, levelRank } from '../indicator/threshold.ts'
import type { IndicatorValue } from '../indicator/value.ts'
import { DISTRICT } from '../place/place.ts'
import type { Condition, IndicatorCondition } from './stages.ts'

/** What is known now. */
export type StageFacts = {
  /** @returns null for an indicator that the catalog does not have */
  readonly definitionOf: (indicator: string) => IndicatorDefinition | null
  readonly valueOf: (indicator: string, place: string) => IndicatorValue
  /** Every standing alarm. */
  readonly alarms: readonly Pick<Alarm, 'level' | 'state' | 'category' | 'scenario' | 'simulated'>[]
  /** The emergencies that are on. */
  readonly emergencies: readonly { readonly drill: boolean; readonly simulated: boolean }[]
}

/** A value that a criterion looked at. */
export type StageReading = {
  readonly indicator: string
  readonly place: string
  readonly value: number | null
  readonly atMs: number | null
  readonly quality: Quality
  readonly status: Status
}

export type Truth = 'holds' | 'not' | 'unknown'

/** What a condition came to, and what it rests on. */
export type Looked = {
  readonly truth: Truth
  readonly readings: readonly StageReading[]
  /** Something that it rests on is simulated. */
  readonly simulated: boolean
}

const placeOf = ({ place }: IndicatorCondition): string => place ?? DISTRICT

/** A number as limits of one level, so that it is compared and left as the catalog's own limits are. */
function limitsOf(
  condition: IndicatorCondition,
  definition: IndicatorDefinition,
): { readonly limits: HysteresisLimits; readonly level: Level } {
  if ('level' in condition) return { limits: definition, level: condition.level }
  const isLeast = 'atLeast' in condition
  const { precision, unit } = definition
  const none = { warn_blue: null, warn_yellow: null, warn_orange: null }
  const limits: HysteresisLimits = {
    precision,
    unit,
    ...none,
    direction: isLeast ? 'lower_better' : 'higher_better',
    warn_red: isLeast ? condition.atLeast : condition.atMost,
  }
  return { limits, level: 'red' }
}

function lookAtIndicator(condition: IndicatorCondition, isOn: boolean, facts: StageFacts): Looked {
  const { value, atMs, quality, status } = facts.valueOf(condition.indicator, placeOf(condition))
  const { indicator } = condition
  const reading = { indicator, place: placeOf(condition), value, atMs, quality, status }
  const simulated = value !== null && quality === 'simulated'
  const definition = facts.definitionOf(indicator)
  if (definition === null || value === null || status !== 'fresh') {
    return { truth: 'unknown', readings: [reading], simulated }
  }
  const { limits, level } = limitsOf(condition, definition)
  const holds = isOn ? !isBackInside(limits, level, value) : isBeyond(limits, level, value)
  return { truth: holds ? 'holds' : 'not', readings: [reading], simulated }
}

/**
 * Whether a condition holds now. Pure.
 *
 * @param isOn its criterion counts already: a value then has to come back inside by the hysteresis (回差) of alarms
 * @returns `unknown` when the value is missing or stale
 */
export function lookAt(condition: Condition, isOn: boolean, facts: StageFacts): Looked {
  if ('indicator' in condition) return lookAtIndicator(condition, isOn, facts)
  if ('emergencies' in condition) {
    const real = facts.emergencies.filter(({ drill }) => !drill)
    return counted(real.length >= condition.emergencies, real)
  }
  const least = levelRank(condition.level)
  const { scenario } = condition
  const standing = facts.alarms.filter(
    (alarm) =>
      alarm.state !== 'shelved' &&
      alarm.state !== 'cleared' &&
      levelRank(alarm.level) >= least &&
      (scenario === undefined || alarm.scenario === scenario),
  )
  const categories = new Set(standing.map(({ category }) => category)).size
  const enough = standing.length >= condition.alarms && categories >= (condition.categories ?? 1)
  return counted(enough, standing)
}

const counted = (holds: boolean, of: readonly { readonly simulated: boolean }[]): Looked => ({
  truth: holds ? 'holds' : 'not',
  readings: [],
  simulated: of.some(({ simulated }) => simulated),
})

/** All conditions of a criterion together: one that is known not to hold decides, whatever the others are. */
export function lookAtAll(all: readonly Condition[], isOn: boolean, facts: StageFacts): Looked {
  const looked = all.map((condition) => lookAt(condition, isOn, facts))
  const has = (truth: Truth): boolean => looked.some((each) => each.truth === truth)
  return {
    truth: has('not') ? 'not' : has('unknown') ? 'unknown' : 'holds',
    readings: looked.flatMap(({ readings }) => readings),
    simulated: looked.some(({ simulated }) => simulated),
  }
}
