import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sideBySide } from './side-by-side.ts'

test('every item is worked on once, in order, and never more at once than asked for', async () => {
  const begun: number[] = []
  let [now, most] = [0, 0]
  await sideBySide(new Set([1, 2, 3, 4, 5, 6, 7]), 3, async (n) => {
    begun.push(n)
    now += 1
    most = Math.max(most, now)
    await sleep(n % 2)
    now -= 1
  })
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(most).toBe(3)
})

test('one that fails is told at the end and keeps none of the others waiting', async () => {
  const done: number[] = []
  const work = sideBySide([1, 2, 3, 4], 2, async (n) => {
    await sleep(1)
    if (n % 2 === 1) throw new Error(`no ${n}`)
    done.push(n)
  })
  await expect(work).rejects.toThrow('no 1')
  expect(done).toEqual([2, 4])
})
