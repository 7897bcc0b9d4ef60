import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type RoutingFacts,
  type RoutingNames,
  type RoutingRow,
  routeOf,
  routingProblems,
  rowHolds,
  specificity,
} from './routing.ts'
import { routingCoverage } from './routing-coverage.ts'
import { explainRoute } from './routing-words.ts'

const FACTS: RoutingFacts = {
  type: 'city.garbage',
  category: 'city',
  town: 'hongmei',
  severity: 3,
  lead: 'urban',
}
const row = (id: string, over: Partial<RoutingRow> = {}): RoutingRow => ({
  id,
  department: id,
  ...over,
})

test('without a row the lead of the type takes the order', () => {
  expect(routeOf([row('a', { town: 'other' })], FACTS)).toEqual({ department: 'urban', row: null })
})

test('of rows that hold, the one that names more wins: type over category over town over severity', () => {
  const rows = [
    row('all'),
    row('severity', { severity: 3 }),
    row('town', { town: 'hongmei' }),
    row('category', { category: 'city' }),
    row('category-town-severity', { category: 'city', town: 'hongmei', severity: 3 }),
    row('type', { type: 'city.garbage' }),
    row('type-town', { type: 'city.garbage', town: 'hongmei' }),
  ]
  for (let n = rows.length; n > 0; n--) {
    expect(routeOf(rows.slice(0, n).toReversed(), FACTS).department).toBe(rows[n - 1]?.id)
  }
})

test('of equal rows the first wins', () => {
  expect(
    routeOf([row('a', { town: 'hongmei' }), row('b', { town: 'hongmei' })], FACTS).row?.id,
  ).toBe('a')
})

test('an order without a town meets no row that names one', () => {
  expect(routeOf([row('a', { town: 'hongmei' })], { ...FACTS, town: null }).row).toBeNull()
})

const anyRow = fc.record(
  {
    id: fc.string({ minLength: 1 }),
    department: fc.constantFrom('urban', 'fire'),
    town: fc.constantFrom('hongmei', 'other'),
    category: fc.constantFrom('city', 'safety'),
    type: fc.constantFrom('city.garbage', 'safety.fire'),
    severity: fc.constantFrom(1, 2, 3, 4),
  },
  { requiredKeys: ['id', 'department'] },
) as fc.Arbitrary<RoutingRow>

test('no row that holds is more specific than the one that wins, and none before it as specific', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 12 }), (rows) => {
      const { row: best } = routeOf(rows, FACTS)
      const holding = rows.filter((each) => rowHolds(each, FACTS))
      if (best === null) expect(holding).toEqual([])
      else {
        expect(Math.max(...holding.map(specificity))).toBe(specificity(best))
        expect(holding.find((each) => specificity(each) === specificity(best))).toBe(best)
      }
    }),
    { numRuns: 1_000 },
  )
})

const NAMES: RoutingNames = {
  towns: new Set(['hongmei', 'other']),
  categories: new Set(['city', 'safety']),
  types: new Map([
    ['city.garbage', 'city'],
    ['safety.fire', 'safety'],
  ]),
  departments: new Set(['urban', 'fire']),
}

test('a table names each of its mistakes by row and field', () => {
  const rows = [
    row('a', { department: 'urban' }),
    row('a', { department: 'nobody', town: 'atlantis', type: 'x', category: 'y' }),
    row('c', { department: 'fire', type: 'safety.fire', category: 'city' }),
  ]
  expect(
    routingProblems(rows, NAMES).map(({ row: id, field, reason }) => [id, field, reason]),
  ).toEqual([
    ['a', 'id', 'taken'],
    ['a', 'town', 'unknown'],
    ['a', 'category', 'unknown'],
    ['a', 'type', 'unknown'],
    ['a', 'department', 'unknown'],
    ['c', 'category', 'not-of-category'],
  ])
})

const TYPES = [
  { code: 'city.garbage', category: 'city', lead: 'urban' },
  { code: 'safety.fire', category: 'safety', lead: '' },
]

test('coverage tells types without an owner, unknown departments and rows that nothing reaches', () => {
  const rows = [
    row('garbage', { type: 'city.garbage', department: 'urban' }),
    row('hidden', { category: 'city', department: 'fire' }),
    row('gone', { type: 'safety.fire', town: 'other', department: 'dissolved' }),
    row('never', { type: 'city.garbage', category: 'safety', department: 'fire' }),
  ]
  const { gaps, unreached, byLead, pairs } = routingCoverage(rows, TYPES, NAMES)
  expect(pairs).toBe(6)
  expect(byLead).toEqual([])
  expect(unreached).toEqual([
    { row: 'hidden', behind: 'garbage' },
    { row: 'never', behind: null },
  ])
  expect(gaps).toEqual([
    { type: 'safety.fire', town: null, reason: 'no-owner', department: null, row: null },
    { type: 'safety.fire', town: 'hongmei', reason: 'no-owner', department: null, row: null },
    {
      type: 'safety.fire',
      town: 'other',
      reason: 'unknown-department',
      department: 'dissolved',
      row: 'gone',
    },
  ])
})

test('an answer says which row it was, what it names and why, in both languages', () => {
  const said = (code: string) => ({ zh: `${code}名`, en: `the ${code}` })
  const speaker = { town: said, type: said, category: said, department: said }
  const rule = row('r-1', { town: 'hongmei', severity: 3, department: 'fire', note: '代管' })
  expect(explainRoute({ row: rule, department: 'fire' }, FACTS, speaker)).toEqual({
    zh: '规则 r-1(hongmei名 · 3级)派往fire名 — 代管',
    en: 'Row r-1 (the hongmei · severity 3) sends it to the fire — 代管',
  })
  expect(explainRoute({ row: null, department: 'urban' }, FACTS, speaker).zh).toContain(
    '没有适用的规则',
  )
})
