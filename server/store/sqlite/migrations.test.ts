import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DATABASE_FILE, openWriter } from './database.ts'
import { openFile } from './driver.ts'
import { HEAVY_STEP } from './migrate-loop.ts'
import { MIGRATIONS, migrate, schemaVersion } from './migrations.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./migrate-loop.ts', import.meta.url))

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nzh-migrate-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

/** Schema version of the file, and how far the heavy step got in it. */
function state(): { version: number; rows: number | null; check: string | undefined } {
  const db = openFile(join(dir, DATABASE_FILE))
  const version = schemaVersion(db)
  const check = db.prepare<{ quick_check: string }>('PRAGMA quick_check').get()?.quick_check
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'heavy'").get()
  const rows =
    table === undefined
      ? null
      : (db.prepare<{ n: number }>('SELECT count(*) AS n FROM heavy').get()?.n ?? null)
  db.close()
  return { version, rows, check }
}

test('an older file is brought up to date step by step and keeps what is in it', () => {
  openWriter(dir, MIGRATIONS.slice(0, 1)).close()
  const db = openFile(join(dir, DATABASE_FILE))
  expect(schemaVersion(db)).toBe(1)
  db.exec('INSERT INTO readings VALUES (1, 2, 3.5, 0, 2, 4)')
  migrate(db)
  expect(schemaVersion(db)).toBe(MIGRATIONS.length)
  expect(db.prepare('SELECT value FROM readings').all()).toMatchObject([{ value: 3.5 }])
  migrate(db)
  expect(schemaVersion(db)).toBe(MIGRATIONS.length)
  db.close()
})

test('[R27] a step that fails leaves the file at the version before it', () => {
  openWriter(dir).close()
  expect(() => openWriter(dir, [...MIGRATIONS, 'CREATE TABLE half (id INTEGER); BROKEN'])).toThrow(
    /STORE_UNAVAILABLE/,
  )
  const db = openFile(join(dir, DATABASE_FILE))
  expect(schemaVersion(db)).toBe(MIGRATIONS.length)
  expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined()
  db.close()
})

test('[R27] killed in the middle of a step, the file is of the old version or the new, and whole', async () => {
  openWriter(dir).close()
  const old = MIGRATIONS.length
  let interrupted = 0
  for (const afterMs of [5, 40, 80, 120, 200]) {
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, dir], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    await once(child.stdout, 'data')
    await sleep(afterMs)
    child.kill('SIGKILL')
    await exited
    const { version, rows, check } = state()
    expect(check).toBe('ok')
    expect({ version, rows }).toEqual(
      version === old ? { version: old, rows: null } : { version: old + 1, rows: 400_000 },
    )
    if (version > old) break
    interrupted += 1
  }
  expect(interrupted).toBeGreaterThan(0)
  openWriter(dir, [...MIGRATIONS, HEAVY_STEP]).close()
  expect(state()).toEqual({ version: old + 1, rows: 400_000, check: 'ok' })
}, 60_000)
