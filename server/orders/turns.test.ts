import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

type Asked = { readonly key: string | null; readonly steps: number; readonly fails: boolean }

test('works of one key follow each other, a work of its own shares its time with none, and all come to an end', async () => {
  const asked = fc.array(
    fc.record({
      key: fc.constantFrom(null, 'a', 'b', 'c'),
      steps: fc.integer({ min: 0, max: 4 }),
      fails: fc.boolean(),
    }),
    { maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(asked, async (list: readonly Asked[]) => {
      const turns = createTurns()
      const under = new Set<number>()
      const began: number[] = []
      const work = async (n: number): Promise<void> => {
        const { key, steps, fails } = list[n] ?? { key: null, steps: 0, fails: false }
        for (const other of under) {
          expect(key).not.toBeNull()
          expect([null, key]).not.toContain(list[other]?.key)
        }
        under.add(n)
        began.push(n)
        for (let i = 0; i < steps; i += 1) await Promise.resolve()
        under.delete(n)
        if (fails) throw new Error(`work ${n}`)
      }
      const ends = await Promise.allSettled(
        list.map(({ key }, n) =>
          key === null ? turns.alone(() => work(n)) : turns.on(key, () => work(n)),
        ),
      )
      expect(ends.map(({ status }) => status === 'rejected')).toEqual(
        list.map(({ fails }) => fails),
      )
      const place = new Map(began.map((n, at) => [n, at]))
      for (const [n, { key }] of list.entries()) {
        for (const [m, { key: later }] of list.entries()) {
          const bound = m > n && (key === null || later === null || key === later)
          if (bound) expect(place.get(m)).toBeGreaterThan(place.get(n) ?? Number.NaN)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('different keys are under way at once', async () => {
  const turns = createTurns()
  let release: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = turns.on('a', () => gate)
  await turns.on('b', async () => undefined)
  release()
  await first
})
