import { parseDurationMs } from '../alarm/duration.ts'
import { type Looked, lookAtAll, type StageFacts } from './condition.ts'
import type { Criterion, Stages } from './stages.ts'

/** What has to be remembered of a criterion from one look to the next, epoch ms. */
export type CriterionMemory = {
  /** Since when it has held without a break; null: it does not hold. */
  readonly heldSinceMs: number | null
  /** Since when it counts; null: it does not. */
  readonly onSinceMs: number | null
  /** Since when a criterion that counts was last known not to hold; null: it was last known to hold. */
  readonly backSinceMs: number | null
  /** Since when a criterion that was last known to hold has been unknown. */
  readonly unknownSinceMs: number | null
  /** What it was last known to hold by is simulated. */
  readonly simulated: boolean
}
export type StageMemory = ReadonlyMap<string, CriterionMemory>

/** One criterion as it was found. */
export type Found = {
  readonly stage: number
  readonly criterion: Criterion
  readonly looked: Looked
  readonly memory: CriterionMemory
  /** When it stops counting if nothing changes, epoch ms; null: it holds, or does not count. */
  readonly untilMs: number | null
}

export type Judgement = {
  /** The worst stage of which a criterion counts; 1 when none does. */
  readonly stage: number
  readonly found: readonly Found[]
  readonly memory: StageMemory
}

const NOTHING: CriterionMemory = {
  heldSinceMs: null,
  onSinceMs: null,
  backSinceMs: null,
  unknownSinceMs: null,
  simulated: false,
}

const NO_CLOCK = { backSinceMs: null, unknownSinceMs: null } as const

/** Durations were checked with the file. */
const ms = (duration: string): number => parseDurationMs(duration) ?? 0

type Leaving = { readonly leaveAfterMs: number; readonly forgetAfterMs: number }

/**
 * A criterion counts once it has held for its time without a break. It stops counting when it was last known not to hold
 * for the stage's time, or when it was last known to hold and has been unknown for longer than anything may be: silence
 * alone neither raises a stage nor ends one soon.
 */
function remember(
  before: CriterionMemory,
  { truth, simulated }: Looked,
  criterion: Criterion,
  { leaveAfterMs, forgetAfterMs }: Leaving,
  nowMs: number,
): { readonly memory: CriterionMemory; readonly untilMs: number | null } {
  if (truth === 'holds') {
    const heldSinceMs = before.heldSinceMs ?? nowMs
    const isRipe = nowMs - heldSinceMs >= ms(criterion.for)
    const onSinceMs = before.onSinceMs ?? (isRipe ? nowMs : null)
    return { memory: { ...NOTHING, heldSinceMs, onSinceMs, simulated }, untilMs: null }
  }
  if (before.onSinceMs === null) return { memory: NOTHING, untilMs: null }
  const isBack = truth === 'not' || before.backSinceMs !== null
  const sinceMs = (isBack ? before.backSinceMs : before.unknownSinceMs) ?? nowMs
  const untilMs = sinceMs + (isBack ? leaveAfterMs : forgetAfterMs)
  if (nowMs >= untilMs) return { memory: NOTHING, untilMs: null }
  const since = isBack ? { backSinceMs: sinceMs } : { unknownSinceMs: sinceMs }
  return { memory: { ...before, heldSinceMs: null, ...NO_CLOCK, ...since }, untilMs }
}

/**
 * The stage of the city (城市运行阶段) by its written criteria. Pure: the same facts, memory and moment give the same.
 *
 * @param before what the look before this one gave as `memory`; criteria that it does not know begin anew
 */
export function judgeStage(
  { stages, forget_after }: Stages,
  before: StageMemory,
  facts: StageFacts,
  nowMs: number,
): Judgement {
  const forgetAfterMs = ms(forget_after)
  const found = stages.flatMap(({ stage, leave_after, criteria }) => {
    const leaving = { leaveAfterMs: ms(leave_after), forgetAfterMs }
    return criteria.map((criterion): Found => {
      const known = before.get(criterion.id) ?? NOTHING
      const looked = lookAtAll(criterion.all, known.onSinceMs !== null, facts)
      return { stage, criterion, looked, ...remember(known, looked, criterion, leaving, nowMs) }
    })
  })
  const counting = found.filter(({ memory }) => memory.onSinceMs !== null)
  return {
    stage: Math.max(1, ...counting.map(({ stage }) => stage)),
    found,
    memory: new Map(
      found
        .filter(({ memory }) => memory.heldSinceMs !== null || memory.onSinceMs !== null)
        .map(({ criterion, memory }) => [criterion.id, memory]),
    ),
  }
}

/**
 * What is still true of a memory after a stop of unknown length: what counted still does and has its whole time to leave;
 * what was about to count begins anew, since nobody looked meanwhile.
 */
export const afterPause = (memory: StageMemory): StageMemory =>
  new Map(
    [...memory]
      .filter(([, { onSinceMs }]) => onSinceMs !== null)
      .map(([id, { onSinceMs, simulated }]) => [id, { ...NOTHING, onSinceMs, simulated }]),
  )
