import { LEVELS, type Level } from '../indicator/definition.ts'
import { levelOf, levelRank } from '../indicator/threshold.ts'
import { type HysteresisLimits, isBackInside } from './hysteresis.ts'

/** Raised again this soon after its clear, an alarm comes back instead of a new one (抖动告警). */
export const CHATTER_MS = 60_000
/** So many raises within `CHATTER_MS` make it chattering: it then stands until quiet for as long. */
export const CHATTER_RAISES = 3

/** One rule of a scenario for an indicator: `level` or worse must have held for `forMs`. */
export type HoldRule = { readonly level: Level; readonly forMs: number }

export type Sample = { readonly value: number; readonly atMs: number }

/** Judgement of a standing alarm. */
type Standing = {
  /** Level the alarm shows. */
  readonly level: Level
  /** Mildest rule level that has held: below it the alarm is on its way to clear. */
  readonly floor: Level
  /** The value's level with hysteresis; null when it is back inside all limits. */
  readonly held: Level | null
  /** Time of the reading since which the value is back inside `floor`. */
  readonly insideSinceMs: number | null
  /** Since when it would be clear but for chattering, by the clock. */
  readonly calmSinceMs: number | null
}

/** What the judgement of one (indicator, place) remembers from reading to reading. Immutable. */
export type Watch = {
  /** Newest reading judged. */
  readonly atMs: number
  /** By severity, blue first: time of the reading since which that level or a worse one has held. */
  readonly sinceMs: readonly (number | null)[]
  readonly standing: Standing | null
  /** When it was raised within the last `CHATTER_MS`, by the clock. */
  readonly raisedMs: readonly number[]
  readonly clearedMs: number | null
}

export type Edge =
  | { readonly kind: 'raised' | 'repeated'; readonly level: Level; readonly rule: HoldRule }
  | { readonly kind: 'level'; readonly level: Level; readonly rule: HoldRule | null }
  | { readonly kind: 'cleared'; readonly level: Level }

export type JudgeContext = {
  readonly limits: HysteresisLimits
  readonly rules: readonly HoldRule[]
  readonly nowMs: number
  /** Age past which the newest reading proves nothing about the present any more. */
  readonly staleAfterMs: number
}

const UNSEEN: Watch = {
  atMs: Number.NEGATIVE_INFINITY,
  sinceMs: [null, null, null, null],
  standing: null,
  raisedMs: [],
  clearedMs: null,
}

/**
 * Judges one reading, or with `sample: null` the passing of time alone.
 *
 * Holding is counted in the readings' own time, from the reading that began it to a newer one, or to the
 * present while the newest is not stale. Chattering is counted by the clock. A missing value is never
 * passed in: without a value nothing is judged, and a standing alarm stays as it is.
 *
 * @returns the new memory, null when there is nothing left to remember, and what happened, in order
 */
export function judge(
  before: Watch | null,
  sample: Sample | null,
  context: JudgeContext,
): { readonly watch: Watch | null; readonly edges: readonly Edge[] } {
  const watch = sample === null ? (before ?? UNSEEN) : observe(before ?? UNSEEN, sample, context)
  const held = rulesThatHeld(watch, context)
  const step =
    watch.standing === null
      ? whileCalm(watch, held, context)
      : whileStanding(watch, watch.standing, held, context)
  return { watch: isIdle(step.watch, context.nowMs) ? null : step.watch, edges: step.edges }
}

/** Next moment at which time alone may change the judgement; null when only a reading can. */
export function wakeAtMs(watch: Watch, context: JudgeContext): number | null {
  const moments: number[] = []
  const freshUntilMs = watch.atMs + context.staleAfterMs
  const whileFresh = (ms: number): void => {
    if (ms <= freshUntilMs) moments.push(ms)
  }
  const { standing } = watch
  if (standing === null) {
    for (const rule of context.rules) {
      const since = sinceOf(watch, rule.level)
      if (since !== null) whileFresh(since + rule.forMs)
    }
    if (watch.clearedMs !== null) moments.push(watch.clearedMs + CHATTER_MS + 1)
  } else if (standing.calmSinceMs !== null) moments.push(standing.calmSinceMs + CHATTER_MS)
  else if (standing.insideSinceMs !== null) {
    whileFresh(standing.insideSinceMs + clearForMs(standing, context.rules))
  }
  return moments.length === 0 ? null : Math.min(...moments)
}

/** Memory of an alarm that stood when the server stopped. */
export function resumeWatch(level: Level, atMs: number, rules: readonly HoldRule[]): Watch {
  const reached = rules.filter((rule) => levelRank(rule.level) <= levelRank(level))
  const floor = mildest(reached) ?? level
  return {
    ...UNSEEN,
    atMs,
    standing: { level, floor, held: level, insideSinceMs: null, calmSinceMs: null },
  }
}

type Step = { readonly watch: Watch; readonly edges: readonly Edge[] }

function observe(watch: Watch, sample: Sample, { limits }: JudgeContext): Watch {
  const rank = levelRank(levelOf(limits, sample.value))
  const sinceMs = watch.sinceMs.map((since, i) => (rank > i ? (since ?? sample.atMs) : null))
  if (watch.standing === null) return { ...watch, atMs: sample.atMs, sinceMs }
  const held = heldLevel(limits, watch.standing.held, sample.value)
  return { ...watch, atMs: sample.atMs, sinceMs, standing: { ...watch.standing, held } }
}

/** Up at once, down only when the value is back inside by the hysteresis. */
function heldLevel(limits: HysteresisLimits, before: Level | null, value: number): Level | null {
  const now = levelOf(limits, value)
  for (let rank = levelRank(before); rank > levelRank(now); rank--) {
    const level = LEVELS[rank - 1]
    if (level !== undefined && limits[`warn_${level}`] !== null) {
      if (!isBackInside(limits, level, value)) return level
    }
  }
  return now
}

const sinceOf = (watch: Watch, level: Level): number | null =>
  watch.sinceMs[levelRank(level) - 1] ?? null

function knownUntilMs(watch: Watch, { nowMs, staleAfterMs }: JudgeContext): number {
  return nowMs - watch.atMs <= staleAfterMs ? Math.max(nowMs, watch.atMs) : watch.atMs
}

/** Rules satisfied, the most severe first; among equals the catalog's order. */
function rulesThatHeld(watch: Watch, context: JudgeContext): HoldRule[] {
  const untilMs = knownUntilMs(watch, context)
  return context.rules
    .filter((rule) => {
      const since = sinceOf(watch, rule.level)
      return since !== null && untilMs - since >= rule.forMs
    })
    .sort((a, b) => levelRank(b.level) - levelRank(a.level))
}

function mildest(rules: readonly HoldRule[]): Level | null {
  let found: Level | null = null
  for (const { level } of rules) {
    if (found === null || levelRank(level) < levelRank(found)) found = level
  }
  return found
}

/** The value's level now, without hysteresis. */
const levelNow = (watch: Watch): Level | null => {
  for (let i = LEVELS.length - 1; i >= 0; i--) {
    if (watch.sinceMs[i] !== null) return LEVELS[i] ?? null
  }
  return null
}

const recent = (raisedMs: readonly number[], nowMs: number): readonly number[] =>
  raisedMs.filter((ms) => nowMs - ms < CHATTER_MS)

function whileCalm(watch: Watch, held: readonly HoldRule[], { nowMs }: JudgeContext): Step {
  const rule = held[0]
  const level = levelNow(watch)
  const floor = mildest(held)
  if (rule === undefined || level === null || floor === null) return { watch, edges: [] }
  const back = watch.clearedMs !== null && nowMs - watch.clearedMs <= CHATTER_MS
  return {
    watch: {
      ...watch,
      standing: { level, floor, held: level, insideSinceMs: null, calmSinceMs: null },
      raisedMs: [...recent(watch.raisedMs, nowMs), nowMs],
      clearedMs: null,
    },
    edges: [{ kind: back ? 'repeated' : 'raised', level, rule }],
  }
}

function whileStanding(
  watch: Watch,
  standing: Standing,
  satisfied: readonly HoldRule[],
  context: JudgeContext,
): Step {
  const { nowMs } = context
  const satisfiedFloor = mildest(satisfied)
  const floor =
    satisfiedFloor !== null && levelRank(satisfiedFloor) < levelRank(standing.floor)
      ? satisfiedFloor
      : standing.floor
  const { held } = standing
  if (held === null || levelRank(held) < levelRank(floor)) {
    return whileInside(watch, { ...standing, floor }, context)
  }
  const rule = satisfied[0] ?? null
  if (standing.calmSinceMs === null) {
    return {
      watch: { ...watch, standing: { ...standing, floor, level: held, insideSinceMs: null } },
      edges: held === standing.level ? [] : [{ kind: 'level', level: held, rule }],
    }
  }
  if (rule === null) return { watch: { ...watch, standing: { ...standing, floor } }, edges: [] }
  return {
    watch: {
      ...watch,
      standing: { level: held, floor, held, insideSinceMs: null, calmSinceMs: null },
      raisedMs: [...recent(watch.raisedMs, nowMs), nowMs],
    },
    edges: [{ kind: 'repeated', level: held, rule }],
  }
}

function whileInside(watch: Watch, standing: Standing, context: JudgeContext): Step {
  const { nowMs } = context
  const insideSinceMs = standing.insideSinceMs ?? watch.atMs
  const next = { ...standing, insideSinceMs }
  const wait: Step = { watch: { ...watch, standing: next }, edges: [] }
  const clear: Step = {
    watch: {
      ...watch,
      standing: null,
      raisedMs: recent(watch.raisedMs, nowMs),
      clearedMs: nowMs,
    },
    edges: [{ kind: 'cleared', level: standing.level }],
  }
  if (standing.calmSinceMs !== null) {
    return nowMs - standing.calmSinceMs >= CHATTER_MS ? clear : wait
  }
  const insideForMs = knownUntilMs(watch, context) - insideSinceMs
  if (insideForMs < clearForMs(standing, context.rules)) return wait
  if (recent(watch.raisedMs, nowMs).length < CHATTER_RAISES) return clear
  return { watch: { ...watch, standing: { ...next, calmSinceMs: nowMs } }, edges: [] }
}

/** How long the value must stay inside: as long as the rule that raised asked it to stay outside. */
function clearForMs(standing: Standing, rules: readonly HoldRule[]): number {
  const waits = rules.filter((rule) => rule.level === standing.floor).map((rule) => rule.forMs)
  return waits.length === 0 ? 0 : Math.min(...waits)
}

const isIdle = (watch: Watch, nowMs: number): boolean =>
  watch.standing === null &&
  watch.sinceMs.every((since) => since === null) &&
  (watch.clearedMs === null || nowMs - watch.clearedMs > CHATTER_MS)
