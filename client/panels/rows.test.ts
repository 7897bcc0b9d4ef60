import { expect, test } from 'vitest'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { RankRow } from '../charts/model.ts'
import { reachedPct } from './funnel/funnel-panel.tsx'
import { kpiForm } from './kpi-grid/kpi-panel.tsx'
import { partAndWhole, totalOfFirst } from './relations.ts'
import { ranked } from './rows.ts'
import { mergeRest } from './share-view.ts'
import { rowsThatFit } from './use-room.ts'

const row = (id: string, value: number | null, apart = false): RankRow => ({
  id,
  name: id,
  apart,
  focused: false,
  values: [{ value, level: null, stale: false }],
})

test('a rank lists the greatest first, missing towns after them, and the overlapping zone apart', () => {
  const rows = [row('a', 3), row('b', null), row('zone', 99, true), row('c', 7), row('d', 0)]
  expect(ranked(rows).map(({ id }) => id)).toEqual(['c', 'a', 'd', 'b', 'zone'])
})

test('of more than five parts the smallest become one, and the whole stays the whole', () => {
  const parts = [9, 8, 7, 3, 2, 1].map((value, i) => ({ id: `p${i}`, name: `p${i}`, value }))
  const merged = mergeRest(parts, 5, '其他')
  expect(merged.map(({ value }) => value)).toEqual([9, 8, 7, 3, 3])
  expect(merged.at(-1)?.name).toBe('其他')
  expect(mergeRest(parts.slice(0, 5), 5, '其他').length).toBe(5)
})

const definition = (id: string, formula: string | null): IndicatorDefinition => ({
  id,
  category: 'map',
  name_zh: id,
  name_en: id,
  unit: '件',
  unit_en: '',
  department: 'data',
  cadence: '1min',
  kind: 'counter',
  period: 'day',
  precision: 0,
  direction: 'neutral',
  warn_blue: null,
  warn_yellow: null,
  warn_orange: null,
  warn_red: null,
  formula,
  grain: 'town',
  aggregate: 'sum',
  sim_model: 'derived',
  sim_base: 0,
  sim_amplitude: 0,
  sim_noise: 0,
  source: 'practice',
})

test('sources flow into the total that the catalog defines as their sum', () => {
  const all = [
    definition('map.total', 'map.a + map.b + map.c'),
    definition('map.rate', 'map.closed / map.total * 100'),
    definition('map.broken', 'map.a +'),
  ]
  const found = totalOfFirst(['map.a', 'map.b', 'map.c', 'map.closed'], all)
  expect([found?.total.id, found?.parts]).toEqual(['map.total', 3])
  expect(totalOfFirst(['map.a', 'map.closed'], all)).toBeNull()
})

test('a part and its whole are known from the formula of their rate', () => {
  const all = [definition('map.rate', 'map.closed / map.total * 100')]
  expect(partAndWhole('map.total', 'map.closed', all)).toEqual({
    part: 'map.closed',
    whole: 'map.total',
  })
  expect(partAndWhole('map.total', 'map.other', all)).toBeNull()
})

test('a stage after nothing has no rate', () => {
  expect(reachedPct(8652, 2685)).toBeCloseTo(31.03, 2)
  expect(reachedPct(0, 3)).toBeNull()
  expect(reachedPct(null, 3)).toBeNull()
  expect(reachedPct(10, null)).toBeNull()
  // A step that is no part of the one before has no share of it.
  expect(reachedPct(142, 628)).toBeNull()
})

test('a list shows whole rows only, and keeps a line for how many are left out', () => {
  expect(rowsThatFit(200, 25, 8)).toBe(8)
  expect(rowsThatFit(199, 25, 8)).toBe(7)
  expect(rowsThatFit(0, 25, 8)).toBe(8)
  expect(rowsThatFit(10, 25, 8)).toBe(1)
  expect(kpiForm(5, 420, 190)).toEqual({ columns: 2, form: 'plain' })
  expect(kpiForm(2, 420, 190)).toEqual({ columns: 1, form: 'tall' })
  expect(kpiForm(5, 420, 130)).toEqual({ columns: 1, form: 'line' })
})
