import { expect, test } from 'vitest'
import { changedParts } from './changed-parts.ts'
import { signsIn } from './fonts.ts'
import { createScheduler } from './scheduler.ts'

test('at most three charts are drawn in a frame, in the order of asking, none twice', () => {
  const frames: (() => void)[] = []
  const scheduler = createScheduler((run) => frames.push(run))
  const drawn: number[] = []
  const jobs = [0, 1, 2, 3, 4].map((i) => () => drawn.push(i))
  for (const job of [...jobs, ...jobs]) scheduler.request(job)
  expect(frames.length).toBe(1)
  frames.shift()?.()
  expect(drawn).toEqual([0, 1, 2])
  frames.shift()?.()
  expect(drawn).toEqual([0, 1, 2, 3, 4])
  expect(frames.length).toBe(0)
})

test('a chart that left the page is not drawn any more', () => {
  const frames: (() => void)[] = []
  const scheduler = createScheduler((run) => frames.push(run))
  const drawn: string[] = []
  const job = (): void => {
    drawn.push('gone')
  }
  scheduler.request(job)
  scheduler.cancel(job)
  frames.shift()?.()
  expect(drawn).toEqual([])
})

const before = {
  grid: { left: 1 },
  series: [
    { id: 'a', type: 'line', data: [[1, 2]] },
    { id: 'b', type: 'line', data: [[1, 3]] },
  ],
}

test('a chart is told only the data that changed', () => {
  const after = {
    ...before,
    series: [before.series[0], { id: 'b', type: 'line', data: [[1, 4]] }],
  }
  expect(changedParts(before, after)).toEqual({
    series: [
      { id: 'a', type: 'line' },
      { id: 'b', type: 'line', data: [[1, 4]] },
    ],
  })
  expect(changedParts(before, structuredClone(before))).toEqual({})
})

test('another set of series replaces the whole chart', () => {
  expect(changedParts(before, { ...before, series: before.series.slice(0, 1) })).toBeNull()
})

test('the faces of all Chinese signs of a chart are asked for', () => {
  expect(
    signsIn({ series: [{ name: '茶山', data: [1, 2], label: { formatter: '茶山 μ' } }] }),
  ).toBe('茶山μ')
})
