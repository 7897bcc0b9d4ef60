import type { Emergency } from '../../protocol/emergency/emergency.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { StageFacts } from '../../protocol/stage/condition.ts'
import {
  afterPause,
  type Judgement,
  judgeStage,
  type StageMemory,
} from '../../protocol/stage/judge.ts'
import type { Stages } from '../../protocol/stage/stages.ts'
import { type StageOverride, type StageState, stateOf } from '../../protocol/stage/state.ts'
import { toIso } from '../../protocol/time.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import { createBook } from '../duty/book.ts'
import type { DutyLog } from '../duty/log.ts'
import type { LiveState } from '../indicators/live.ts'
import type { RecordEntry, RecordStore } from '../store/store.ts'
import { changeText, endText, overrideText } from './change-text.ts'

export type CityStageDeps = {
  readonly store: RecordStore
  readonly stages: Stages
  readonly catalog: Pick<CatalogSource, 'current'>
  readonly live: Pick<LiveState, 'value' | 'standingAlarms'>
  /** The emergencies that are on. */
  readonly emergencies: () => readonly Emergency[]
  readonly log: Pick<DutyLog, 'record'>
  readonly nowMs: () => number
}

/** What a person asks for in place of what the criteria say. */
export type OverrideRequest = {
  readonly stage: number
  readonly reason: string
  readonly untilMs: number
}

/** What is true over a restart. */
type Kept = {
  readonly id: typeof CURRENT
  /** What was told last. */
  readonly stage: number
  readonly computed: number
  readonly sinceMs: number
  readonly override: StageOverride | null
  /** Criteria that counted. */
  readonly counting: readonly {
    readonly id: string
    readonly onSinceMs: number
    readonly simulated: boolean
  }[]
}

const CURRENT = 'current'
const SYSTEM = 'system'
/** A stage set by hand is looked at anew every day. */
const LONGEST_OVERRIDE_MS = 24 * 3_600_000

const countingOf = (memory: StageMemory): Kept['counting'] =>
  [...memory].flatMap(([id, { onSinceMs, simulated }]) =>
    onSinceMs === null ? [] : [{ id, onSinceMs, simulated }],
  )

const memoryOf = (counting: Kept['counting']): StageMemory =>
  new Map(
    counting.map(({ id, onSinceMs, simulated }) => [
      id,
      { heldSinceMs: null, onSinceMs, backSinceMs: null, unknownSinceMs: null, simulated },
    ]),
  )

/**
 * The stage of the city as the server keeps it (城市运行阶段): judged by the clock, never by each reading; a change is on the
 * disk together with its entry in the duty log before anybody is told.
 */
export async function createCityStage(deps: CityStageDeps) {
  const { store, stages, catalog, live, log, nowMs } = deps
  const book = createBook<Kept>(store, 'city.stage', ({ id, sinceMs }) => ({
    id,
    key: '',
    atMs: sinceMs,
  }))
  const names = {
    stages,
    definitionOf: (id: string) => catalog.current().indicatorById.get(id) ?? null,
  }
  const facts = (): StageFacts => ({
    definitionOf: names.definitionOf,
    valueOf: (indicator, place) => live.value(indicator, place),
    alarms: live.standingAlarms(),
    emergencies: deps.emergencies(),
  })
  const judge = (before: StageMemory, atMs: number): Judgement =>
    judgeStage(stages, before, facts(), atMs)

  let kept: Kept = (await book.one(CURRENT)) ?? {
    id: CURRENT,
    stage: 1,
    computed: 1,
    sinceMs: nowMs(),
    override: null,
    counting: [],
  }
  let memory = afterPause(memoryOf(kept.counting))
  const listeners = new Set<(state: StageState) => void>()
  let state = stateOf(stages, judge(memory, nowMs()), kept.override, kept.sinceMs)
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = turn.then(act)
    turn = done.catch(() => undefined)
    return done
  }

  /** Makes a judgement true: durable first with what the log says of it, then told. */
  async function adopt(
    judgement: Judgement,
    override: StageOverride | null,
    told: readonly RecordEntry[],
    atMs: number,
  ): Promise<void> {
    const stage = override?.stage ?? judgement.stage
    const sinceMs = stage === kept.stage ? kept.sinceMs : atMs
    const next = stateOf(stages, judgement, override, sinceMs)
    const { computed } = next
    const lines = [...told]
    if (computed !== kept.computed) {
      const before = { computed: kept.computed, reasons: state.reasons }
      lines.push(log.record({ kind: 'stage', text: changeText(before, next, names) }, SYSTEM))
    }
    const counting = countingOf(judgement.memory)
    const after: Kept = { id: CURRENT, stage, computed, sinceMs, override, counting }
    if (JSON.stringify(after) !== JSON.stringify(kept)) {
      await store.putRecords([book.entry(after), ...lines])
    }
    kept = after
    memory = judgement.memory
    if (JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    for (const listener of listeners) listener(state)
  }

  /** The entry for an override whose time is over; null while it is in force. */
  const ended = (
    override: StageOverride,
    { stage }: Judgement,
    atMs: number,
  ): RecordEntry | null =>
    Date.parse(override.until) > atMs
      ? null
      : log.record({ kind: 'stage', text: endText(override, stage, null, names) }, SYSTEM)

  const city = {
    stages,
    state: (): StageState => state,

    onChange(listener: (state: StageState) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /** Judges anew. Cheap: some dozens of comparisons, and nothing is written unless something that counts changed. */
    look: (): Promise<void> =>
      inTurn(async () => {
        const atMs = nowMs()
        const judgement = judge(memory, atMs)
        const { override } = kept
        const over = override === null ? null : ended(override, judgement, atMs)
        await adopt(judgement, over === null ? override : null, over === null ? [] : [over], atMs)
      }),

    /**
     * Sets the stage by hand until a moment.
     *
     * @throws AppError MALFORMED when that is not ahead, or further than a day
     */
    override: ({ stage, reason, untilMs }: OverrideRequest, by: string): Promise<StageState> =>
      inTurn(async () => {
        const atMs = nowMs()
        if (untilMs <= atMs || untilMs > atMs + LONGEST_OVERRIDE_MS) {
          const latest = toIso(atMs + LONGEST_OVERRIDE_MS)
          throw new AppError('MALFORMED', { detail: { field: 'until', latest } })
        }
        const judgement = judge(memory, atMs)
        const override = { stage, reason, by, at: toIso(atMs), until: toIso(untilMs) }
        const text = overrideText(override, judgement.stage, names)
        await adopt(judgement, override, [log.record({ kind: 'stage', text }, by)], atMs)
        return state
      }),

    /**
     * Gives the stage back to the criteria.
     *
     * @throws AppError NOT_FOUND when no override is in force
     */
    release: (reason: string, by: string): Promise<StageState> =>
      inTurn(async () => {
        const { override } = kept
        if (override === null) throw new AppError('NOT_FOUND', { detail: { override: null } })
        const atMs = nowMs()
        const judgement = judge(memory, atMs)
        const text = endText(override, judgement.stage, reason, names)
        await adopt(judgement, null, [log.record({ kind: 'stage', text }, by)], atMs)
        return state
      }),
  }
  await city.look()
  return city
}

export type CityStage = Awaited<ReturnType<typeof createCityStage>>
