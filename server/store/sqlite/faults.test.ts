import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aBatch, aReading, DAY_MS, SECOND } from '../testing.ts'
import { DATABASE_FILE, openWriter } from './database.ts'
import { openFile } from './driver.ts'
import { WorkerLink } from './link.ts'
import { MIGRATIONS } from './migrations.ts'
import { openSqliteStore } from './open.ts'
import type { Reader } from './reader.ts'
import { SqliteStore } from './sqlite-store.ts'
import { BatchPacker } from './wire.ts'
import { createWriter, type Writer } from './writer.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nzh-faults-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

/** Batch `i`: 200 readings of one second. */
const wide = (i: number) =>
  aBatch({
    readings: Array.from({ length: 200 }, (_, place) =>
      aReading({ place: `point:${place}`, atMs: DAY_MS + i * SECOND, value: i }),
    ),
  })

const refusal = async (open: Promise<unknown>): Promise<{ code: string; reason: string }> => {
  const error = await open.then(
    () => expect.unreachable('it opened'),
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'AppError' })
  const { code, detail } = error as { code: string; detail: { reason?: string } }
  return { code, reason: detail.reason ?? '' }
}

test('[R6] a missing data folder is made', async () => {
  const deep = join(dir, 'a', 'b')
  const store = await openSqliteStore({ dir: deep })
  await store.ping()
  await store.close()
  expect(existsSync(join(deep, DATABASE_FILE))).toBe(true)
})

test('[R6] a data folder that is a file, or lies in one, is refused with the reason', async () => {
  const file = join(dir, 'file')
  await writeFile(file, 'text')
  for (const path of [file, join(file, 'below')]) {
    const { code, reason } = await refusal(openSqliteStore({ dir: path }))
    expect(code).toBe('STORE_UNAVAILABLE')
    expect(reason).toContain('is a file')
  }
})

test('[R6] a folder that cannot be written to is refused with the reason', async () => {
  // Not even root can write here, so that the test says the same for every user.
  const { code, reason } = await refusal(openSqliteStore({ dir: '/proc/self' }))
  expect(code).toBe('STORE_UNAVAILABLE')
  expect(reason).toMatch(/not writable|cannot be opened/)
})

test('a second server on the same folder is refused, and may start when the first is gone', async () => {
  const first = await openSqliteStore({ dir })
  const { code, reason } = await refusal(openSqliteStore({ dir }))
  expect(code).toBe('STORE_UNAVAILABLE')
  expect(reason).toContain('another server')
  await first.ping()
  await first.close()
  const second = await openSqliteStore({ dir })
  await second.close()
})

test('[R27] a file of a newer program is refused and left as it was', async () => {
  const newer = [...MIGRATIONS, 'CREATE TABLE from_the_future (id INTEGER PRIMARY KEY)']
  openWriter(dir, newer).close()
  const before = await readFile(join(dir, DATABASE_FILE))
  const { code } = await refusal(openSqliteStore({ dir }))
  expect(code).toBe('STORE_TOO_NEW')
  expect(await readFile(join(dir, DATABASE_FILE))).toEqual(before)
})

test('a file that is no database, and one that is damaged, are refused with advice', async () => {
  const path = join(dir, DATABASE_FILE)
  await writeFile(
    path,
    'this is not a database, although it is long enough to have a header'.repeat(90),
  )
  const foreign = await refusal(openSqliteStore({ dir }))
  expect(foreign).toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(foreign.reason).toContain('not a database; put a backup in its place')

  await rm(path)
  const store = await openSqliteStore({ dir })
  for (let i = 0; i < 20; i += 1) await store.commit(wide(i))
  await store.close()
  const bytes = await readFile(path)
  bytes.fill(0x5a, 4_096 * 2, bytes.length)
  await writeFile(path, bytes)
  const damaged = await refusal(openSqliteStore({ dir }))
  expect(damaged.code).toBe('STORE_UNAVAILABLE')
  expect(damaged.reason).toContain('damaged')
  expect(damaged.reason).toContain('put a backup in its place')
})

test('[R4] a full disk refuses what does not fit, whole, and takes it again once there is space', async () => {
  const connection = openWriter(dir)
  const writer = createWriter(dir, connection)
  const packer = new BatchPacker()
  const commit = (i: number) => writer.commit([packer.pack(wide(i))])[0]
  connection.db.exec('PRAGMA max_page_count = 90')
  let written = 0
  let refused = commit(written)
  for (; refused !== undefined && !('error' in refused); refused = commit(written)) written += 1
  expect(refused).toMatchObject({ error: { code: 'STORE_FULL' } })
  expect(written).toBeGreaterThan(2)
  const rows = connection.db.prepare<{ n: number }>('SELECT count(*) AS n FROM readings')
  expect(rows.get()).toMatchObject({ n: written * 200 })
  expect(writer.meta('anything')).toBeNull()

  connection.db.exec('PRAGMA max_page_count = 1000000')
  expect(commit(written)).toHaveProperty('outcomes')
  expect(rows.get()).toMatchObject({ n: (written + 1) * 200 })
  await writer.close()
})

test('[R4] on a disk that is really full, reading goes on and writing comes back by itself', async () => {
  const small = join(dir, 'small')
  await mkdir(small)
  const mounted = mountSmallDisk(small)
  try {
    const store = await openSqliteStore({ dir: small })
    const ballast = join(small, 'ballast')
    await writeFile(ballast, Buffer.alloc(mounted ? 7_000_000 : 0))
    let written = 0
    let failure: unknown
    while (failure === undefined && written < 60) {
      failure = await store.commit(wide(written)).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failure === undefined) written += 1
    }
    if (mounted) expect(failure).toMatchObject({ code: 'STORE_FULL' })
    else expect(failure).toBeUndefined()
    expect((await store.latest()).every(({ value }) => value === written - 1)).toBe(true)
    await rm(ballast)
    await store.commit(wide(written))
    expect((await store.latest()).every(({ value }) => value === written)).toBe(true)
    await store.close()
    const again = await openSqliteStore({ dir: small })
    expect(await again.latest()).toHaveLength(200)
    await again.close()
  } finally {
    if (mounted) execFileSync('umount', [small])
  }
}, 60_000)

/** @returns whether an 8 MB disk could be mounted; that takes root */
function mountSmallDisk(at: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', at], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('[R5] a storage thread that dies refuses what waits and what comes later, with the reason', async () => {
  const lost: string[] = []
  const note = (role: string) => () => lost.push(role)
  const writer = new WorkerLink<Writer>('writer', dir, note('writer'))
  const reader = new WorkerLink<Reader>('reader', dir, note('reader'))
  await writer.open()
  await reader.open()
  const store = new SqliteStore(writer, reader)
  await store.commit(wide(0))
  const waiting = Promise.allSettled([store.commit(wide(1)), store.commit(wide(2)), store.ping()])
  await writer.terminate()
  const unavailable = {
    code: 'STORE_UNAVAILABLE',
    detail: { reason: 'the writer thread of the storage has ended (1)' },
  }
  for (const outcome of await waiting) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(unavailable)
  }
  await expect(store.commit(wide(3))).rejects.toMatchObject(unavailable)
  await expect(store.ping()).rejects.toMatchObject(unavailable)
  expect((await store.latest()).length).toBeGreaterThan(0)
  expect(lost).toEqual(['writer'])
  await store.close()
  // The reader was asked to end: that is no loss.
  expect(lost).toEqual(['writer'])
})

test('[R5] when the disk fails at the moment of fsync nothing is acknowledged, nothing is half there, and reading goes on', async () => {
  const connection = openWriter(dir)
  let broken = false
  const { db } = connection
  // As SQLite reports it: SQLITE_IOERR_FSYNC out of COMMIT.
  const flaky: typeof db = {
    prepare: db.prepare.bind(db),
    close: db.close.bind(db),
    get isOpen() {
      return db.isOpen
    },
    get isTransaction() {
      return db.isTransaction
    },
    exec(sql) {
      if (broken && sql === 'COMMIT') {
        throw Object.assign(new Error('disk I/O error'), { errcode: 1034 })
      }
      db.exec(sql)
    },
  }
  const writer = createWriter(dir, { ...connection, db: flaky })
  const packer = new BatchPacker()
  const commit = (i: number) => writer.commit([packer.pack(wide(i))])[0]
  expect(commit(0)).toHaveProperty('outcomes')
  broken = true
  for (const i of [1, 2]) {
    expect(commit(i)).toMatchObject({
      error: {
        code: 'STORE_UNAVAILABLE',
        detail: { reason: 'the disk does not answer as it should' },
      },
    })
  }
  const rows = db.prepare<{ n: number }>('SELECT count(*) AS n FROM readings')
  expect(rows.get()).toMatchObject({ n: 200 })
  expect(writer.meta('anything')).toBeNull()
  broken = false
  expect(commit(1)).toHaveProperty('outcomes')
  expect(rows.get()).toMatchObject({ n: 400 })
  await writer.close()
})

test('[R5] a file that breaks while the server runs refuses writing with the reason', async () => {
  const store = await openSqliteStore({ dir })
  await store.commit(wide(0))
  const db = openFile(join(dir, DATABASE_FILE))
  db.exec('DROP TABLE readings')
  db.close()
  await expect(store.commit(wide(1))).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    detail: { reason: 'no such table: readings' },
  })
  await store.close()
})

test('[R3] cut off anywhere, the log gives back a whole number of batches from the beginning', async () => {
  const live = join(dir, 'live')
  const store = await openSqliteStore({ dir: live })
  const batches = 6
  for (let i = 0; i < batches; i += 1) await store.commit(wide(i))
  const wal = (await readFile(join(live, `${DATABASE_FILE}-wal`))).length
  const cut = join(dir, 'cut')
  await mkdir(cut)
  const found = new Set<number>()
  for (let length = wal; length >= 0; length -= Math.ceil(wal / 61)) {
    for (const end of ['', '-wal']) {
      await copyFile(join(live, DATABASE_FILE + end), join(cut, DATABASE_FILE + end))
    }
    await truncate(join(cut, `${DATABASE_FILE}-wal`), length)
    const connection = openWriter(cut)
    const check = connection.db.prepare<{ quick_check: string }>('PRAGMA quick_check').get()
    expect(check?.quick_check).toBe('ok')
    const { rows = -1, newest } =
      connection.db
        .prepare<{ rows: number; newest: number | null }>(
          'SELECT count(*) AS rows, max(value) AS newest FROM readings',
        )
        .get() ?? {}
    const whole = newest === null || newest === undefined ? 0 : newest + 1
    expect(rows).toBe(whole * 200)
    found.add(whole)
    connection.close()
    await rm(cut, { recursive: true })
    await mkdir(cut)
  }
  await store.close()
  expect([...found].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6])
}, 60_000)
