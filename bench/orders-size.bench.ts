import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Order, OrderEvent } from '../protocol/order/order.ts'
import { DEFAULT_ORDER_RULES } from '../protocol/order/rules.ts'
import { aReportedOrder, historyOf } from '../protocol/testing/order-history.ts'
import { timedOrder } from '../protocol/testing/seed-orders.ts'
import { DATABASE_FILE, openWriter } from '../server/store/sqlite/database.ts'
import { OrderTable } from '../server/store/sqlite/events.ts'
import { openSqliteStore } from '../server/store/sqlite/open.ts'
import { transaction } from '../server/store/sqlite/transaction.ts'
import type { OrderListPage, Store } from '../server/store/store.ts'
import type { Bench, BenchLine } from './bench-line.ts'

const EVENTS = 8
const NOW_MS = Date.UTC(2026, 10, 1)
const YEAR_MS = 365 * 86_400_000
/** Share of orders that are open still. */
const OPEN_SHARE = 0.02
const IN_ONE_TRANSACTION = 5_000
const RUNS = 15
const SUBJECTS = [
  '井盖缺失',
  '路灯不亮',
  '垃圾无人清理',
  '路面积水',
  '占道经营',
  '噪声扰民',
  '消防通道堵塞',
]
const ROADS = ['关河中路', '和平北路', '竹林西路', '青洋路', '红梅南路', '劳动东路', '丽华南路']
const DEPARTMENTS = ['urban', 'fire', 'police', 'housing', 'water', 'transport', 'market'] as const
const TOWNS = ['chashan', 'diaozhuang', 'lanling', 'hongmei', 'tianning', 'qinglong'] as const
const TYPES = [
  'city.exposed-garbage',
  'city.street-lamp',
  'safety.fire-lane',
  'society.noise',
] as const

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

/** Lives that are lived again and again under other names: eight events each, ended or under way. */
function someLives(isOpen: boolean): OrderEvent[][] {
  const lives: OrderEvent[][] = []
  for (let seed = 1; lives.length < 40 && seed < 100_000; seed += 1) {
    // A small generator of its own, so that each run works on the same orders.
    let state = seed
    const next = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return state / 0x80000000
    }
    const steps = Array.from({ length: EVENTS }, () => ({ waitMs: next() * 1e8, pick: next() }))
    const first = aReportedOrder({ overlays: { callbackWanted: seed % 2 === 0 } })
    const events = historyOf(first, steps, false).slice(0, EVENTS)
    const ended = ['closed', 'evaluated'].includes(events.at(-1)?.order.state ?? '')
    if (events.length < EVENTS || ended === isOpen) continue
    lives.push(
      events.map((event, i) => ({
        ...event,
        order: timedOrder(event.order, events.slice(0, i + 1)),
      })),
    )
  }
  return lives
}

/** Moves every time in an event. */
const moved = (text: string, byMs: number): string =>
  text.replace(
    /"(2\d{3}-\d\d-\d\dT[\d:.]+Z)"/g,
    (_, at) => `"${new Date(Date.parse(at) + byMs).toISOString()}"`,
  )

/** Fills a file as the server would have over a year, but without waiting for the disk. @returns rows of events */
function fill(dir: string, count: number): number {
  const { db, close } = openWriter(dir)
  db.exec('PRAGMA synchronous = OFF')
  const table = new OrderTable(db)
  const addEvent = db.prepare(
    'INSERT INTO order_events (order_id, rev, at_ms, action_id, body) VALUES (?, ?, ?, ?, ?)',
  )
  const [open, ended] = [someLives(true), someLives(false)]
  let rows = 0
  for (let from = 0; from < count; from += IN_ONE_TRANSACTION) {
    transaction(db, () => {
      for (let n = from; n < Math.min(count, from + IN_ONE_TRANSACTION); n += 1) {
        const isOpen = n % Math.round(1 / OPEN_SHARE) === 0
        const life = pick(isOpen ? open : ended, n)
        const bornMs = NOW_MS - YEAR_MS + Math.floor((n / count) * YEAR_MS)
        const byMs = bornMs - Date.parse(life[0]?.at ?? '')
        const facts: Partial<Order> = {
          id: `CG${new Date(bornMs).toISOString().slice(0, 10).replaceAll('-', '')}-${String(n).padStart(7, '0')}`,
          title: `${pick(ROADS, n)} ${n % 997} 号${pick(SUBJECTS, n >> 3)}`,
          description: `居民反映${pick(ROADS, n + 3)}口${pick(SUBJECTS, n >> 3)},已有两天,请尽快派人处理。`,
          address: `${pick(ROADS, n)} ${n % 997} 号`,
          type: pick(TYPES, n >> 2),
          department: pick(DEPARTMENTS, n >> 1),
          town: pick(TOWNS, n),
          place: pick(TOWNS, n),
          position: [119.93 + (n % 1_009) / 10_000, 31.72 + (n % 811) / 10_000],
          channel: 'bench',
          externalId: String(n),
        }
        for (const [i, event] of life.entries()) {
          const isLast = i === life.length - 1
          const order = { ...event.order, ...facts }
          const args = { ...event.args, actionId: `${n}-${i}` }
          const text = moved(JSON.stringify({ ...event, orderId: facts.id, args, order }), byMs)
          rows += 1
          if (isLast) table.append([JSON.parse(text)])
          else addEvent.run(facts.id ?? '', event.rev, bornMs + i, args.actionId, text)
        }
      }
    })
  }
  close()
  return rows
}

async function timed(
  work: (run: number) => Promise<unknown>,
): Promise<{ median: number; worst: number }> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now()
    await work(run)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  return { median: times[RUNS >> 1] ?? Number.NaN, worst: times.at(-1) ?? Number.NaN }
}

/** Questions of the desk, each with its bar in ms. */
function questions(
  store: Store,
): [name: string, bar: number, ask: (run: number) => Promise<unknown>][] {
  const list = (page: Partial<OrderListPage>) =>
    store.listOrders({ sort: 'newest', limit: 100, ...page })
  const year = { fromMs: NOW_MS - YEAR_MS, toMs: NOW_MS }
  const stats = (by: 'department' | 'town' | 'type') =>
    store.orderStats(by, year, null, DEFAULT_ORDER_RULES)
  return [
    ['queue page: open, by deadline', 50, () => list({ open: true, sort: 'due' })],
    [
      'queue page: of a department',
      50,
      (n) => list({ open: true, sort: 'due', audience: pick(DEPARTMENTS, n) }),
    ],
    [
      'page deep in the archive',
      50,
      (n) => list({ after: { value: NOW_MS - (YEAR_MS * (n + 1)) / 20, id: 'CG' } }),
    ],
    [
      'page by type, town and state',
      50,
      (n) => list({ types: [pick(TYPES, n)], town: pick(TOWNS, n), states: ['closed'] }),
    ],
    [
      'page of what is near (300 m)',
      50,
      (n) => {
        const [lon, lat] = [119.95 + n / 1_000, 31.74 + n / 1_000]
        return list({ box: [lon, lat, lon + 0.003, lat + 0.003] })
      },
    ],
    ['search: a number', 150, (n) => list({ text: `-0${String(n * 37).padStart(5, '0')}` })],
    [
      'search: two words that many have',
      150,
      (n) => list({ text: `${pick(ROADS, n)} ${pick(SUBJECTS, n)}` }),
    ],
    [
      'search: an address that few have',
      150,
      (n) => list({ text: `${pick(ROADS, n)} ${n * 61} 号` }),
    ],
    ['search: a word that none has', 150, () => list({ text: '直升机' })],
    ['search: one character', 150, () => list({ text: '灯' })],
    ['rates of a year by department', 300, () => stats('department')],
    ['rates of a year by type', 300, () => stats('type')],
  ]
}

/**
 * A year's archive: 200,000 orders with eight events each, or as many as NZH_BENCH_ORDERS says (the bars are for
 * 1,000,000, which takes 20 GB and a quarter of an hour).
 */
export const run: Bench = async ({ smoke }) => {
  const count = smoke ? 2_000 : Number(process.env['NZH_BENCH_ORDERS'] ?? 200_000)
  const dir = await mkdtemp(join(tmpdir(), 'nzh-size-'))
  const lines: BenchLine[] = []
  const say = (name: string, value: number, unit: string, bar?: number): void => {
    lines.push({
      id: 'orders',
      name,
      value,
      unit,
      ...(bar === undefined ? {} : { bar: `≤ ${bar}`, ok: value <= bar }),
    })
  }
  try {
    const fillStart = performance.now()
    const rows = fill(dir, count)
    say(`${count} orders, ${rows} events, filled in`, (performance.now() - fillStart) / 1_000, 's')
    say('size of the file', (await stat(join(dir, DATABASE_FILE))).size / 2 ** 20, 'MiB')
    const openStart = performance.now()
    const store = await openSqliteStore({ dir })
    say('file opened', performance.now() - openStart, 'ms')
    try {
      const firstStart = performance.now()
      await store.orderStats('department', { fromMs: 0, toMs: NOW_MS }, null, DEFAULT_ORDER_RULES)
      say('first rates after a start', performance.now() - firstStart, 'ms')
      for (const [name, bar, ask] of questions(store)) {
        const { median, worst } = await timed(ask)
        say(name, median, 'ms', bar)
        say(`${name}, worst of ${RUNS}`, worst, 'ms')
      }
    } finally {
      await store.close()
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
  return lines
}
