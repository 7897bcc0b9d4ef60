import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellCenter, density, gridOver, interpolate, isolines, roundLevels } from './field.ts'
import { inPolygon, METERS_PER_DEGREE, metersPerDegreeLon } from './geometry.ts'
import { hexBins } from './hex.ts'
import { shippedGeo } from './test-world.ts'

const geo = shippedGeo()
const grid = gridOver(geo.district, 120)

test('a field ends at the district: outside of it nothing is known', () => {
  const field = interpolate(grid, [{ position: geo.center, value: 7 }])
  for (let i = 0; i < field.values.length; i += 7) {
    const known = !Number.isNaN(field.values[i])
    expect(known).toBe(inPolygon(cellCenter(grid, i), geo.district))
  }
})

test('a density holds what went into it, in value a km²', () => {
  const town = geo.towns.find(({ code }) => code === 'zhenglu')
  const field = density(grid, [{ position: town?.label ?? geo.center, value: 12 }], 2_000)
  const cellKm2 =
    (((grid.east - grid.west) * metersPerDegreeLon(geo.center[1])) / grid.columns) *
    (((grid.north - grid.south) * METERS_PER_DEGREE) / grid.rows) *
    1e-6
  const total = field.values.reduce((sum, v) => (Number.isNaN(v) ? sum : sum + v * cellKm2), 0)
  expect(total).toBeGreaterThan(11.5)
  expect(total).toBeLessThan(12.5)
})

test('between its samples a field never leaves the range of their values, even at 1e308', () => {
  const sample = fc.record({
    position: fc.constantFrom(...geo.communities.map(({ label }) => label)),
    value: fc.oneof(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), fc.constant(1e308)),
  })
  const coarse = gridOver(geo.district, 24)
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 12 }), (samples) => {
      const values = samples.map(({ value }) => value)
      const [lo, hi] = [Math.min(...values), Math.max(...values)]
      const slack = Math.max(1e-9, (hi / 2 - lo / 2) * 1e-9)
      for (const value of interpolate(coarse, samples).values) {
        if (Number.isNaN(value)) continue
        expect(value).toBeGreaterThanOrEqual(lo - slack)
        expect(value).toBeLessThanOrEqual(hi + slack)
      }
    }),
    { numRuns: 60 },
  )
})

test('a line of equal value runs where the field has it', () => {
  const field = {
    columns: 3,
    rows: 2,
    west: 0,
    south: 0,
    east: 3,
    north: 2,
    values: Float64Array.from([0, 10, 20, 0, 10, 20]),
  }
  expect(isolines(field, 5)).toEqual([
    [
      [1, 1.5],
      [1, 0.5],
    ],
  ])
  expect(isolines(field, 99)).toEqual([])
})

test('contour levels are round numbers inside the range', () => {
  expect(roundLevels(0, 42, 5)).toEqual([10, 20, 30, 40])
  expect(roundLevels(3, 3, 5)).toEqual([])
  expect(roundLevels(-1e308, 1e308, 5)).toEqual([])
})

test('every thing lies in the hexagon that counts it', () => {
  const items = geo.communities.map((area) => ({ position: area.label, item: area }))
  const radiusM = 600
  const bins = hexBins(items, radiusM, geo.center)
  expect(bins.flatMap(({ items: inside }) => inside)).toHaveLength(items.length)
  for (const { center, items: inside } of bins) {
    for (const { label } of inside) {
      const dx = (label[0] - center[0]) * metersPerDegreeLon(geo.center[1])
      const dy = (label[1] - center[1]) * METERS_PER_DEGREE
      expect(Math.hypot(dx, dy)).toBeLessThanOrEqual(radiusM * 1.0001)
    }
  }
})

test('stations at the two ends of all numbers leave a field of numbers', () => {
  const west = { position: geo.center, value: 1e308 }
  const east = { position: [geo.center[0] + 0.02, geo.center[1]] as const, value: -1e308 }
  const { values } = interpolate(grid, [west, east, west, east])
  expect([...values].filter((value) => !Number.isNaN(value)).every(Number.isFinite)).toBe(true)
  expect(values.some(Number.isFinite)).toBe(true)
})
