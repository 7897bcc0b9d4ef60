import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromGcj02, type LonLatWgs84, toGcj02 } from './gcj02.ts'

const METERS_PER_DEGREE = 111_195
const distanceM = (a: readonly [number, number], b: readonly [number, number]): number =>
  Math.hypot(
    (a[0] - b[0]) * METERS_PER_DEGREE * Math.cos((a[1] * Math.PI) / 180),
    (a[1] - b[1]) * METERS_PER_DEGREE,
  )

/** Pairs that other programs with the same formula state for three cities. */
const KNOWN = [
  [
    [121.5272106, 31.1774276],
    [121.531541859215, 31.17530398364597],
  ],
  [
    [113.912316, 22.543847],
    [113.9171764808363, 22.540796131694766],
  ],
  [
    [116.377817, 39.911954],
    [116.38404722455657, 39.91334545536069],
  ],
] as const

test('three places stand on GCJ-02 where other programs put them', () => {
  for (const [wgs84, gcj02] of KNOWN) expect(distanceM(toGcj02(wgs84), gcj02)).toBeLessThan(0.01)
})

test('there and back is the same place to within a millimetre, all over the country', () => {
  const place = fc.tuple(
    fc.double({ min: 73, max: 137, noNaN: true }),
    fc.double({ min: 3, max: 54, noNaN: true }),
  )
  fc.assert(
    fc.property(place, (at: LonLatWgs84) => {
      expect(distanceM(fromGcj02(toGcj02(at)), at)).toBeLessThan(0.001)
    }),
    { numRuns: 1_000 },
  )
})

test('a position on one datum is not taken for one on the other', () => {
  const shown = toGcj02([119.96, 31.78])
  // @ts-expect-error the compiler refuses the mix
  expect(distanceM(toGcj02(shown), shown)).toBeGreaterThan(400)
})

test('in 天宁区 the two are 400 to 600 m apart; abroad they are the same', () => {
  const at = [119.96, 31.78] as const
  expect(distanceM(toGcj02(at), at)).toBeGreaterThan(400)
  expect(distanceM(toGcj02(at), at)).toBeLessThan(600)
  expect(toGcj02([2.35, 48.86])).toEqual([2.35, 48.86])
})
