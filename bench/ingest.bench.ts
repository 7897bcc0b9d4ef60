import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reading } from '../protocol/indicator/value.ts'
import { type Database, openFile } from '../server/store/sqlite/driver.ts'
import { openSqliteStore } from '../server/store/sqlite/open.ts'
import type { CommitBatch, Store } from '../server/store/store.ts'
import type { Bench, BenchLine } from './bench-line.ts'

const BATCH = 628
/** Batches of one round. The ways to write take turns, so that a busy machine slows all of them. */
const ROUND = 40
const ROUNDS = 7
const START_MS = Date.UTC(2026, 2, 1)

/** One reading of each of 628 indicators, in the second `i`. */
const batch = (i: number): CommitBatch => ({
  readings: Array.from({ length: BATCH }, (_, series): Reading => {
    const atMs = START_MS + i * 1_000
    return {
      indicator: `bench.indicator-${series}`,
      place: 'district',
      atMs,
      value: series + i / 10,
      quality: 'good',
      source: 'bench',
      receivedAtMs: atMs + 40,
    }
  }),
  computed: [],
  alarms: [],
  orders: [],
})

const openRaw = (path: string): Database => {
  const db = openFile(path)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec(`CREATE TABLE plain (series INTEGER, at INTEGER, value REAL, quality INTEGER,
    source INTEGER, received INTEGER, PRIMARY KEY (series, at)) WITHOUT ROWID`)
  return db
}

const perSecond = (batches: number, beganMs: number): number =>
  ((batches * BATCH) / (performance.now() - beganMs)) * 1_000

/** The least that the same driver can do: plain inserts into one clustered table, fsync for each batch. */
function rawRowsPerSecond(db: Database, batches: readonly CommitBatch[]): number {
  const insert = db.prepare<never>('INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?)')
  const began = performance.now()
  for (const { readings } of batches) {
    db.exec('BEGIN IMMEDIATE')
    for (const [series, { atMs, value, receivedAtMs }] of readings.entries()) {
      insert.run(series, atMs, value, 0, 1, receivedAtMs)
    }
    db.exec('COMMIT')
  }
  return perSecond(batches.length, began)
}

/** @param inFlight commits that wait at the same time */
async function storeRowsPerSecond(
  store: Store,
  batches: readonly CommitBatch[],
  inFlight: number,
): Promise<number> {
  const began = performance.now()
  for (let i = 0; i < batches.length; i += inFlight) {
    await Promise.all(batches.slice(i, i + inFlight).map((next) => store.commit(next)))
  }
  return perSecond(batches.length, began)
}

const line = (name: string, value: number, unit: string, bar?: number): BenchLine => ({
  id: 'P6',
  name,
  value: Math.round(value * 100) / 100,
  unit,
  ...(bar === undefined ? {} : { bar: `>= ${bar}`, ok: value >= bar }),
})

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** P6: rows a second that are on the disk when the call returns, in batches of 628. */
export const run: Bench = async ({ smoke }) => {
  const dir = await mkdtemp(join(tmpdir(), 'nzh-bench-'))
  const store = await openSqliteStore({ dir: join(dir, 'store') })
  const raw = openRaw(join(dir, 'raw.db'))
  const rounds: { raw: number; serial: number; grouped: number }[] = []
  try {
    let next = 0
    const batches = (): CommitBatch[] => Array.from({ length: ROUND }, () => batch(next++))
    for (let round = 0; round <= (smoke ? 1 : ROUNDS); round += 1) {
      const figures = {
        raw: rawRowsPerSecond(raw, batches()),
        serial: await storeRowsPerSecond(store, batches(), 1),
        grouped: await storeRowsPerSecond(store, batches(), 8),
      }
      if (round > 0) rounds.push(figures)
    }
    const ratio = median(rounds.map((figures) => figures.serial / figures.raw))
    const of = (key: 'raw' | 'serial' | 'grouped'): number =>
      median(rounds.map((figures) => figures[key]))
    return [
      line('plain inserts into one clustered table, 628 a batch, fsync each', of('raw'), 'rows/s'),
      line('history ingest, 628 a batch, one at a time', of('serial'), 'rows/s', 40_000),
      line('the same over plain inserts', ratio, 'x', 0.5),
      line('history ingest, 628 a batch, eight waiting', of('grouped'), 'rows/s', 40_000),
    ]
  } finally {
    raw.close()
    await store.close()
    await rm(dir, { recursive: true })
  }
}
