import { isOpenState } from '../../../protocol/order/open.ts'
import type { Order } from '../../../protocol/order/order.ts'
import { activeCohandlers } from '../../../protocol/order/overlays.ts'
import { gramsOf } from '../grams.ts'
import { orderFactsOf, packFacts } from '../order-facts.ts'
import { dueMsOf, searchedText } from '../order-list.ts'
import type { Database, SqlValue, Statement } from './driver.ts'
import { transaction } from './transaction.ts'

/** Raised when what is written here changes: the index of an older file is then made anew. */
const INDEX_VERSION = '2'
const INDEX_KEY = 'order-index'
/** Orders of an older file that are indexed in one transaction. */
const CATCH_UP = 1_000

/** What a list goes by, beside the number. */
const COLUMNS = [
  'created_ms',
  'due_ms',
  'is_open',
  'state',
  'type',
  'department',
  'town',
  'place',
  'channel',
  'lon',
  'lat',
  'text_hash',
] as const
type ListRow = Readonly<Record<(typeof COLUMNS)[number], SqlValue>>

/** FNV-1a, 32 bits: tells whether the text of an order changed. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}

function listRowOf(order: Order, textHash: number): ListRow {
  const [lon, lat] = order.position ?? [null, null]
  const { state, type, department, town, place, channel } = order
  return {
    created_ms: Date.parse(order.createdAt),
    due_ms: dueMsOf(order),
    is_open: isOpenState(state) ? 1 : 0,
    state,
    type,
    department,
    town,
    place,
    channel,
    lon,
    lat,
    text_hash: textHash,
  }
}

/**
 * What lists, searches and rates go by: one narrow row an order, its helping departments, its text in pairs of
 * characters, and what the rates read. Written in the transaction of the order itself, so that no list ever differs from the orders.
 */
export class OrderIndex {
  readonly #db: Database
  readonly #known: Statement<ListRow & { readonly n: number }>
  readonly #add: Statement<{ n: number }>
  /** By the columns that they write. */
  readonly #changes = new Map<string, Statement<never>>()
  readonly #addHelper: Statement<never>
  readonly #dropHelpers: Statement<never>
  readonly #addText: Statement<never>
  readonly #dropText: Statement<never>
  readonly #putFacts: Statement<never>

  constructor(db: Database) {
    this.#db = db
    this.#known = db.prepare(`SELECT n, ${COLUMNS.join(', ')} FROM order_list WHERE id = ?`)
    this.#add = db.prepare(
      `INSERT INTO order_list (id, ${COLUMNS.join(', ')}) VALUES (?${', ?'.repeat(COLUMNS.length)}) RETURNING n`,
    )
    this.#addHelper = db.prepare(
      'INSERT OR IGNORE INTO order_helpers (department, n) VALUES (?, ?)',
    )
    this.#dropHelpers = db.prepare('DELETE FROM order_helpers WHERE n = ?')
    this.#addText = db.prepare('INSERT INTO order_text (rowid, grams) VALUES (?, ?)')
    this.#dropText = db.prepare('DELETE FROM order_text WHERE rowid = ?')
    this.#putFacts = db.prepare(
      `INSERT INTO order_facts (n, change, facts)
       VALUES (?, (SELECT coalesce(max(change), 0) + 1 FROM order_facts), ?)
       ON CONFLICT (n) DO UPDATE SET change = excluded.change, facts = excluded.facts`,
    )
  }

  /** Inside a transaction. */
  put(order: Order): void {
    const text = searchedText(order)
    const hash = fingerprint(text)
    const row = listRowOf(order, hash)
    const known = this.#known.get(order.id)
    const n = known?.n ?? this.#add.get(order.id, ...COLUMNS.map((column) => row[column]))?.n
    if (n === undefined) throw new Error('an index row without a number')
    if (known !== undefined) {
      this.#update(n, known, row)
      this.#dropHelpers.run(n)
    }
    this.#putFacts.run(n, packFacts(orderFactsOf(order)))
    for (const department of activeCohandlers(order)) this.#addHelper.run(department, n)
    if (known?.text_hash === hash) return
    if (known !== undefined) this.#dropText.run(n)
    this.#addText.run(n, gramsOf(text))
  }

  /** Writes what has changed and nothing else: every column named costs each of its indexes two pages. */
  #update(n: number, before: ListRow, after: ListRow): void {
    const changed = COLUMNS.filter((column) => before[column] !== after[column])
    if (changed.length === 0) return
    const assignments = changed.map((column) => `${column} = ?`).join(', ')
    let statement = this.#changes.get(assignments)
    if (statement === undefined) {
      statement = this.#db.prepare(`UPDATE order_list SET ${assignments} WHERE n = ?`)
      this.#changes.set(assignments, statement)
    }
    statement.run(...changed.map((column) => after[column]), n)
  }

  #empty(): void {
    transaction(this.#db, () =>
      this.#db.exec(`DELETE FROM order_list; DELETE FROM order_helpers; DELETE FROM order_text;
        DELETE FROM order_facts;
        DELETE FROM meta WHERE key = '${INDEX_KEY}'`),
    )
  }

  /** Indexes what an older program wrote. Killed in between, it goes on at the next start. */
  catchUp(): void {
    const mark = this.#db.prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?')
    const found = mark.get(INDEX_KEY)?.value
    if (found === INDEX_VERSION) return
    if (found !== undefined) this.#empty()
    const missing = this.#db.prepare<{ body: string }>(
      `SELECT body FROM orders WHERE id > ? ORDER BY id LIMIT ${CATCH_UP}`,
    )
    let last = ''
    for (;;) {
      const rows = missing.all(last)
      if (rows.length === 0) break
      transaction(this.#db, () => {
        for (const { body } of rows) {
          const order: Order = JSON.parse(body)
          this.put(order)
          last = order.id
        }
      })
    }
    this.#db
      .prepare(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      )
      .run(INDEX_KEY, INDEX_VERSION)
  }
}
