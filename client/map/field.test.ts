import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellCenter, density, gridOver, interpolate, roundLevels } from './field.ts'
import { fieldImage } from './field-image.ts'
import { inPolygon, METERS_PER_DEGREE, metersPerDegreeLon } from './geometry.ts'
import { hexBins } from './hex.ts'
import { contourLines, isolines } from './isolines.ts'
import { shippedGeo } from './test-world.ts'

const geo = shippedGeo()
const grid = gridOver(geo.district, 120)

test('a field is known in the whole district and two cells beyond, no further', () => {
  const field = interpolate(grid, [{ position: geo.center, value: 7 }])
  const cellLon = (grid.east - grid.west) / grid.columns
  const cellLat = (grid.north - grid.south) / grid.rows
  for (let i = 0; i < field.values.length; i += 7) {
    const [lon, lat] = cellCenter(grid, i)
    const near = [-2, -1, 0, 1, 2].flatMap((dx) =>
      [-2, -1, 0, 1, 2].flatMap((dy): [number, number][] =>
        Math.abs(dx) + Math.abs(dy) > 2 ? [] : [[lon + dx * cellLon, lat + dy * cellLat]],
      ),
    )
    if (inPolygon([lon, lat], geo.district)) expect(field.values[i]).toBe(7)
    else if (!near.some((at) => inPolygon(at, geo.district))) expect(field.values[i]).toBeNaN()
  }
})

test('the drawn field ends at the border: its pixels cover the district and nothing else', () => {
  const field = interpolate(grid, [{ position: geo.center, value: 7 }])
  const { columns, rows, pixels } = fieldImage(grid, field, () => [1, 2, 3, 200])
  let alpha = 0
  for (let i = 3; i < pixels.length; i += 4) alpha += (pixels[i] ?? 0) / 200
  const ring = geo.district[0] ?? []
  const areaDeg2 = Math.abs(
    ring.reduce((sum, [x, y], i) => {
      const [x2, y2] = ring[(i + 1) % ring.length] ?? [x, y]
      return sum + (x - grid.west) * (y2 - grid.south) - (x2 - grid.west) * (y - grid.south)
    }, 0) / 2,
  )
  const pixelDeg2 = ((grid.east - grid.west) / columns) * ((grid.north - grid.south) / rows)
  expect((alpha * pixelDeg2) / areaDeg2).toBeCloseTo(1, 2)
})

test('a contour is one joined line inside the district, not a heap of pieces', () => {
  const center = geo.towns.find(({ code }) => code === 'zhenglu')?.label ?? geo.center
  const field = interpolate(grid, [
    { position: center, value: 10 },
    { position: geo.center, value: 0 },
  ])
  const lines = contourLines(field, 9.5, geo.district)
  expect(lines).toHaveLength(1)
  for (const at of lines[0] ?? []) expect(inPolygon(at, geo.district)).toBe(true)
  expect(lines[0]?.[0]?.[0]).toBeCloseTo(lines[0]?.at(-1)?.[0] ?? 0, 6)
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
