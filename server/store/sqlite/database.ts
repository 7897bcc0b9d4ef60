import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../protocol/error/codes.ts'
import { type Database, openFile } from './driver.ts'
import { sqliteCode, toStoreError } from './errors.ts'
import { MIGRATIONS, migrate } from './migrations.ts'

export const DATABASE_FILE = 'ningzhihui.db'
const LOCK_FILE = 'ningzhihui.lock'

/** Files up to this size are checked page by page at each start; larger ones by what is read first. */
const CHECK_BELOW_BYTES = 32 * 1_048_576
/** Memory for pages, in KiB. The reader seldom comes back to a page, and the system's own cache is behind it. */
const CACHE_KIB = { writer: 16_384, reader: 4_096 }

/**
 * Pages in the log after which a commit moves them into the file by itself. A second's readings touch a page for each
 * series, the same ones every time: moved seldom, each page is written once for many commits.
 */
const CHECKPOINT_PAGES = 8_000

const unavailable = (reason: string, dir: string, cause?: unknown): AppError =>
  new AppError('STORE_UNAVAILABLE', { detail: { reason, dir }, cause })

/** @throws AppError STORE_UNAVAILABLE when the folder is missing and cannot be made, or is not writable */
function prepareFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (cause) {
    throw unavailable('the data folder cannot be created, or is a file', dir, cause)
  }
  if (!statSync(dir).isDirectory()) throw unavailable('the data folder is not a folder', dir)
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw unavailable('the data folder is not writable for this user', dir, cause)
  }
}

/**
 * Takes the folder for this process until the lock is closed or the process ends, however it ends: the
 * operating system gives the lock back, so nothing is left over by a kill.
 */
function lockFolder(dir: string): Database {
  let lock: Database | undefined
  try {
    lock = openFile(join(dir, LOCK_FILE))
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (((sqliteCode(error) ?? 0) & 0xff) === 5) {
      throw unavailable('another server is running on this data folder', dir, error)
    }
    throw toStoreError(error, dir)
  }
}

/** Reads before anything is written, so that a damaged or foreign file is told from a new one. */
function checkFile(db: Database, path: string, dir: string): void {
  if (statSync(path).size > CHECK_BELOW_BYTES) {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return
  }
  const found = db.prepare<{ quick_check: string }>('PRAGMA quick_check(1)').get()?.quick_check
  if (found === 'ok') return
  const advice = 'put a backup in its place, or move it away to start empty'
  throw unavailable(`the database file is damaged (${found}); ${advice}`, dir)
}

const tune = (db: Database, cacheKib: number): void =>
  db.exec(
    `PRAGMA cache_size = -${cacheKib}; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 2000`,
  )

/** The writer's connection, and the lock that keeps other servers away. */
export type WriterConnection = { readonly db: Database; close(): void }

/**
 * Opens the data folder for writing and brings the file up to date.
 *
 * @throws AppError STORE_UNAVAILABLE (with the reason) or STORE_TOO_NEW; nothing was changed then
 */
export function openWriter(dir: string, migrations = MIGRATIONS): WriterConnection {
  prepareFolder(dir)
  const path = join(dir, DATABASE_FILE)
  const lock = lockFolder(dir)
  let db: Database | undefined
  try {
    const isNew = !existsSync(path)
    db = openFile(path)
    tune(db, CACHE_KIB.writer)
    if (!isNew) checkFile(db, path, dir)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    db.exec(`PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    migrate(db, migrations)
    const opened = db
    return {
      db,
      close: () => {
        if (opened.isOpen) opened.close()
        if (lock.isOpen) lock.close()
      },
    }
  } catch (error) {
    if (db?.isOpen) db.close()
    lock.close()
    throw toStoreError(error, dir)
  }
}

/** Opens a second connection for reading beside the writer's. @throws AppError STORE_UNAVAILABLE */
export function openReader(dir: string): Database {
  try {
    const db = openFile(join(dir, DATABASE_FILE), { readOnly: true })
    tune(db, CACHE_KIB.reader)
    return db
  } catch (error) {
    throw toStoreError(error, dir)
  }
}
