import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WireReading } from '../../protocol/stream/events.ts'
import { connectionStore } from '../stores/connection.ts'
import { applyReadings, indicatorStore } from '../stores/indicators.ts'
import { keepPicture, mindPicture } from './kept-picture.ts'

const NOW = Date.UTC(2026, 10, 26, 8)
const reading = (indicator: string, value: number): WireReading => ({
  indicator,
  place: 'district',
  value,
  at: new Date(NOW).toISOString(),
  quality: 'good',
  level: null,
  status: 'fresh',
})
const forget = (): void => {
  applyReadings(new Map([...indicatorStore.getState().values.keys()].map((key) => [key, null])))
}
const values = (): unknown[] => [...indicatorStore.getState().values.values()].map((r) => r.value)

/** The browser's store of answers, as far as it is used here. */
function aStore() {
  const kept = new Map<string, Response>()
  return {
    open: async () => ({
      put: async (key: string, response: Response) => void kept.set(key, response),
      match: async (key: string) => kept.get(key)?.clone(),
    }),
  }
}

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW })
  vi.stubGlobal('caches', aStore())
  connectionStore.setState({ link: { state: 'live' } })
  applyReadings(
    new Map([
      ['a district', reading('a', 12.5)],
      ['b district', reading('b', 7)],
    ]),
  )
  await keepPicture('main')
  forget()
  connectionStore.setState({ link: { state: 'connecting' } })
})
afterEach(() => {
  forget()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a page that finds no server shows the last picture, lost since it was kept, also when the silence was told first', async () => {
  vi.setSystemTime(NOW + 600_000)
  const shown: unknown[] = []
  const stop = mindPicture('main', (picture) => shown.push(picture.atMs))
  connectionStore.setState({ link: { state: 'lost', sinceMs: NOW + 600_500 } })
  await vi.advanceTimersByTimeAsync(3_000)
  expect(connectionStore.getState().link).toEqual({ state: 'lost', sinceMs: NOW })
  expect(values()).toEqual([12.5, 7])
  expect(shown).toEqual([NOW])
  // The server is back: what it does not tell any more goes with the kept picture.
  applyReadings(new Map([['a district', reading('a', 13)]]))
  connectionStore.setState({ link: { state: 'live' } })
  expect(values()).toEqual([13])
  stop()
})

test('a page that is live in time never shows the old picture', async () => {
  const stop = mindPicture('main', () => expect.unreachable())
  applyReadings(new Map([['a district', reading('a', 13)]]))
  connectionStore.setState({ link: { state: 'live' } })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(values()).toEqual([13])
  stop()
})

test('a picture of more than a week ago says nothing about the city', async () => {
  vi.setSystemTime(NOW + 8 * 86_400_000)
  const stop = mindPicture('main', () => expect.unreachable())
  await vi.advanceTimersByTimeAsync(3_000)
  expect(values()).toEqual([])
  expect(connectionStore.getState().link.state).toBe('lost')
  stop()
})
