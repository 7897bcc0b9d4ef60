import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Comparable,
  explainLikeness,
  likeness,
  metresBetween,
  SIMILAR_THRESHOLD,
  textLikeness,
} from './similar.ts'

const HOUR_MS = 3_600_000
const aReport = (over: Partial<Comparable> = {}): Comparable => ({
  position: [119.98, 31.78],
  type: 'city.exposed-garbage',
  category: 'city',
  atMs: 0,
  title: '暴露垃圾',
  description: '菜场东门路口有一堆垃圾没人清理',
  address: '',
  ...over,
})

test('a degree of latitude is 111 km, a pair of points the same both ways', () => {
  expect(metresBetween([119, 31], [119, 32])).toBeCloseTo(111_195, -1)
  expect(metresBetween([119, 31], [119.001, 31.002])).toBeCloseTo(
    metresBetween([119.001, 31.002], [119, 31]),
    6,
  )
})

test('Chinese is compared by two characters, without spaces; case, width and marks do not count', () => {
  expect(textLikeness('路口有垃圾', '路口,有垃圾!')).toBeGreaterThan(0.7)
  expect(textLikeness('ＡＢＣ def', 'abc DEF')).toBe(1)
  expect(textLikeness('路灯不亮', '井盖缺失')).toBe(0)
  expect(textLikeness('', '井盖缺失')).toBeNull()
  expect(textLikeness('!!!', '???')).toBeNull()
})

test('the same thing reported again nearby an hour later is a likely duplicate, and says why', () => {
  const again = aReport({
    position: [119.9805, 31.7803],
    atMs: 3 * HOUR_MS,
    description: '菜场东门有一堆垃圾没人管',
  })
  const found = likeness(aReport(), again)
  expect(found.score).toBeGreaterThan(SIMILAR_THRESHOLD)
  expect(explainLikeness(found).zh).toMatch(/^58 米 · 同类型 · 相隔 3 小时 · 文字 0\.\d\d$/)
  expect(explainLikeness(found).en).toMatch(/^58 m · same type · 3 h apart · text 0\.\d\d$/)
})

test('another thing at the place, or the same thing far off, is none', () => {
  const other = { type: 'safety.x', category: 'safety', title: '路灯', description: '路灯不亮' }
  expect(likeness(aReport(), aReport({ ...other, atMs: 20 * 24 * HOUR_MS })).score).toBeLessThan(
    SIMILAR_THRESHOLD,
  )
  expect(likeness(aReport(), aReport({ position: [119.99, 31.79] })).score).toBeLessThan(
    SIMILAR_THRESHOLD,
  )
})

test('a part that is not known does not count against a pair', () => {
  const found = likeness(
    aReport({ position: null, type: null, category: null }),
    aReport({ position: null }),
  )
  expect(found).toMatchObject({ metres: null, sameType: null, score: 1 })
})

test('a likeness lies from 0 to 1 and is the same both ways', () => {
  const report = fc.record({
    position: fc.option(
      fc.tuple(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
      ),
    ),
    type: fc.option(fc.constantFrom('a', 'b')),
    category: fc.option(fc.constantFrom('x', 'y')),
    atMs: fc.integer({ min: 0, max: 1e12 }),
    title: fc.string(),
    description: fc.string({ unit: 'grapheme' }),
    address: fc.string(),
  })
  fc.assert(
    fc.property(report, report, (a, b) => {
      const { score } = likeness(a, b)
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1 + 1e-12)
      expect(likeness(b, a).score).toBeCloseTo(score, 9)
    }),
    { numRuns: 1_000 },
  )
})

test('S22: a text of any length is compared by its beginning', () => {
  const long = '垃圾堆'.repeat(1_000_000)
  expect(textLikeness(long, long)).toBe(1)
})
