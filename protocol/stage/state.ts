import type { Quality, Status } from '../indicator/definition.ts'
import { valueKey } from '../indicator/value.ts'
import { toIso, toIsoOrNull } from '../time.ts'
import type { StageReading } from './condition.ts'
import type { Found, Judgement } from './judge.ts'
import type { Stage, Stages } from './stages.ts'

type ReadingShown = {
  readonly indicator: string
  readonly place: string
  readonly value: number | null
  /** ISO 8601; null: never measured. */
  readonly at: string | null
  readonly quality: Quality
  readonly status: Status
}

/** Why the city is at its stage: a criterion that counts. */
export type StageReason = {
  readonly criterion: string
  readonly stage: number
  readonly zh: string
  readonly en: string
  /** `holds`; `leaving`: known not to hold any more; `unknown`: what it looks at is missing or stale. */
  readonly state: 'holds' | 'leaving' | 'unknown'
  /** Since when it counts, ISO 8601. */
  readonly since: string
  /** When it stops counting if nothing changes; null while it holds. */
  readonly until: string | null
  readonly readings: readonly ReadingShown[]
  readonly simulated: boolean
}

/** What a person set in place of what the criteria say (人工指定). */
export type StageOverride = {
  readonly stage: number
  readonly reason: string
  readonly by: string
  readonly at: string
  /** When it ends by itself. */
  readonly until: string
}

/** The stage of the city as everybody is told it. Times are ISO 8601. */
export type StageState = Pick<Stage, 'stage' | 'name_zh' | 'name_en' | 'level' | 'response'> & {
  readonly since: string
  /** What the criteria say; differs from `stage` only under an override. */
  readonly computed: number
  /** Criteria that count, the worst stage first. */
  readonly reasons: readonly StageReason[]
  /** Readings that criteria look at and that are missing or stale: they count for nothing. */
  readonly unknown: readonly ReadingShown[]
  /**
   * False: no criterion counts, and fewer than half of the readings that they look at are fresh, so that calm cannot be
   * claimed.
   */
  readonly sure: boolean
  /** What the criteria say would not stand without simulated data. */
  readonly simulated: boolean
  readonly override: StageOverride | null
}

const shown = ({ atMs, ...reading }: StageReading): ReadingShown => ({
  ...reading,
  at: toIsoOrNull(atMs),
})

function reasonOf({ stage, criterion, looked, memory, untilMs }: Found): StageReason | null {
  if (memory.onSinceMs === null) return null
  const { id, zh, en } = criterion
  return {
    criterion: id,
    stage,
    zh,
    en,
    state: looked.truth === 'holds' ? 'holds' : looked.truth === 'not' ? 'leaving' : 'unknown',
    since: toIso(memory.onSinceMs),
    until: toIsoOrNull(untilMs),
    readings: looked.readings.map(shown),
    simulated: memory.simulated,
  }
}

/** Each reading once, though several criteria look at it. */
function readingsOf(found: readonly Found[]): StageReading[] {
  const byKey = new Map<string, StageReading>()
  for (const { looked } of found) {
    for (const reading of looked.readings) {
      byKey.set(valueKey(reading.indicator, reading.place), reading)
    }
  }
  return [...byKey.values()]
}

/** One real reason is enough for a stage to be real; calm is as real as all that was looked at. */
function isSimulated({ stage, found }: Judgement): boolean {
  const reasons = found.filter((each) => each.stage === stage && each.memory.onSinceMs !== null)
  return reasons.length === 0
    ? found.some(({ looked }) => looked.simulated)
    : reasons.every(({ memory }) => memory.simulated)
}

/** The stage of that number. The file holds all five: it was checked. */
export function stageOf({ stages }: Stages, stage: number): Stage {
  const found = stages.find((each) => each.stage === stage)
  if (found === undefined) throw new RangeError(`no stage ${stage}`)
  return found
}

/**
 * What everybody is told of a judgement. Pure.
 *
 * @param override in force; null: the criteria decide
 * @param sinceMs since when the stage has been what it is now
 */
export function stateOf(
  stages: Stages,
  judgement: Judgement,
  override: StageOverride | null,
  sinceMs: number,
): StageState {
  const { stage, name_zh, name_en, level, response } = stageOf(
    stages,
    override?.stage ?? judgement.stage,
  )
  const reasons = judgement.found
    .map(reasonOf)
    .filter((reason) => reason !== null)
    .sort((a, b) => b.stage - a.stage)
  const readings = readingsOf(judgement.found)
  const unknown = readings.filter(({ status }) => status !== 'fresh')
  return {
    stage,
    name_zh,
    name_en,
    level,
    response,
    since: toIso(sinceMs),
    computed: judgement.stage,
    reasons,
    unknown: unknown.map(shown),
    sure: reasons.length > 0 || unknown.length * 2 <= readings.length,
    simulated: isSimulated(judgement),
    override,
  }
}
