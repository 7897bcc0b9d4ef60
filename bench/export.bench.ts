import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { Order, OrderEvent } from '../protocol/order/order.ts'
import { requireCatalog } from '../scenarios/load.ts'
import { cellsOf, headings } from '../server/exports/cells.ts'
import { csvOf } from '../server/exports/csv.ts'
import { EXPORT_PAGE, pagesOf } from '../server/exports/pages.ts'
import { xlsxOf } from '../server/exports/xlsx.ts'
import { listOrders } from '../server/orders/list.ts'
import { openSqliteStore } from '../server/store/sqlite/open.ts'
import type { Store } from '../server/store/store.ts'
import type { Bench, BenchLine } from './bench-line.ts'

const START_MS = Date.UTC(2026, 0, 1)
const BATCH = 2_000
/** ACCEPTANCE R30: a heavy export holds the loop no longer than this. */
const MOST_DELAY_MS = 100

function anOrder(n: number): Order {
  const at = new Date(START_MS + n * 60_000).toISOString()
  return {
    id: `CG20260101-${String(n).padStart(6, '0')}`,
    rev: 1,
    type: 'city.exposed-garbage',
    title: `第 ${n} 号:路口垃圾无人清理`,
    description: `=${n} 菜场东门路口有一堆垃圾,已经两天没有人清理,味道很大,请尽快处理。`,
    state: 'reported',
    place: 'district',
    town: null,
    position: [119.9 + (n % 1_000) / 10_000, 31.7 + (n % 777) / 10_000],
    address: `关河中路 ${n % 500} 号`,
    severity: 3,
    department: 'urban',
    channel: 'bench',
    externalId: String(n),
    alarmId: null,
    simulated: true,
    createdAt: at,
    changedAt: at,
  }
}

async function fill(store: Store, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const orders = Array.from({ length: Math.min(BATCH, count - from) }, (_, i): OrderEvent => {
      const order = anOrder(from + i)
      const { id: orderId, createdAt: at } = order
      return { orderId, rev: 1, action: 'report', actor: 'b', at, recordedAt: at, args: {}, order }
    })
    await store.commit({ readings: [], computed: [], alarms: [], orders })
  }
}

/** R30: a file of 100,000 orders, and how long the event loop was held meanwhile. */
export const run: Bench = async ({ smoke }) => {
  const count = smoke ? 4_000 : 100_000
  const dir = await mkdtemp(join(tmpdir(), 'nzh-export-'))
  const store = await openSqliteStore({ dir })
  const lines: BenchLine[] = []
  try {
    await fill(store, count)
    const loaded = await requireCatalog()
    const list = (cursor: string | undefined) =>
      listOrders(store, { cursor, limit: EXPORT_PAGE, nowMs: START_MS }, null)
    for (const kind of ['csv', 'xlsx'] as const) {
      const pages = pagesOf(list, cellsOf(loaded, 'zh'), () => false)
      const titles = headings('zh')
      const parts =
        kind === 'csv' ? csvOf(titles, pages) : xlsxOf({ name: 'b', headings: titles }, pages)
      const delay = monitorEventLoopDelay({ resolution: 5 })
      delay.enable()
      const start = performance.now()
      let [bytes, rssMb] = [0, 0]
      for await (const part of parts) {
        bytes += Buffer.byteLength(part)
        rssMb = Math.max(rssMb, process.memoryUsage.rss() / 2 ** 20)
      }
      const tookS = (performance.now() - start) / 1_000
      delay.disable()
      const name = `${kind} of ${count} orders`
      const maxMs = delay.max / 1e6
      lines.push(
        {
          id: 'R30',
          name: `${name}, longest hold of the event loop`,
          value: maxMs,
          unit: 'ms',
          bar: `≤ ${MOST_DELAY_MS}`,
          ok: maxMs <= MOST_DELAY_MS,
        },
        {
          id: kind,
          name: `${name}, event loop p99`,
          value: delay.percentile(99) / 1e6,
          unit: 'ms',
        },
        { id: kind, name: `${name}, time`, value: tookS, unit: 's' },
        { id: kind, name: `${name}, size`, value: bytes / 2 ** 20, unit: 'MiB' },
        { id: kind, name: `${name}, most memory of the process`, value: rssMb, unit: 'MiB' },
      )
    }
  } finally {
    await store.close()
    await rm(dir, { recursive: true, force: true })
  }
  return lines
}
