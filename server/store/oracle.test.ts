import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { QUALITIES, type Quality } from '../../protocol/indicator/definition.ts'
import { createMemoryStore } from './memory/memory-store.ts'
import { createReader, type Reader } from './sqlite/reader.ts'
import { BatchPacker, OUTCOMES, unpackValues } from './sqlite/wire.ts'
import { createWriter, type Writer } from './sqlite/writer.ts'
import type { BackfillColumn, CommitBatch, Resolution, Store, StoredValue } from './store.ts'
import { aBatch, aColumn, aComputed, aReading, DAY, DAY_MS, HOUR, MINUTE } from './testing.ts'

/** Few times and values, so that duplicates, corrections and late readings really happen. */
const atMs = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((i) => DAY_MS + i * 20_000),
  fc.integer({ min: 0, max: 8 }).map((i) => DAY_MS + i * 17 * MINUTE),
  fc.integer({ min: 0, max: 9 }).map((i) => DAY_MS + i * 11 * HOUR),
)
/** Eighths: sums of them are exact, so that any order of adding gives the same. */
const value = fc.integer({ min: -16, max: 16 }).map((i) => i / 8 + 0)
const place = fc.constantFrom('district', 'point:1')
const quality = fc.constantFrom<Quality>(...QUALITIES)
const receivedAtMs = fc.integer({ min: 0, max: 12 }).map((i) => DAY_MS + i * 10 * HOUR)

const reading = fc
  .record({ place, atMs, value, quality, receivedAtMs, source: fc.constantFrom('a', 'b') })
  .map((fields) => aReading(fields))
const computed = fc.record({ place, atMs, value, quality, receivedAtMs }).map(aComputed)
const batch: fc.Arbitrary<CommitBatch> = fc
  .record({
    readings: fc.array(reading, { maxLength: 12 }),
    computed: fc.array(computed, { maxLength: 3 }),
  })
  .map(aBatch)
const column: fc.Arbitrary<BackfillColumn> = fc
  .record({
    place,
    quality,
    resolution: fc.constantFrom<Resolution>('raw', '1min', '1h', '1d'),
    rows: fc.array(fc.tuple(atMs, value, fc.integer({ min: 0, max: 4 })), { maxLength: 4 }),
    computed: fc.boolean(),
  })
  .map(({ rows, ...fields }) => {
    const sorted = rows.toSorted((a, b) => a[0] - b[0])
    return aColumn(
      sorted.map(([at, mid, n]) => [at, mid - 1, mid + 1, mid, mid + 0.5, n] as const),
      fields,
    )
  })

const now = fc.integer({ min: 0, max: 8 }).map((i) => DAY_MS + i * 13 * HOUR)
const keepMs = fc
  .tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 3 }).map((days) => days * DAY)))
  .map(([raw = 0, minute = 0, hour = 0, day = 0]) => {
    return { raw, '1min': minute, '1h': hour, '1d': day }
  })
type Step =
  | { readonly kind: 'commit'; readonly batch: CommitBatch }
  | { readonly kind: 'backfill'; readonly column: BackfillColumn }
  | { readonly kind: 'rollUp'; readonly nowMs: number }
  | {
      readonly kind: 'expire'
      readonly nowMs: number
      readonly keepMs: Readonly<Record<Resolution, number>>
    }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: batch.map((made) => ({ kind: 'commit' as const, batch: made })) },
  { weight: 2, arbitrary: column.map((made) => ({ kind: 'backfill' as const, column: made })) },
  { weight: 3, arbitrary: now.map((nowMs) => ({ kind: 'rollUp' as const, nowMs })) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), nowMs: now, keepMs }) },
)
const span = fc
  .tuple(atMs, fc.integer({ min: 1, max: 4 * DAY }), fc.integer({ min: 1, max: 200 }))
  .map(([fromMs, length, points]) => ({ fromMs: fromMs - HOUR, toMs: fromMs + length, points }))

const byName = (values: readonly StoredValue[]): StoredValue[] =>
  values.toSorted((a, b) => (a.place < b.place ? -1 : 1))

let root = ''
let opened = 0
beforeAll(async () => {
  const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  root = await mkdtemp(join(inMemory, 'nzh-oracle-'))
})
afterAll(async () => {
  await rm(root, { recursive: true })
})

async function apply(step: Step, memory: Store, sqlite: Writer, packer: BatchPacker) {
  if (step.kind === 'commit') {
    const { outcomes } = await memory.commit(step.batch)
    const [result] = sqlite.commit([packer.pack(step.batch)])
    if (result === undefined || 'error' in result) throw new Error(JSON.stringify(result))
    expect(Array.from(result.outcomes, (index) => OUTCOMES[index])).toEqual(outcomes)
  } else if (step.kind === 'backfill') {
    await memory.backfill([step.column])
    sqlite.backfill([step.column])
  } else if (step.kind === 'rollUp') {
    await memory.rollUp(step.nowMs)
    await sqlite.rollUp(step.nowMs)
  } else {
    await memory.expire(step.nowMs, step.keepMs)
    await sqlite.expire(step.nowMs, step.keepMs)
  }
}

test('whatever is written in whatever order, SQLite answers as the plain maps do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 8 }),
      fc.array(fc.record({ span, place, known: fc.option(receivedAtMs) }), { maxLength: 6 }),
      async (steps, questions) => {
        opened += 1
        const dir = join(root, String(opened))
        const memory = createMemoryStore()
        let sqlite = createWriter(dir)
        const packer = { current: new BatchPacker() }
        let reader: Reader | undefined
        try {
          for (const [i, each] of steps.entries()) {
            await apply(each, memory, sqlite, packer.current)
            if (i % 3 !== 2) continue
            await sqlite.close()
            sqlite = createWriter(dir)
            packer.current = new BatchPacker()
          }
          reader = createReader(dir)
          expect(byName(unpackValues(reader.latest()))).toEqual(byName(await memory.latest()))
          for (const { span: range, place: at, known } of questions) {
            const series = { indicator: aReading().indicator, place: at }
            const query = { ...series, ...range, ...(known === null ? {} : { knownAtMs: known }) }
            expect(reader.history(query)).toEqual(await memory.history(query))
            const then = unpackValues(reader.valuesAt(range.toMs, known ?? undefined))
            const expected = await memory.valuesAt(range.toMs, known ?? undefined)
            expect(byName(then)).toEqual(byName(expected))
            const { fromMs, toMs } = range
            expect(reader.corrections(series.indicator, at, fromMs, toMs)).toEqual(
              await memory.corrections(series.indicator, at, fromMs, toMs),
            )
          }
        } finally {
          await reader?.close()
          await sqlite.close()
          await rm(dir, { recursive: true })
        }
      },
    ),
    { numRuns: Number(process.env['NZH_ORACLE_RUNS'] ?? 150) },
  )
}, 120_000)
