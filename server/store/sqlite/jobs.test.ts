import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../store.ts'
import { aBatch, aReading, DAY, DAY_MS, HOUR, MINUTE } from '../testing.ts'
import { DATABASE_FILE } from './database.ts'
import { openFile } from './driver.ts'
import { openSqliteStore } from './open.ts'

let dir = ''
let store: Store
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nzh-jobs-'))
  store = await openSqliteStore({ dir })
})
afterEach(async () => {
  await store.close()
  await rm(dir, { recursive: true })
})

/** Twenty points, a reading a minute for a day and a half. */
async function fill(): Promise<number> {
  let rows = 0
  for (let place = 0; place < 20; place += 1) {
    const readings = Array.from({ length: 36 * 60 }, (_, minute) =>
      aReading({ place: `point:${place}`, atMs: DAY_MS + minute * MINUTE, value: minute % 50 }),
    )
    await store.commit(aBatch({ readings }))
    rows += readings.length
  }
  return rows
}

/** Runs a long job, and commits one reading after the other meanwhile. @returns commits done before it ended */
async function commitsDuring(job: Promise<unknown>, before = 0): Promise<number> {
  let ended = false
  const end = job.then(() => {
    ended = true
  })
  let commits = 0
  while (!ended) {
    // Never at a full minute, so that each is a new reading.
    const atMs = DAY_MS + 1 + (before + commits) * 777
    const late = aReading({ place: 'point:3', atMs, value: 1_000 })
    await store.commit(aBatch({ readings: [late] }))
    commits += 1
  }
  await end
  return commits
}

test('commits go between the steps of closing and of dropping, and nothing is counted twice or lost', async () => {
  const rows = await fill()
  let commits = await commitsDuring(store.rollUp(DAY_MS + 3 * DAY))
  const keep = { raw: DAY, '1min': 2 * DAY, '1h': 100 * DAY, '1d': Number.POSITIVE_INFINITY }
  commits += await commitsDuring(store.expire(DAY_MS + 4 * DAY, keep), commits)
  expect(commits).toBeGreaterThan(2)
  const totals = async () => {
    let sum = 0
    for (let place = 0; place < 20; place += 1) {
      const { indicator } = aReading()
      const series = { indicator, place: `point:${place}` }
      const found = await store.history({
        ...series,
        fromMs: DAY_MS,
        toMs: DAY_MS + 2 * DAY,
        points: 48,
      })
      sum += found.reduce((n, bucket) => n + bucket.n, 0)
    }
    return sum
  }
  expect(await totals()).toBe(rows + commits)
  await store.rollUp(DAY_MS + 4 * DAY)
  expect(await totals()).toBe(rows + commits)
})

test('closed buckets are answered from the roll-ups, not from the raw readings', async () => {
  await fill()
  await store.rollUp(DAY_MS + 3 * DAY)
  const db = openFile(join(dir, DATABASE_FILE))
  db.exec('UPDATE readings SET value = value + 1000')
  db.close()
  const query = { indicator: aReading().indicator, place: 'point:3', fromMs: DAY_MS }
  const hours = await store.history({ ...query, toMs: DAY_MS + DAY, points: 24 })
  expect(hours.map(({ max }) => max)).toEqual(Array.from({ length: 24 }, () => 49))
  const edge = await store.history({ ...query, toMs: DAY_MS + HOUR / 2, points: 30 })
  expect(edge).toHaveLength(30)
})

test('jobs that are started together run one after the other', async () => {
  await fill()
  const keep = { raw: DAY, '1min': 2 * DAY, '1h': 100 * DAY, '1d': Number.POSITIVE_INFINITY }
  const now = DAY_MS + 3 * DAY
  await Promise.all([store.rollUp(now), store.expire(now, keep), store.rollUp(now + MINUTE)])
  const { indicator } = aReading()
  const query = { indicator, place: 'point:19', fromMs: DAY_MS, toMs: DAY_MS + 2 * DAY, points: 2 }
  expect((await store.history(query)).map(({ n }) => n)).toEqual([1_440, 720])
})
