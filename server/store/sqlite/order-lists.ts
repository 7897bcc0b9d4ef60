import type { Order } from '../../../protocol/order/order.ts'
import { matchOf, wordsOf } from '../grams.ts'
import { byPlace, holdsWords, NO_DUE_MS, searchedText, sortValue } from '../order-list.ts'
import type { OrderListPage, OrderListQuery } from '../store.ts'
import type { Database, SqlValue } from './driver.ts'

/** Up to so many orders with a text are looked up one by one; a text that more have is met often enough on the way. */
const FEW_MATCHES = 20_000
/** Orders that are read at once on the way through a list. */
const STRIDE = 500
/** A box lower than this, in degrees of latitude (about 1 km), is found by where its orders lie. */
const SMALL_BOX = 0.01

type Condition = readonly [sql: string, values: readonly SqlValue[]]
type Whose = 'all' | 'led' | 'helped'
type Listed = { readonly value: number; readonly id: string; readonly body: string }

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ')

/** Lists of orders, from the index that `OrderIndex` keeps. Read only. */
export class OrderLists {
  readonly #db: Database
  readonly #fewMatches: number

  constructor(db: Database, fewMatches = FEW_MATCHES) {
    this.#db = db
    this.#fewMatches = fewMatches
  }

  page(page: OrderListPage): Order[] {
    const words = wordsOf(page.text ?? '')
    // A single character is in nearly every text: it is looked for in what the longer words have found.
    const long = words.filter((word) => word.length > 1)
    const telling = long.length > 0 ? long : words
    const looked = words.length > 0 && this.#hasFew(telling) ? telling : []
    const read = (whose: Whose): Order[] =>
      looked.length < words.length
        ? this.#pickedOut(page, whose, looked, words)
        : this.#rows(page, whose, looked, page.after, page.limit).map(orderOf)
    if (page.audience === undefined) return read('all')
    const place = (order: Order) => ({ value: sortValue(order, page.sort), id: order.id })
    return [...read('led'), ...read('helped')]
      .sort((a, b) => byPlace(page.sort, place(a), place(b)))
      .slice(0, page.limit)
  }

  count(query: OrderListQuery): number {
    const words = wordsOf(query.text ?? '')
    const count = (whose: Whose): number => {
      const { sql, values } = chosen(query, whose, words)
      return this.#db.prepare<{ n: number }>(`SELECT count(*) AS n ${sql}`).get(...values)?.n ?? 0
    }
    return query.audience === undefined ? count('all') : count('led') + count('helped')
  }

  #hasFew(words: readonly string[]): boolean {
    const { n = 0 } =
      this.#db
        .prepare<{ n: number }>(
          'SELECT count(*) AS n FROM (SELECT 1 FROM order_text WHERE order_text MATCH ? LIMIT ?)',
        )
        .get(matchOf(words), this.#fewMatches + 1) ?? {}
    return n <= this.#fewMatches
  }

  /** The orders of a list in their order, those that the index finds for `looked`; of them those with every word. */
  #pickedOut(
    page: OrderListPage,
    whose: Whose,
    looked: readonly string[],
    words: readonly string[],
  ): Order[] {
    const found: Order[] = []
    let after = page.after
    for (;;) {
      const rows = this.#rows(page, whose, looked, after, STRIDE)
      for (const row of rows) {
        const order = orderOf(row)
        if (!holdsWords(searchedText(order), words)) continue
        found.push(order)
        if (found.length === page.limit) return found
      }
      after = rows.at(-1)
      if (after === undefined || rows.length < STRIDE) return found
    }
  }

  #rows(
    page: OrderListPage,
    whose: Whose,
    words: readonly string[],
    after: OrderListPage['after'],
    limit: number,
  ): Listed[] {
    const [column, direction, beyond] =
      page.sort === 'due' ? ['due_ms', 'ASC', '>'] : ['created_ms', 'DESC', '<']
    const from: Condition[] =
      after === undefined ? [] : [[`(l.${column}, l.id) ${beyond} (?, ?)`, [after.value, after.id]]]
    const { sql, values } = chosen(page, whose, words, from)
    // The narrow rows are put in order first: only the page's own bodies are read.
    return this.#db
      .prepare<Listed>(
        `SELECT p.value, p.id, o.body FROM (SELECT l.${column} AS value, l.id ${sql}
           ORDER BY l.${column} ${direction}, l.id ${direction} LIMIT ?) p JOIN orders o ON o.id = p.id
         ORDER BY p.value ${direction}, p.id ${direction}`,
      )
      .all(...values, limit)
  }
}

const orderOf = ({ body }: { readonly body: string }): Order => JSON.parse(body)

/** FROM and WHERE of a list: the index it is found by, and every condition that was asked for. */
function chosen(
  query: OrderListQuery,
  whose: Whose,
  words: readonly string[],
  more: readonly Condition[] = [],
): { sql: string; values: SqlValue[] } {
  const conditions = [...conditionsOf(query), ...more]
  if (whose === 'led') conditions.push(['l.department = ?', [query.audience ?? '']])
  if (whose === 'helped') {
    conditions.push([
      'h.department = ? AND l.department <> ?',
      [query.audience ?? '', query.audience ?? ''],
    ])
  }
  if (words.length > 0) conditions.push(['t.order_text MATCH ?', [matchOf(words)]])
  const where = conditions.map(([text]) => text).join(' AND ')
  const source =
    words.length > 0
      ? `order_text t CROSS JOIN order_list l ON l.n = t.rowid${whose === 'helped' ? ' JOIN order_helpers h ON h.n = l.n' : ''}`
      : whose === 'helped'
        ? 'order_helpers h CROSS JOIN order_list l ON l.n = h.n'
        : `order_list l ${indexFor(query, whose)}`
  return {
    sql: `FROM ${source} ${where === '' ? '' : `WHERE ${where}`}`,
    values: conditions.flatMap(([, values]) => [...values]),
  }
}

function conditionsOf(query: OrderListQuery): Condition[] {
  const { open, states, types, department, town, place, channel, fromMs, toMs, box } = query
  const { overdueAtMs, notOverdueAtMs } = query
  const list: [SqlValue | readonly SqlValue[] | undefined, string][] = [
    // Not bound: an index of the open ones alone is used only where the statement itself says so.
    [open === undefined ? undefined : [], `l.is_open = ${Number(open)}`],
    [states, `l.state IN (${marks(states ?? [])})`],
    [types, `l.type IN (${marks(types ?? [])})`],
    [department, 'l.department = ?'],
    [town, 'l.town = ?'],
    [place, 'l.place = ?'],
    [channel, 'l.channel = ?'],
    [fromMs, 'l.created_ms >= ?'],
    [toMs, 'l.created_ms < ?'],
    [overdueAtMs, 'l.due_ms < ?'],
    [notOverdueAtMs, 'l.due_ms >= ?'],
    [
      box === undefined ? undefined : [box[0], box[2], box[1], box[3]],
      'l.lon BETWEEN ? AND ? AND l.lat BETWEEN ? AND ?',
    ],
  ]
  return list.flatMap(([value, sql]): Condition[] =>
    value === undefined
      ? []
      : [[sql, typeof value === 'object' && value !== null ? value : [value]]],
  )
}

/**
 * The index that leaves the fewest orders to look at. Named here, because SQLite guesses without knowing that most
 * orders are closed, that a kilometre is little and that hardly anything is overdue.
 */
function indexFor(query: OrderListQuery & { readonly sort?: string }, whose: Whose): string {
  const { box, overdueAtMs, open, sort, states, types, department, town, place } = query
  const isSmall = box !== undefined && box[3] - box[1] < SMALL_BOX
  const byDue = open === true && sort === 'due'
  if (isSmall) return 'INDEXED BY order_list_by_position'
  if (overdueAtMs !== undefined && overdueAtMs < NO_DUE_MS) return 'INDEXED BY order_list_by_due'
  if (byDue) return 'INDEXED BY order_list_open_by_due'
  if (open === true) return 'INDEXED BY order_list_open_by_time'
  if (sort === 'due') return 'INDEXED BY order_list_by_due'
  if (place !== undefined) return 'INDEXED BY order_list_by_place'
  if (states?.length === 1) return 'INDEXED BY order_list_by_state'
  if (types?.length === 1) return 'INDEXED BY order_list_by_type'
  if (department !== undefined || whose === 'led') return 'INDEXED BY order_list_by_department'
  if (town !== undefined) return 'INDEXED BY order_list_by_town'
  return 'INDEXED BY order_list_by_time'
}
