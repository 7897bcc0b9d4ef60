import { expect, test } from 'vitest'
import { patiently } from './patient-import.ts'

test('a part that the server could not give is asked for again, with growing patience', async () => {
  const waits: number[] = []
  let asked = 0
  const load = async (): Promise<string> => {
    asked++
    if (asked < 4) throw new TypeError('Failed to fetch dynamically imported module')
    return 'part'
  }
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms)
  }
  expect(await patiently(load, wait)).toBe('part')
  expect(waits).toEqual([1_000, 2_000, 4_000])
})

test('a part that came and is broken is not asked for again', async () => {
  const broken = async (): Promise<never> => {
    throw new ReferenceError('x is not defined')
  }
  await expect(patiently(broken, async () => {})).rejects.toThrow('x is not defined')
})
