import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { OrderAction } from '../protocol/order/table.ts'
import { anOffice, person } from '../server/orders/testing.ts'
import { openFile } from '../server/store/sqlite/driver.ts'
import { openSqliteStore } from '../server/store/sqlite/open.ts'
import type { Bench, BenchLine } from './bench-line.ts'

const START_MS = Date.UTC(2026, 0, 5, 2)
const LIFE: readonly (readonly [OrderAction, Record<string, unknown>])[] = [
  ['express', {}],
  ['sign', {}],
  ['submit', { result: '已处置' }],
  ['close', {}],
]
/** Officers who act at once: a busy district's desks and handlers. */
const AT_ONCE = 50

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN

/** The plain thing: one row of the size of an event, one durable commit, one after the other. */
function plainCommits(dir: string, count: number, bytes: number): number[] {
  const db = openFile(join(dir, 'plain.db'))
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)',
  )
  const insert = db.prepare('INSERT INTO t (body) VALUES (?)')
  const body = 'x'.repeat(bytes)
  const times: number[] = []
  for (let i = 0; i < count; i += 1) {
    const start = performance.now()
    insert.run(body)
    times.push(performance.now() - start)
  }
  db.close()
  return times.sort((a, b) => a - b)
}

/** P7: acts on orders through the whole service, each answered when it is on the disk. */
export const run: Bench = async ({ smoke }) => {
  const orders = smoke ? 60 : 2_000
  const dir = await mkdtemp(join(tmpdir(), 'nzh-acts-'))
  const store = await openSqliteStore({ dir })
  const lines: BenchLine[] = []
  try {
    const office = await anOffice(store, START_MS)
    const type = office.catalog.orderTypes.find(({ needs_photo }) => !needs_photo)
    if (type === undefined) throw new Error('the catalog has types')
    const duty = person('duty', 'duty')
    const supervisor = person('supervisor', 'supervisor')
    const handler = person('unit', 'handler', type.lead)
    const actorOf = (action: OrderAction) =>
      action === 'express' ? duty : action === 'close' ? supervisor : handler
    const workAll = async (count: number, atOnce: number) => {
      const times: number[] = []
      let next = 0
      const start = performance.now()
      const work = async (): Promise<void> => {
        while (next < count) {
          next += 1
          let order = await office.orders.report({ type: type.code, title: `井盖 ${next}` }, duty)
          for (const [action, args] of LIFE) {
            const actStart = performance.now()
            const act = { action, rev: order.rev, actionId: randomUUID(), args }
            order = await office.orders.act(order.id, act, actorOf(action))
            times.push(performance.now() - actStart)
          }
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      const tookS = (performance.now() - start) / 1_000
      // A report is a durable commit as well; only the acts are counted.
      return { times: times.sort((a, b) => a - b), perSecond: times.length / tookS }
    }
    await workAll(smoke ? 5 : 200, 5)
    const plain = plainCommits(dir, smoke ? 50 : 1_000, 3_000)
    const one = await workAll(Math.ceil(orders / 4), 1)
    const many = await workAll(orders, AT_ONCE)
    const plainP50 = percentile(plain, 0.5)
    lines.push(
      { id: 'P7', name: 'a plain durable commit, median', value: plainP50, unit: 'ms' },
      { id: 'P7', name: 'a plain durable commit, p99', value: percentile(plain, 0.99), unit: 'ms' },
      { id: 'P7', name: 'one officer, act median', value: percentile(one.times, 0.5), unit: 'ms' },
      {
        id: 'P7',
        name: 'one officer, act p99',
        value: percentile(one.times, 0.99),
        unit: 'ms',
        bar: '≤ 5',
        ok: percentile(one.times, 0.99) <= 5,
      },
      {
        id: 'P7',
        name: 'one officer, act median against a plain commit',
        value: percentile(one.times, 0.5) / plainP50,
        unit: '×',
      },
      {
        id: 'P7',
        name: `${AT_ONCE} officers at once, acts a second`,
        value: many.perSecond,
        unit: '/s',
        bar: '≥ 1000',
        ok: many.perSecond >= 1_000,
      },
      {
        id: 'P7',
        name: `${AT_ONCE} officers at once, act p99`,
        value: percentile(many.times, 0.99),
        unit: 'ms',
      },
    )
  } finally {
    await store.close()
    await rm(dir, { recursive: true, force: true })
  }
  return lines
}
