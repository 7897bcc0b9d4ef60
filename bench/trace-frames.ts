/** One event of Chromium's trace; times in microseconds. */
export type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** CPU time of its thread. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const SCRIPT: ReadonlySet<string> = new Set([
  'FunctionCall',
  'EvaluateScript',
  'v8.callFunction',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
  'RunMicrotasks',
])
const LONG_MS = 100

const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0

/** What a traced page did from frame to frame: the time its scripts took in each, and its long tasks. */
export function framesOf(events: readonly TraceEvent[]) {
  const mine = mainThreadOf(events)
  const starts = mine.filter(({ name }) => name === 'FireAnimationFrame').map(({ ts }) => ts)
  // Several callbacks of one frame follow each other at once.
  const frames = starts.filter((ts, i) => i === 0 || ts - (starts[i - 1] ?? 0) > 4_000)
  const scripts = outermost(mine.filter(({ name, ph }) => ph === 'X' && SCRIPT.has(name)))
  const perFrame = frames.slice(0, -1).map((from, i) => {
    const to = frames[i + 1] ?? from
    const inIt = scripts.filter(({ ts }) => ts >= from && ts < to)
    return inIt.reduce((sum, { dur = 0 }) => sum + dur, 0) / 1_000
  })
  const gaps = frames.slice(1).map((ts, i) => (ts - (frames[i] ?? ts)) / 1_000)
  const tasks = mine
    .filter(({ name, ph }) => ph === 'X' && /RunTask$/.test(name))
    .map(({ dur = 0 }) => dur / 1_000)
  return {
    scriptMs: p95(perFrame),
    gapMs: p95(gaps),
    longTasks: tasks.filter((ms) => ms > LONG_MS).length,
    longestTaskMs: Math.max(0, ...tasks),
  }
}

/** What the page's main thread did, in order. */
export function mainThreadOf(events: readonly TraceEvent[]): TraceEvent[] {
  const thread = busiestPage(events)
  return events
    .filter(({ pid, tid }) => pid === thread?.pid && tid === thread.tid)
    .sort((a, b) => a.ts - b.ts)
}

/** The page's main thread: the one that fires animation frames most. */
function busiestPage(events: readonly TraceEvent[]): { pid: number; tid: number } | null {
  const counts = new Map<string, { pid: number; tid: number; n: number }>()
  for (const { name, pid, tid } of events) {
    if (name !== 'FireAnimationFrame') continue
    const key = `${pid} ${tid}`
    counts.set(key, { pid, tid, n: (counts.get(key)?.n ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => b.n - a.n)[0] ?? null
}

/** Events that no other of the list contains. @param events in order of their start */
function outermost(events: readonly TraceEvent[]): readonly TraceEvent[] {
  let endTs = -1
  return events.filter(({ ts, dur = 0 }) => {
    if (ts < endTs) return false
    endTs = ts + dur
    return true
  })
}
