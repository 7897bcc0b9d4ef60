import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEVELS, QUALITIES } from '../indicator/definition.ts'
import { ByteReader, ByteWriter, unzigzag, zigzag } from './bytes.ts'
import { type PackedRow, packRows, unpackRows } from './packed.ts'

const value = fc.oneof(
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 100),
  fc.constantFrom(0, -0, 5e-324, Number.MAX_VALUE, 2 ** 53, -(2 ** 47), 0.1 + 0.2),
)
const row = fc.record({
  index: fc.nat({ max: 70_000 }),
  value,
  atMs: fc.option(fc.integer({ min: -6e13, max: 2.5e14 }), { nil: null }),
  quality: fc.constantFrom(...QUALITIES),
  level: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
  status: fc.constantFrom('fresh', 'stale', 'missing'),
})
const rows = fc
  .uniqueArray(row, { selector: (r) => r.index, maxLength: 60 })
  .map((list): PackedRow[] => list.sort((a, b) => a.index - b.index))

test('what is packed comes back bit for bit, missing values and minus zero included', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 4e12 }), (list, baseMs) => {
      const back = unpackRows(packRows(list, baseMs), baseMs)
      expect(back).toEqual(list)
      for (const [i, r] of back.entries()) expect(Object.is(r.value, list[i]?.value)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('packed data that is cut off or random is refused, never read past its end', () => {
  fc.assert(
    fc.property(rows, fc.nat(), fc.uint8Array({ maxLength: 40 }), (list, cut, noise) => {
      const whole = packRows(list, 0)
      const short = whole.subarray(0, cut % whole.length)
      expect(() => unpackRows(short, 0)).toThrow(RangeError)
      try {
        unpackRows(noise, 0)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('numbers up to the largest safe integer survive as varints', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat(), { maxLength: 300 }), (numbers) => {
      const writer = new ByteWriter()
      for (const n of numbers) writer.varint(n)
      const reader = new ByteReader(writer.bytes())
      expect(numbers.map(() => reader.varint())).toEqual(numbers)
      expect(reader.left).toBe(0)
    }),
  )
  fc.assert(fc.property(fc.integer(), (n) => unzigzag(zigzag(n)) === n))
})

test('a full tick of 628 doubles with every digit used stays under 8.2 KB as base64', () => {
  const list = Array.from({ length: 628 }, (_, index): PackedRow => {
    const level = LEVELS[index % 5] ?? null
    return { index, value: Math.sqrt(index + 2), atMs: 1, quality: 'good', level, status: 'fresh' }
  })
  expect(Math.ceil((packRows(list, 0).length * 4) / 3)).toBeLessThan(8_200)
})
