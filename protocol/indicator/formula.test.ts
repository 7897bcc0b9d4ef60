import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dependencyOrder, evaluate, parseFormula } from './formula.ts'

const compute = (text: string, values: Record<string, number | null> = {}): number | null =>
  evaluate(parseFormula(text).root, (id) => values[id] ?? null)

test('signed and closed rental orders give the rates of the half-year report', () => {
  const values = { 'o.total': 8652, 'o.signed': 8642, 'o.closed': 2685 }
  expect(compute('o.signed / o.total * 100', values)?.toFixed(2)).toBe('99.88')
  expect(compute('o.closed / o.total * 100', values)?.toFixed(2)).toBe('31.03')
})

test('a missing input or a zero divisor gives no value, never 0', () => {
  expect(compute('a.b / a.c', { 'a.b': 1 })).toBeNull()
  expect(compute('a.b / a.c', { 'a.b': 0, 'a.c': 0 })).toBeNull()
  expect(compute('a.b * a.b', { 'a.b': 1e308 })).toBeNull()
})

test('products bind tighter than sums, and both read from the left', () => {
  expect(compute('2 + 3 * 4')).toBe(14)
  expect(compute('( 2 + 3 ) * 4')).toBe(20)
  expect(compute('10 - 3 - 2')).toBe(5)
  expect(compute('24 / 4 / 2')).toBe(3)
})

test('a hyphen inside a name is part of the name', () => {
  expect(parseFormula('map.data.indicators-stale - map.data.indicators-total').inputs).toEqual([
    'map.data.indicators-stale',
    'map.data.indicators-total',
  ])
})

test.each([
  '',
  '1 +',
  '* 2',
  '(1',
  '1)',
  'a.b b.c',
  'eval(1)',
  '1 ** 2',
  'a.b ; 1',
  '__proto__',
  '1 % 2',
])('%j is refused', (text) => {
  expect(() => parseFormula(text)).toThrow(SyntaxError)
})

test('nesting has an end', () => {
  expect(() => parseFormula('('.repeat(10_000))).toThrow(/nested too deeply/)
})

/** What plain arithmetic makes of two numbers; a division by 0 is no number, also for whoever uses it further. */
function plain(op: string, a: number, b: number): number {
  if (op === '+') return a + b
  if (op === '-') return a - b
  if (op === '*') return a * b
  return b === 0 ? Number.NaN : a / b
}

type Written = { text: string; value: number }

/** Arithmetic trees with the text a person would write for them, and their value. */
const tree = fc.letrec<{ tree: Written; leaf: Written }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/'), tie('tree')).map(([a, op, b]) => ({
      text: `( ${a.text} ${op} ${b.text} )`,
      value: plain(op, a.value, b.value),
    })),
  ),
  leaf: fc.integer({ min: 0, max: 1000 }).map((n) => ({ text: String(n), value: n })),
})).tree

test('a formula means what arithmetic means', () => {
  fc.assert(
    fc.property(tree, ({ text, value }) => {
      expect(compute(text)).toEqual(Number.isFinite(value) ? value : null)
    }),
    { numRuns: 1_000 },
  )
})

test('formulas are computed after the formulas they read, and a cycle is named', () => {
  const table = (entries: Record<string, string>) =>
    new Map(Object.entries(entries).map(([id, text]) => [id, parseFormula(text)]))
  expect(dependencyOrder(table({ 'a.a': 'b.b + c.c', 'b.b': 'c.c * 2', 'c.c': 'd.d' }))).toEqual([
    'c.c',
    'b.b',
    'a.a',
  ])
  expect(() => dependencyOrder(table({ 'a.a': 'b.b', 'b.b': 'a.a' }))).toThrow('a.a -> b.b -> a.a')
})
