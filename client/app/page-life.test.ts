import { beforeEach, expect, test, vi } from 'vitest'
import { untoldHeals } from './heals.ts'
import { keepAlive } from './page-life.ts'

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers({ now: 1_000_000 })
})

test('a page that was killed is noted by the one that comes after it, one that was closed is not', async () => {
  const close = keepAlive('main', Promise.resolve())
  await vi.advanceTimersByTimeAsync(5_000)
  close()
  await vi.advanceTimersByTimeAsync(60_000)
  const second = keepAlive('main', Promise.resolve())
  await vi.advanceTimersByTimeAsync(5_000)
  expect(untoldHeals()).toEqual([])
  second()
  // Killed at the last sign of life: nobody takes it back.
  localStorage.setItem(
    'nzh.life.main',
    JSON.stringify({ beatMs: Date.now() - 3_000, closed: false }),
  )
  const third = keepAlive('main', Promise.resolve())
  await vi.advanceTimersByTimeAsync(1_000)
  expect(untoldHeals()).toMatchObject([{ kind: 'tab', tookMs: 3_400 }])
  third()
})

test('a second page of the same place that opens beside a living one is no killed page', async () => {
  const first = keepAlive('main', Promise.resolve())
  await vi.advanceTimersByTimeAsync(2_500)
  vi.useRealTimers()
  const second = keepAlive('main', Promise.resolve())
  await new Promise((resolve) => {
    setTimeout(resolve, 600)
  })
  expect(untoldHeals()).toEqual([])
  first()
  second()
})
