import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arcMinutes, defaultSight, heightMmAt } from './sight.ts'
import { readWallSights } from './sight-file.ts'

test('16 and 22 minutes are the heights of the ergonomics tables at 3, 5, 8 and 10 m', () => {
  const heights = (minutes: number): number[] =>
    [3, 5, 8, 10].map((m) => Math.round(heightMmAt(minutes, m) * 10) / 10)
  expect(heights(16)).toEqual([14, 23.3, 37.2, 46.5])
  expect(heights(22)).toEqual([19.2, 32, 51.2, 64])
})

test('a height and its angle are two sides of one thing', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 120, noNaN: true }),
      fc.double({ min: 0.5, max: 60, noNaN: true }),
      (minutes, metres) => {
        expect(arcMinutes(heightMmAt(minutes, metres), metres)).toBeCloseTo(minutes, 6)
      },
    ),
  )
})

test('a wall nobody measured is 7.2 m wide at 32:9, and a totem is read from near', () => {
  expect(defaultSight(32 / 9)).toEqual({
    widthMm: 7200,
    heightMm: 2025,
    glanceM: 15,
    scanM: 8,
    readM: 4,
  })
  expect(defaultSight(9 / 16)).toMatchObject({ widthMm: 1080, heightMm: 1920, readM: 1.5 })
})

const wall = { widthMm: 7200, heightMm: 2025, glanceM: 15, scanM: 8, readM: 4 }

test('walls are read from their file as they stand there', () => {
  expect(readWallSights({ main: wall, hall: { ...wall, readM: 6 } })).toEqual({
    walls: { main: wall, hall: { ...wall, readM: 6 } },
  })
})

test.each([
  ['no list', [], ''],
  ['a wall without its height', { main: { ...wall, heightMm: undefined } }, '/main'],
  ['a height in metres', { main: { ...wall, heightMm: 2.025 } }, '/main/heightMm'],
  ['a slip in a name', { main: { ...wall, readMm: 4 } }, '/main'],
  ['reading from farther than the glance', { main: { ...wall, readM: 20 } }, '/main'],
])('%s is told, with its place', (_, given, place) => {
  const read = readWallSights(JSON.parse(JSON.stringify(given)))
  expect('problems' in read && read.problems[0]).toMatch(new RegExp(`^${place}`))
})
