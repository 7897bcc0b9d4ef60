import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createJobs } from './jobs.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a job that fails is told of and comes round again', async () => {
  const told: string[] = []
  const jobs = createJobs((name) => told.push(name))
  let rounds = 0
  jobs.every(1_000, 'roll-up', async () => {
    rounds += 1
    throw new Error('disk full')
  })
  await vi.advanceTimersByTimeAsync(3_000)
  expect(rounds).toBe(3)
  expect(told).toEqual(['roll-up', 'roll-up', 'roll-up'])
})

test('a slow job is never run twice at once', async () => {
  const jobs = createJobs(() => undefined)
  const running = { now: 0, most: 0, begun: 0 }
  jobs.every(1_000, 'expire', async () => {
    running.begun += 1
    running.now += 1
    running.most = Math.max(running.most, running.now)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    running.now -= 1
  })
  await vi.advanceTimersByTimeAsync(9_000)
  expect(running.most).toBe(1)
  expect(running.begun).toBe(3)
})

test('after the stop nothing begins, and what still fails is no news', async () => {
  const told: string[] = []
  const jobs = createJobs((name) => told.push(name))
  let begun = 0
  jobs.every(1_000, 'roll-up', async () => {
    begun += 1
    await new Promise((resolve) => setTimeout(resolve, 500))
    throw new Error('the store is closed')
  })
  await vi.advanceTimersByTimeAsync(1_200)
  jobs.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(begun).toBe(1)
  expect(told).toEqual([])
})
