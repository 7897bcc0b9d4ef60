import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Camera } from './camera.ts'
import { cameraAt, flyOn } from './flight.ts'

const camera = fc.record<Camera>({
  center: fc.tuple(
    fc.double({ min: 119, max: 121, noNaN: true }),
    fc.double({ min: 31, max: 32.5, noNaN: true }),
  ) as fc.Arbitrary<Camera['center']>,
  zoom: fc.double({ min: 9, max: 16, noNaN: true }),
  bearing: fc.double({ min: -24, max: 24, noNaN: true }),
  pitch: fc.constant(52),
})
const START = 1_000_000

test('a flight begins and ends exactly where it should, and never leaves the finite', () => {
  fc.assert(
    fc.property(camera, camera, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, t) => {
      const flight = { from, to, startMs: START, durationMs: 1_600 }
      expect(cameraAt(flight, START - 1)).toEqual(from)
      expect(cameraAt(flight, START + 1_600)).toEqual(to)
      const { center, zoom, bearing } = cameraAt(flight, START + 1_600 * t)
      for (const each of [...center, zoom, bearing]) expect(Number.isFinite(each)).toBe(true)
      expect(zoom).toBeLessThanOrEqual(Math.max(from.zoom, to.zoom) + 1e-6)
    }),
    { numRuns: 1_000 },
  )
})

test('the way is without jumps: a millisecond moves the picture by far less than its own width', () => {
  fc.assert(
    fc.property(camera, camera, fc.integer({ min: 0, max: 1_598 }), (from, to, ms) => {
      const flight = { from, to, startMs: START, durationMs: 1_600 }
      const a = cameraAt(flight, START + ms)
      const b = cameraAt(flight, START + ms + 1)
      const degreesWide = 360 / 2 ** a.zoom
      expect(Math.hypot(b.center[0] - a.center[0], b.center[1] - a.center[1])).toBeLessThan(
        degreesWide * 0.2,
      )
      expect(Math.abs(b.zoom - a.zoom)).toBeLessThan(0.1)
    }),
    { numRuns: 1_000 },
  )
})

test('a screen that missed the beginning is where the others are, also after a flight was cut short', () => {
  const home: Camera = { center: [119.9, 31.7], zoom: 11, bearing: 6, pitch: 52 }
  const there: Camera = { center: [119.95, 31.65], zoom: 14, bearing: 6, pitch: 52 }
  const first = { from: home, to: there, startMs: START, durationMs: 1_600 }
  const back = flyOn(first, there, home, { startMs: START + 700, durationMs: 1_600 })
  expect(back.from).toEqual(cameraAt(first, START + 700))
  expect(flyOn(null, home, there, first)).toEqual(first)
})
