import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OrderListPage } from '../store.ts'
import { anOrder, anOrderEvent, DAY_MS, HOUR, iso } from '../testing.ts'
import { openWriter } from './database.ts'
import { OrderTable } from './events.ts'
import { MIGRATIONS } from './migrations.ts'
import { OrderLists } from './order-lists.ts'
import { transaction } from './transaction.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nzh-lists-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

const ORDERS = Array.from({ length: 1_200 }, (_, i) =>
  anOrder({
    id: `CG-${String(i).padStart(5, '0')}`,
    createdAt: iso(DAY_MS + (i % 50) * HOUR),
    title: i % 3 === 0 ? '立交桥下积水' : '井盖缺失',
    department: i % 4 === 0 ? 'water' : 'urban',
  }),
)
const EVENTS = ORDERS.map((order) => anOrderEvent(DAY_MS, order))

test('a text that many orders have is found on the way through the list, a rare one by itself: the same orders', () => {
  const { db, close } = openWriter(dir)
  const table = new OrderTable(db)
  transaction(db, () => table.append(EVENTS))
  const [looked, walked] = [new OrderLists(db), new OrderLists(db, 0)]
  const pages: OrderListPage[] = [
    { sort: 'newest', limit: 100, text: '积水' },
    { sort: 'due', limit: 500, text: '积水 CG', audience: 'water' },
    { sort: 'newest', limit: 7, text: '井盖', after: { value: DAY_MS + 3 * HOUR, id: 'CG-00703' } },
    { sort: 'newest', limit: 10, text: '没有' },
    { sort: 'newest', limit: 30, text: '0119 盖' },
  ]
  expect(pages.map((page) => looked.page(page).length)).toEqual([100, 100, 7, 0, 8])
  for (const page of pages) expect(walked.page(page)).toEqual(looked.page(page))
  close()
})

test('[R27] the orders of an older file are listed and found as soon as it is open, also when that was cut short', () => {
  const before = openWriter(dir, MIGRATIONS.slice(0, 4))
  const put = before.db.prepare(
    `INSERT INTO orders (id, rev, type, department, is_open, channel, external_id, created_ms,
       last_event_ms, body) VALUES (?, 1, ?, ?, 1, ?, NULL, ?, ?, ?)`,
  )
  transaction(before.db, () => {
    for (const order of ORDERS) {
      const { id, type, department, channel, createdAt } = order
      const ms = Date.parse(createdAt)
      put.run(id, type, department, channel, ms, ms, JSON.stringify(order))
    }
  })
  before.close()

  const { db, close } = openWriter(dir)
  const lists = new OrderLists(db)
  expect(lists.count({})).toBe(0)
  new OrderTable(db)
  expect(lists.count({})).toBe(ORDERS.length)
  expect(lists.count({ text: '积水' })).toBe(400)
  // Killed after a part was indexed: the mark is missing, what is there is found and not doubled.
  db.exec("DELETE FROM meta WHERE key = 'order-index'; DELETE FROM order_list WHERE n > 700")
  db.exec('DELETE FROM order_text WHERE rowid > 700')
  new OrderTable(db)
  expect(lists.count({})).toBe(ORDERS.length)
  expect(lists.count({ text: '积水' })).toBe(400)
  // Another way of indexing: made anew.
  db.exec(
    "UPDATE meta SET value = 'other' WHERE key = 'order-index'; UPDATE order_list SET type = 'x'",
  )
  new OrderTable(db)
  expect(lists.count({ types: ['urban.ponding'] })).toBe(ORDERS.length)
  close()
})
