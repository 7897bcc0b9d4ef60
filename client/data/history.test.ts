import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { createHistory, type HistorySources } from './history.ts'
import { backfillFinished, parseHistory } from './history-fetch.ts'
import { type HistoryBatch, planBatches, type SeriesRequest } from './history-plan.ts'
import type { HistoryPoint } from './history-points.ts'

const NOW = Date.parse('2026-11-25T08:00:00Z')
const request: SeriesRequest = { indicator: 'a', place: 'district', window: '24h' }
const point = (atMs: number, last: number): HistoryPoint => ({
  atMs,
  min: last,
  max: last,
  avg: last,
  last,
  n: 1,
})

function bench(over: Partial<HistorySources> = {}) {
  const batches: HistoryBatch[] = []
  const readings = new Map<string, WireReading>()
  const readingListeners = new Set<() => void>()
  const history = createHistory({
    fetchHistory: async (batch) => {
      batches.push(batch)
      return new Map([[valueKey('a', 'district'), [point(NOW - 600_000, 1)]]])
    },
    backfillFinished: async () => true,
    nowMs: () => Date.now(),
    reading: (indicator, place) => readings.get(valueKey(indicator, place)),
    onReadings: (listener) => {
      readingListeners.add(listener)
      return () => readingListeners.delete(listener)
    },
    ...over,
  })
  const tell = (value: number, atMs: number): void => {
    readings.set(valueKey('a', 'district'), {
      indicator: 'a',
      place: 'district',
      value,
      at: new Date(atMs).toISOString(),
      quality: 'good',
      level: null,
      status: 'fresh',
    })
    for (const listener of readingListeners) listener()
  }
  return { history, batches, tell, readingListeners }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(NOW)
})
afterEach(() => {
  vi.useRealTimers()
})

test('two panels that show the same series ask the server once', async () => {
  const { history, batches } = bench()
  const stops = [history.watch([request], () => {}), history.watch([request], () => {})]
  await vi.advanceTimersByTimeAsync(500)
  expect(batches).toEqual([{ window: '24h', indicators: ['a'], places: ['district'] }])
  expect(history.series(request)).toMatchObject({ state: 'ready' })
  for (const stop of stops) stop()
  expect(history.series(request)).toBeUndefined()
})

test('a live value lengthens the series without asking again', async () => {
  const { history, batches, tell } = bench()
  const changes: number[] = []
  const stop = history.watch([request], () =>
    changes.push(history.series(request)?.points.length ?? 0),
  )
  await vi.advanceTimersByTimeAsync(500)
  tell(5, NOW)
  expect(history.series(request)?.points.map((each) => each.last)).toEqual([1, 5])
  expect(changes.at(-1)).toBe(2)
  expect(batches.length).toBe(1)
  stop()
})

test('a failed request is said, repeated later, and heals', async () => {
  let fail = true
  const { history } = bench({
    fetchHistory: async () => {
      if (fail) throw new Error('503')
      return new Map([[valueKey('a', 'district'), [point(NOW, 2)]]])
    },
  })
  const stop = history.watch([request], () => {})
  await vi.advanceTimersByTimeAsync(500)
  expect(history.series(request)?.state).toBe('error')
  fail = false
  await vi.advanceTimersByTimeAsync(2_500)
  expect(history.series(request)).toEqual({ state: 'ready', points: [point(NOW, 2)] })
  stop()
})

test('a failure after the first answer keeps the points that are known', async () => {
  let fail = false
  const { history } = bench({
    fetchHistory: async () => {
      if (fail) throw new Error('503')
      return new Map([[valueKey('a', 'district'), [point(NOW, 2)]]])
    },
  })
  const stop = history.watch([request], () => {})
  await vi.advanceTimersByTimeAsync(500)
  fail = true
  await vi.advanceTimersByTimeAsync(400_000)
  expect(history.series(request)).toMatchObject({ state: 'ready', points: [point(NOW, 2)] })
  stop()
})

test('while the server fills in its past, a series is asked for about every ten seconds', async () => {
  let finished = false
  const { history, batches } = bench({ backfillFinished: async () => finished })
  const stop = history.watch([request], () => {})
  await vi.advanceTimersByTimeAsync(35_000)
  expect(batches.length).toBeGreaterThanOrEqual(3)
  finished = true
  await vi.advanceTimersByTimeAsync(20_000)
  const asked = batches.length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(batches.length).toBe(asked)
  stop()
})

test('nobody watching means no timer, no subscription and an ended request', async () => {
  let ended = false
  const { history, readingListeners } = bench({
    fetchHistory: (_batch, _span, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          ended = true
          reject(new Error('aborted'))
        })
      }),
  })
  const stop = history.watch([request], () => {})
  await vi.advanceTimersByTimeAsync(100)
  stop()
  await vi.advanceTimersByTimeAsync(10)
  expect(ended).toBe(true)
  expect(readingListeners.size).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})

test('no request asks for more than sixty series, and none is asked for that nobody needs', () => {
  const requests: SeriesRequest[] = []
  for (let i = 0; i < 30; i++) {
    for (const place of i % 2 === 0 ? ['district'] : ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']) {
      requests.push({ indicator: `i${i}`, place, window: '7d' })
    }
  }
  const batches = planBatches(requests)
  const asked = batches.flatMap((batch) =>
    batch.indicators.flatMap((id) => batch.places.map((place) => `${id} ${place}`)),
  )
  expect(
    Math.max(...batches.map((b) => b.indicators.length * b.places.length)),
  ).toBeLessThanOrEqual(60)
  expect(asked.sort()).toEqual(requests.map((r) => `${r.indicator} ${r.place}`).sort())
})

test('an answer that is not one is an error, a broken point inside it is left out', () => {
  expect(() => parseHistory({ nope: 1 })).toThrow(TypeError)
  const parsed = parseHistory({
    series: [
      {
        indicator: 'a',
        place: 'district',
        points: [{ at: 'yesterday', last: 1 }, { at: '2026-11-25T08:00:00Z', last: 2 }, null],
      },
    ],
  })
  expect(parsed.get('a district')).toEqual([point(NOW, 2)])
})

test('a server that cannot say yet whether its past is whole is asked again, one without a generator is not', async () => {
  const answer = async (status: number, body: string): Promise<boolean> => {
    vi.stubGlobal('fetch', async () => new Response(body, { status }))
    const finished = await backfillFinished(new AbortController().signal)
    vi.unstubAllGlobals()
    return finished
  }
  expect(await answer(401, '{}')).toBe(false)
  expect(await answer(503, '{}')).toBe(false)
  expect(await answer(404, '{}')).toBe(true)
  expect(await answer(200, '{"backfill":{"finished":false}}')).toBe(false)
  expect(await answer(200, '{"backfill":{"finished":true}}')).toBe(true)
})
