import type { Browser, Page } from 'playwright-core'
import { mainThreadOf, type TraceEvent } from './trace-frames.ts'

/** What a page's main thread did while something was done with it; all in ms. */
export type PageTasks = {
  /** Tasks over 50 ms as the page itself is told of them (`PerformanceObserver`), by the clock on the wall. */
  readonly long: readonly number[]
  /** The longest task by CPU time: what is left when the machine is busy with others. */
  readonly longestCpuMs: number
  /** Tasks that took over 50 ms of CPU. */
  readonly longByCpu: number
  /** From frame to frame, 95th percentile and worst. */
  readonly frameP95Ms: number
  readonly frameWorstMs: number
  readonly frames: number
}

const LONG_MS = 50

/** Notes long tasks and frames from the page's first script on. */
const WATCH = `(() => {
  globalThis.__name ??= (named) => named
  const seen = { long: [], frames: [] }
  Object.assign(window, { pageTasks: seen })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.long.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  const frame = (at) => { seen.frames.push(at); requestAnimationFrame(frame) }
  requestAnimationFrame(frame)
})()`

type Seen = { long: number[]; frames: number[] }

export const watchTasks = (page: Page): Promise<unknown> => page.addInitScript(WATCH)

/** Forgets what was seen so far. @returns it */
const takeSeen = (page: Page): Promise<Seen> =>
  page.evaluate(() => {
    const { pageTasks } = window as unknown as { pageTasks: Seen }
    const seen = { long: [...pageTasks.long], frames: [...pageTasks.frames] }
    pageTasks.long.length = 0
    pageTasks.frames.length = 0
    return seen
  })

/** Does something with a watched page and tells what its main thread had to do for it. */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<PageTasks> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  await takeSeen(page)
  await work()
  const { long, frames } = await takeSeen(page)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const cpu = mainThreadOf(traceEvents)
    .filter(({ name, ph }) => ph === 'X' && /RunTask$/.test(name))
    .map(({ tdur = 0 }) => tdur / 1_000)
  const gaps = frames
    .slice(1)
    .map((at, i) => at - (frames[i] ?? at))
    .sort((a, b) => a - b)
  return {
    long,
    longestCpuMs: Math.max(0, ...cpu),
    longByCpu: cpu.filter((ms) => ms > LONG_MS).length,
    frameP95Ms: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
    frameWorstMs: gaps.at(-1) ?? 0,
    frames: gaps.length,
  }
}
