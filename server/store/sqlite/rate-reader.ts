import type { Period } from '../../../protocol/order/rates.ts'
import type { OrderRules } from '../../../protocol/order/rules.ts'
import type { OrderStats, StatsBy } from '../../../protocol/order/tally.ts'
import { unpackFacts } from '../order-facts.ts'
import { RateColumns, type RateRow } from '../rate-columns.ts'
import type { Database, Statement } from './driver.ts'

/** Rows that are taken over at once: a millisecond or two, in which nobody else is answered. */
const STRIDE = 100

type Row = Omit<RateRow, 'facts'> & { readonly change: number; readonly facts: string }

/** Rates from columns in memory, which are brought up to date step by step before each answer. */
export class RateReader {
  readonly #columns = new RateColumns()
  readonly #changed: Statement<Row>
  #change = 0

  constructor(db: Database) {
    this.#changed = db.prepare(
      `SELECT f.n, f.change, f.facts, l.department, l.town, l.type, l.place
       FROM order_facts f JOIN order_list l ON l.n = f.n WHERE f.change > ? ORDER BY f.change LIMIT ${STRIDE}`,
    )
  }

  /** Takes over some of what is new. @returns whether there may be more */
  catchUp(): boolean {
    const rows = this.#changed.all(this.#change)
    for (const row of rows) {
      this.#columns.put({ ...row, facts: unpackFacts(row.facts) })
      this.#change = row.change
    }
    return rows.length === STRIDE
  }

  /** Of everything that was taken over. */
  stats(by: StatsBy, period: Period, audience: string | null, rules: OrderRules): OrderStats {
    return this.#columns.stats(by, period, audience, rules)
  }
}
