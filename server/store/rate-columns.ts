import quickselect from 'quickselect'
import { FLAG_NAMES } from '../../protocol/order/flags.ts'
import { type Period, RATE_MOMENTS, RATE_NAMES, RATE_PLACES } from '../../protocol/order/rates.ts'
import type { OrderRules } from '../../protocol/order/rules.ts'
import {
  type HandlingTimes,
  type OrderStats,
  REPEAT_MS,
  ranked,
  rankOf,
  type StatsBy,
  StatsCount,
} from '../../protocol/order/tally.ts'
import { voidBursts } from '../../protocol/order/watch.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import { COUNTED, type HelpFacts, type OrderFacts } from './order-facts.ts'

/** An order in the columns; `n` counts up from 1 without gaps, a later order has a higher one. */
export type RateRow = {
  readonly n: number
  readonly department: string
  readonly town: string | null
  readonly type: string
  readonly place: string
  readonly facts: OrderFacts
}

const DAY_MS = 86_400_000
const FIRST_ROOM = 4_096
const CREATED = RATE_MOMENTS.indexOf('created')
const REPORTED_BACK = RATE_MOMENTS.indexOf('stopped:T7')

/** Names as small numbers. */
class Codes {
  readonly #codes = new Map<string | null, number>()
  readonly names: (string | null)[] = []

  of(name: string | null): number {
    const known = this.#codes.get(name)
    if (known !== undefined) return known
    const code = this.names.length
    this.#codes.set(name, code)
    this.names.push(name)
    return code
  }
}

const grown = <T extends Float64Array | Int32Array>(column: T, room: number): T => {
  const wider = new (column.constructor as new (length: number) => T)(room)
  wider.set(column)
  return wider
}

/**
 * The facts of all orders as columns, so that any period's rates are counted in one pass without reading an order:
 * about 150 bytes an order. Gives exactly what `OrderTally` gives for the same orders, newest first.
 */
export class RateColumns {
  #rows = 0
  #moments = RATE_MOMENTS.map(() => new Float64Array(FIRST_ROOM))
  #handledMs = new Float64Array(FIRST_ROOM)
  #counted = new Int32Array(FIRST_ROOM)
  #flags = new Int32Array(FIRST_ROOM)
  #of = new Int32Array(FIRST_ROOM)
  #hit = new Int32Array(FIRST_ROOM)
  readonly #by: Record<StatsBy, { codes: Codes; column: Int32Array }> = {
    department: { codes: new Codes(), column: new Int32Array(FIRST_ROOM) },
    town: { codes: new Codes(), column: new Int32Array(FIRST_ROOM) },
    type: { codes: new Codes(), column: new Int32Array(FIRST_ROOM) },
  }
  /** Place and type together; -1 for the district, where nothing is a repeat of anything. */
  #spot = new Int32Array(FIRST_ROOM)
  readonly #spots = new Codes()
  readonly #voidedMs = new Map<number, number>()
  readonly #helping = new Map<number, readonly HelpFacts[]>()
  /** The first `#sortedRows` rows by when they were created, oldest first; of two at one moment the earlier numbered one. */
  #inTime = new Int32Array(FIRST_ROOM)
  #sortedRows = 0

  put({ n, department, town, type, place, facts }: RateRow): void {
    const row = n - 1
    if (row >= this.#handledMs.length) this.#grow(Math.max(row + 1, this.#handledMs.length * 2))
    if (row < this.#sortedRows && this.#moments[CREATED]?.[row] !== facts.moments[CREATED]) {
      this.#sortedRows = 0
    }
    this.#rows = Math.max(this.#rows, n)
    for (const [i, ms] of facts.moments.entries()) {
      const column = this.#moments[i]
      if (column !== undefined) column[row] = ms ?? Number.NaN
    }
    this.#handledMs[row] = facts.handledMs ?? Number.NaN
    this.#counted[row] = facts.counted
    this.#flags[row] = facts.flags
    this.#of[row] = facts.of
    this.#hit[row] = facts.hit
    for (const [by, name] of [
      ['department', department],
      ['town', town],
      ['type', type],
    ] as const) {
      this.#by[by].column[row] = this.#by[by].codes.of(name)
    }
    this.#spot[row] = place === DISTRICT ? -1 : this.#spots.of(`${place}|${type}`)
    this.#keep(this.#voidedMs, row, facts.voidedMs)
    this.#keep(this.#helping, row, facts.helping.length === 0 ? null : facts.helping)
  }

  stats(by: StatsBy, period: Period, audience: string | null, rules: OrderRules): OrderStats {
    const counting = new Counting(this.#by[by].codes, this.#rows)
    const seen = this.#seenBy(audience)
    this.#countRates(counting, by, period, seen)
    this.#countOrders(counting, by, period, seen)
    this.#countHelp(counting, by, period, seen)
    this.#countRepeats(counting, by, period, seen)
    this.#countVoids(counting, by, period, seen, rules)
    return counting.result()
  }

  #keep<T>(map: Map<number, T>, row: number, value: T | null): void {
    if (value === null) map.delete(row)
    else map.set(row, value)
  }

  #grow(room: number): void {
    this.#moments = this.#moments.map((column) => grown(column, room))
    this.#handledMs = grown(this.#handledMs, room)
    this.#counted = grown(this.#counted, room)
    this.#flags = grown(this.#flags, room)
    this.#of = grown(this.#of, room)
    this.#hit = grown(this.#hit, room)
    this.#spot = grown(this.#spot, room)
    this.#inTime = grown(this.#inTime, room)
    for (const side of Object.values(this.#by)) side.column = grown(side.column, room)
  }

  /** Which rows are counted: those that the audience's department leads; null: all. One byte a row. */
  #seenBy(audience: string | null): Seen {
    if (audience === null) return null
    const { codes, column } = this.#by.department
    const code = codes.of(audience)
    return Uint8Array.from({ length: this.#rows }, (_, row) => Number(column[row] === code))
  }

  #countRates(counting: Counting, by: StatsBy, period: Period, seen: Seen): void {
    const { fromMs, toMs } = period
    const group = this.#by[by].column
    const rows = this.#rows
    for (const [index, at] of this.#moments.entries()) {
      for (const [isStock, bits] of [
        [false, bitsAt(index, false)],
        [true, bitsAt(index, true)],
      ] as const) {
        if (bits === 0) continue
        const since = isStock ? Number.NEGATIVE_INFINITY : fromMs
        // Each rate by itself: a loop without a branch on what an order holds is what the processor is quick at.
        for (let rest = bits; rest !== 0; rest &= rest - 1) {
          const bit = 31 - Math.clz32(rest & -rest)
          const hitAt = isStock ? this.#moments[RATE_PLACES[bit]?.hitAtIndex ?? 0] : undefined
          const counts = countRate(
            { at, of: this.#of, hit: this.#hit, group, rows, seen, bit, groups: counting.groups },
            { since, toMs, hitAt },
          )
          counting.rate(bit, counts)
        }
      }
    }
  }

  #countOrders(counting: Counting, by: StatsBy, { fromMs, toMs }: Period, seen: Seen): void {
    const group = this.#by[by].column
    const created = this.#moments[CREATED]
    const reportedBack = this.#moments[REPORTED_BACK]
    for (let row = 0; row < this.#rows; row += 1) {
      if (this.#counted[row] === COUNTED.voided || isUnseen(seen, row)) continue
      const code = group[row] ?? 0
      const bornMs = created?.[row] ?? Number.NaN
      const isBorn = bornMs >= fromMs && bornMs < toMs
      counting.order(code, isBorn, isBorn ? (this.#flags[row] ?? 0) : 0)
      const backMs = reportedBack?.[row] ?? Number.NaN
      const handledMs = this.#handledMs[row] ?? Number.NaN
      if (backMs >= fromMs && backMs < toMs && Number.isFinite(handledMs)) {
        counting.handled(code, handledMs)
      }
    }
  }

  #countHelp(counting: Counting, by: StatsBy, { fromMs, toMs }: Period, seen: Seen): void {
    const { codes, column } = this.#by[by]
    for (const [row, helpers] of this.#helping) {
      if (isUnseen(seen, row)) continue
      for (const [department, dueMs, stoppedMs] of helpers) {
        if (dueMs < fromMs || dueMs >= toMs) continue
        const code = by === 'department' ? codes.of(department) : (column[row] ?? 0)
        counting.one(code, 'helped-in-time', stoppedMs !== null && stoppedMs <= dueMs)
      }
    }
  }

  #countRepeats(counting: Counting, by: StatsBy, { fromMs, toMs }: Period, seen: Seen): void {
    const created = this.#moments[CREATED]
    const group = this.#by[by].column
    const newer = new Int32Array(this.#spots.names.length).fill(-1)
    const bornMs = (row: number): number => created?.[row] ?? Number.NaN
    const count = (row: number, isRepeat: boolean): void => {
      const ms = bornMs(row)
      if (ms >= fromMs && ms < toMs) counting.one(group[row] ?? 0, 'repeated', isRepeat)
    }
    const rows = this.#sorted()
    for (let i = rows.length - 1; i >= 0; i -= 1) {
      const row = rows[i] ?? 0
      if (this.#counted[row] === COUNTED.voided || isUnseen(seen, row)) continue
      const spot = this.#spot[row] ?? -1
      if (spot < 0) {
        count(row, false)
        continue
      }
      const other = newer[spot] ?? -1
      if (other >= 0) count(other, bornMs(other) - bornMs(row) <= REPEAT_MS)
      newer[spot] = row
    }
    for (const row of newer) if (row >= 0) count(row, false)
  }

  #countVoids(counting: Counting, by: StatsBy, { toMs }: Period, seen: Seen, rules: OrderRules) {
    const { names } = this.#by.department.codes
    const voids = [...this.#voidedMs]
      .filter(([row]) => !isUnseen(seen, row))
      .map(([row, atMs]) => ({
        atMs,
        department: names[this.#by.department.column[row] ?? 0] ?? '',
        code: this.#by[by].column[row] ?? 0,
      }))
    const bursts = voidBursts(voids, toMs, rules)
    const fromMs = toMs - rules.watch.voidDays * DAY_MS
    for (const { atMs, department, code } of voids) {
      if (bursts.has(department) && atMs >= fromMs && atMs < toMs) counting.flag(code)
    }
  }

  #sorted(): Int32Array {
    // Orders come in as they are created, but for those that are brought in from elsewhere.
    for (let row = this.#sortedRows; row < this.#rows; row += 1) {
      const before = this.#inTime[row - 1]
      if (before !== undefined && !(this.#bornMs(before) <= this.#bornMs(row))) {
        this.#sort()
        break
      }
      this.#inTime[row] = row
    }
    this.#sortedRows = this.#rows
    return this.#inTime.subarray(0, this.#rows)
  }

  #bornMs(row: number): number {
    return this.#moments[CREATED]?.[row] ?? Number.NaN
  }

  #sort(): void {
    let firstMs = Number.POSITIVE_INFINITY
    for (let row = 0; row < this.#rows; row += 1) firstMs = Math.min(firstMs, this.#bornMs(row))
    // Time and row in one number each, because numbers are sorted natively: 16 million rows, 17 years.
    const keys = new BigInt64Array(this.#rows)
    for (let row = 0; row < this.#rows; row += 1) {
      keys[row] = (BigInt(this.#bornMs(row) - firstMs) << 24n) | BigInt(row)
    }
    keys.sort()
    for (const [i, key] of keys.entries()) this.#inTime[i] = Number(key & 0xffffffn)
  }
}

type Seen = Uint8Array | null
const isUnseen = (seen: Seen, row: number): boolean => seen !== null && seen[row] === 0

/** The rates that a moment places in a period, as bits. */
const bitsAt = (index: number, isStock: boolean): number =>
  RATE_PLACES.reduce(
    (bits, place, bit) =>
      place.atIndex === index && place.isStock === isStock ? bits | (1 << bit) : bits,
    0,
  )

type RateLoop = {
  readonly at: Float64Array
  readonly of: Int32Array
  readonly hit: Int32Array
  readonly group: Int32Array
  readonly rows: number
  readonly seen: Seen
  readonly bit: number
  readonly groups: number
}

/** Of one rate: how many orders of each group are in the denominator, and behind them, in the numerator. */
function countRate(
  { at, of, hit, group, rows, seen, bit, groups }: RateLoop,
  span: { readonly since: number; readonly toMs: number; readonly hitAt: Float64Array | undefined },
): Float64Array {
  const { since, toMs, hitAt } = span
  const counts = new Float64Array(groups * 2)
  for (let row = 0; row < rows; row += 1) {
    const ms = at[row] as number
    if (!(ms >= since && ms < toMs) || (((of[row] as number) >>> bit) & 1) === 0) continue
    if (seen !== null && seen[row] === 0) continue
    const code = group[row] as number
    counts[code] = (counts[code] as number) + 1
    if ((((hit[row] as number) >>> bit) & 1) === 0) continue
    if (hitAt !== undefined && !((hitAt[row] as number) < toMs)) continue
    counts[groups + code] = (counts[groups + code] as number) + 1
  }
  return counts
}

/** The counts of one question, by code of the group. */
class Counting {
  readonly #codes: Codes
  /** Groups there were when the question was asked; a department that only helps may come after. */
  readonly groups: number
  readonly #rates: (Float64Array | undefined)[] = []
  readonly #groups: (StatsCount | undefined)[] = []
  readonly #timeOf: Float64Array
  readonly #timeGroup: Int32Array
  #times = 0
  readonly #total = new StatsCount()

  /** @param rows most orders that can have been handled */
  constructor(codes: Codes, rows: number) {
    this.#codes = codes
    this.groups = codes.names.length
    this.#timeOf = new Float64Array(rows)
    this.#timeGroup = new Int32Array(rows)
  }

  /** @param counts as `countRate` gives them */
  rate(bit: number, counts: Float64Array): void {
    this.#rates[bit] = counts
  }

  order(code: number, isReported: boolean, flags: number): void {
    const group = this.#group(code)
    if (!isReported) return
    for (const count of [this.#total, group]) {
      count.reported++
      for (const [bit, flag] of FLAG_NAMES.entries()) if ((flags >>> bit) & 1) count.flag(flag)
    }
  }

  handled(code: number, ms: number): void {
    this.#timeOf[this.#times] = ms
    this.#timeGroup[this.#times] = code
    this.#times += 1
  }

  one(code: number, name: 'repeated' | 'helped-in-time', isHit: boolean): void {
    for (const count of [this.#total, this.#group(code)]) count.count(name, isHit)
  }

  flag(code: number): void {
    for (const count of [this.#total, this.#group(code)]) count.flag('void-burst')
  }

  result(): OrderStats {
    for (const [bit, name] of RATE_NAMES.entries()) {
      const counts = this.#rates[bit]
      if (counts === undefined) continue
      for (let code = 0; code < this.groups; code += 1) {
        const [of, n] = [counts[code] ?? 0, counts[this.groups + code] ?? 0]
        if (of === 0) continue
        this.#group(code).add(name, n, of)
        this.#total.add(name, n, of)
      }
    }
    const byGroup = this.#timesByGroup()
    const groups = this.#groups.flatMap((group, code) =>
      group === undefined
        ? []
        : [
            group.result(
              this.#codes.names[code] ?? null,
              timesOf(byGroup[code] ?? new Float64Array(0)),
            ),
          ],
    )
    const all = timesOf(this.#timeOf.subarray(0, this.#times))
    return { total: this.#total.result(null, all), groups: ranked(groups) }
  }

  #timesByGroup(): Float64Array[] {
    const sizes = new Int32Array(this.#codes.names.length)
    for (let i = 0; i < this.#times; i += 1) {
      const code = this.#timeGroup[i] ?? 0
      sizes[code] = (sizes[code] ?? 0) + 1
    }
    const lists = Array.from(sizes, (size) => new Float64Array(size))
    const filled = new Int32Array(sizes.length)
    for (let i = 0; i < this.#times; i += 1) {
      const code = this.#timeGroup[i] ?? 0
      const at = filled[code] ?? 0
      const list = lists[code]
      if (list !== undefined) list[at] = this.#timeOf[i] ?? 0
      filled[code] = at + 1
    }
    return lists
  }

  #group(code: number): StatsCount {
    const group = this.#groups[code] ?? new StatsCount()
    this.#groups[code] = group
    return group
  }
}

/** @param times in any order; are put into another one */
function timesOf(times: Float64Array): HandlingTimes {
  const n = times.length
  if (n === 0) return { n, meanMs: null, medianMs: null, p90Ms: null }
  const at = (share: number): number => {
    const rank = rankOf(n, share)
    quickselect(times as unknown as number[], rank)
    return times[rank] ?? Number.NaN
  }
  return {
    n,
    meanMs: times.reduce((a, b) => a + b, 0) / n,
    medianMs: at(0.5),
    p90Ms: at(0.9),
  }
}
