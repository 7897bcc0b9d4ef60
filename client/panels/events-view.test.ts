import { expect, test } from 'vitest'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { changesOf, eventPlaces } from './events-view.ts'

const MIDNIGHT = Date.parse('2026-11-24T16:00:00Z')
const MIN = 60_000
const BUCKET = 5 * MIN
const point = (atMs: number, last: number) => ({
  atMs,
  min: last,
  max: last,
  avg: last,
  last,
  n: 1,
})

const definition = (more: Partial<IndicatorDefinition>): IndicatorDefinition => ({
  id: 'safety.fire.alarms.today',
  category: 'safety',
  name_zh: '当日火灾警情',
  name_en: 'fire alarms',
  unit: '起',
  unit_en: '',
  department: 'fire',
  cadence: '1min',
  kind: 'counter',
  period: 'day',
  precision: 0,
  direction: 'lower_better',
  warn_blue: null,
  warn_yellow: null,
  warn_orange: null,
  warn_red: null,
  formula: null,
  grain: 'point',
  aggregate: 'sum',
  sim_model: 'cumulative_day',
  sim_base: 3,
  sim_amplitude: 1,
  sim_noise: 0,
  source: 'practice',
  ...more,
})

test('a fire alarm more is an event, a count that stands is none, and midnight alone is none', () => {
  const points = [
    point(MIDNIGHT - BUCKET, 4),
    point(MIDNIGHT, 0),
    point(MIDNIGHT + BUCKET, 0),
    point(MIDNIGHT + 2 * BUCKET, 1),
  ]
  expect(changesOf(points, definition({}), BUCKET)).toEqual([
    { atMs: MIDNIGHT + 2 * BUCKET, value: 1, delta: 1 },
  ])
})

test('the difference over a hole is no event, because nobody saw it happen', () => {
  const points = [point(MIDNIGHT, 1), point(MIDNIGHT + 60 * MIN, 9)]
  expect(changesOf(points, definition({}), BUCKET)).toEqual([])
})

test('of a measured value only the changes of level are events', () => {
  const gas = definition({ kind: 'gauge', period: null, precision: 1, warn_blue: 10, warn_red: 40 })
  const points = [3, 4, 12, 13, 8].map((value, i) => point(MIDNIGHT + i * BUCKET, value))
  expect(changesOf(points, gas, BUCKET).map(({ value }) => value)).toEqual([12, 8])
})

test('an indicator that only the district has is told at the district', () => {
  const towns = [{ code: 'chashan', kind: 'subdistrict' }] as const
  const ctx = { town: null, towns: towns.map((town) => ({ ...blank, ...town })) }
  expect(eventPlaces(ctx, { grain: 'district', aggregate: 'none' })).toEqual(['district'])
  expect(eventPlaces(ctx, { grain: 'point', aggregate: 'sum' })).toEqual(['chashan'])
})

const blank = {
  adcode: null,
  name_zh: '',
  name_en: '',
  centroid: [120, 31.8] as [number, number],
  area_km2: 1,
  partition_area_km2: 1,
  population_10k: 1,
  communities: [],
}
