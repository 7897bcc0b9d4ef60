import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { HistoryProgressNote } from './history-progress.tsx'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const serverSays = (...answers: (object | number)[]): void => {
  const fetchOnce = vi.fn(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    return typeof answer === 'number' ? new Response('', { status: answer }) : Response.json(answer)
  })
  vi.stubGlobal('fetch', fetchOnce)
}
const backfill = (doneSeries: number, totalSeries: number, finished: boolean) => ({
  backfill: { doneSeries, totalSeries, finished },
})

test('while the past is filled in, the wall says how far it is, until it is whole', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  serverSays(backfill(43, 100, false), backfill(100, 100, true))
  render(<HistoryProgressNote />)
  expect((await screen.findByRole('status')).textContent).toContain('43%')
  await vi.advanceTimersByTimeAsync(3_000)
  await vi.waitFor(() => expect(screen.queryByRole('status')).toBeNull())
})

test.each([403, 404])('without a generator (%i) nothing is said', async (status) => {
  serverSays(status)
  render(<HistoryProgressNote />)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(screen.queryByRole('status')).toBeNull()
})
