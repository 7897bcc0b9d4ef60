import { expect, test } from 'vitest'
import { AppError } from '../../../protocol/error/codes.ts'
import { aBatch, aReading, DAY_MS, SECOND } from '../testing.ts'
import { CommitQueue } from './commit-queue.ts'
import { packError } from './errors.ts'
import type { PackedBatch } from './wire.ts'
import type { BatchResult } from './writer.ts'

/** A writer whose answers the test gives one by one. */
function aWriter() {
  const groups: PackedBatch[][] = []
  const answers: { give(results: BatchResult[]): void; fail(error: Error): void }[] = []
  const call = (_name: string, [batches]: readonly unknown[]): Promise<never> => {
    groups.push(batches as PackedBatch[])
    return new Promise((resolve, reject) => {
      answers.push({ give: (results) => resolve(results as never), fail: reject })
    })
  }
  return { groups, answers, queue: new CommitQueue({ call } as never) }
}

const batch = (i: number, readings = 1) =>
  aBatch({
    readings: Array.from({ length: readings }, () => aReading({ atMs: DAY_MS + i * SECOND })),
  })
const accepted = { outcomes: Uint8Array.of(0) }
const times = (groups: readonly (readonly PackedBatch[])[]) =>
  groups.map((group) => group.map(({ readings }) => ((readings.atMs[0] ?? 0) - DAY_MS) / SECOND))

test('what comes while a transaction is written goes together into the next', async () => {
  const { groups, answers, queue } = aWriter()
  const first = queue.commit(batch(0))
  const rest = Promise.all([1, 2, 3].map((i) => queue.commit(batch(i))))
  expect(times(groups)).toEqual([[0]])
  answers[0]?.give([accepted])
  expect(await first).toEqual({ outcomes: ['accepted'] })
  await Promise.resolve()
  expect(times(groups)).toEqual([[0], [1, 2, 3]])
  answers[1]?.give([accepted, { outcomes: Uint8Array.of(1) }, { outcomes: Uint8Array.of(2) }])
  expect((await rest).flatMap(({ outcomes }) => outcomes)).toEqual([
    'accepted',
    'duplicate',
    'correction',
  ])
  await queue.idle()
})

test('of a group each batch has its own answer, and a group that cannot be written fails whole', async () => {
  const { answers, queue } = aWriter()
  const first = queue.commit(batch(0))
  const group = Promise.allSettled([1, 2].map((i) => queue.commit(batch(i))))
  answers[0]?.give([accepted])
  await first
  await Promise.resolve()
  const error = packError(new AppError('ORDER_CHANGED_MEANWHILE', { detail: { id: 'x' } }))
  answers[1]?.give([{ error }, accepted])
  expect(await group).toMatchObject([
    { reason: { code: 'ORDER_CHANGED_MEANWHILE', detail: { id: 'x' } } },
    { value: { outcomes: ['accepted'] } },
  ])
  const lost = Promise.allSettled([queue.commit(batch(3))])
  answers[2]?.fail(new AppError('STORE_UNAVAILABLE'))
  expect(await lost).toMatchObject([{ reason: { code: 'STORE_UNAVAILABLE' } }])
})

test('a group ends before it grows too long for one transaction', async () => {
  const { groups, answers, queue } = aWriter()
  const all = [batch(0), batch(1, 12_000), batch(2, 12_000), batch(3)].map((b) => queue.commit(b))
  for (let i = 0; i < 3; i += 1) {
    answers[i]?.give((groups[i] ?? []).map(() => accepted))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(times(groups)).toEqual([[0], [1], [2, 3]])
  await Promise.all(all)
})

test('names are sent once, with the place at which they belong', () => {
  const { groups, queue } = aWriter()
  const named = (place: string, source: string) => aReading({ place, source })
  void queue.commit(aBatch({ readings: [named('a', 'x'), named('b', 'x'), named('a', 'y')] }))
  void queue.commit(aBatch({ readings: [named('b', 'z'), named('c', 'x')] }))
  expect(groups[0]).toMatchObject([
    {
      firstSeries: 0,
      newSeries: [
        [aReading().indicator, 'a'],
        [aReading().indicator, 'b'],
      ],
      firstSource: 0,
      newSources: ['x', 'y'],
    },
  ])
})
