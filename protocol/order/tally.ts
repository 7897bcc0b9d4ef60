import { DISTRICT } from '../place/place.ts'
import type { FlagName } from './flags.ts'
import type { Order } from './order.ts'
import { countsOf, type Period, RATE_NAMES, RATES, type RateKind, type RateName } from './rates.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from './rules.ts'
import { type Voided, voidBursts } from './watch.ts'

/** What orders are told apart by. */
export type StatsBy = 'department' | 'town' | 'type'

/** A rate with what it is made of; `value` null when nothing is in the denominator, never 0. */
export type Rate = {
  readonly name: RateName
  readonly name_zh: string
  readonly kind: RateKind
  readonly numerator: number
  readonly denominator: number
  readonly value: number | null
}

/** Handling times (T7 net of suspensions and refunds) of what was reported back in the period, ms; null: nothing was. */
export type HandlingTimes = {
  readonly n: number
  readonly meanMs: number | null
  readonly medianMs: number | null
  readonly p90Ms: number | null
}

export type StatsGroup = {
  /** Department, town or type; null for orders without a town, and for all together. */
  readonly key: string | null
  /** Orders reported in the period, those voided left out. */
  readonly reported: number
  readonly rates: readonly Rate[]
  readonly handling: HandlingTimes
  /**
   * Orders reported in the period that carry a flag of their own events; `void-burst`: orders of departments that voided
   * many just before its end. A flag that no order carries is left out, as is what only read receipts tell.
   */
  readonly flags: Readonly<Partial<Record<FlagName, number>>>
  /** 综合评分, 0 to 100; null while a rate in it has no denominator. */
  readonly score: number | null
  /** Place among the groups by score, 1 is the best; null without a score, and for fewer than `RANKED_FROM` orders due. */
  readonly rank: number | null
}

export type OrderStats = { readonly total: StatsGroup; readonly groups: readonly StatsGroup[] }

/** A group with fewer orders due to handle is not ranked: chance alone would place it. */
export const RANKED_FROM = 10
/** 重复率: an order at the same place and of the same type within this time is a repeat. */
const DAY_MS = 86_400_000
export const REPEAT_MS = 30 * DAY_MS
/** Rates that are not read off one order's own clocks. */
const OTHER_RATES = {
  repeated: { name_zh: '重复率', kind: 'flow' },
  'helped-in-time': { name_zh: '协办按时率', kind: 'due' },
} as const
/** Jinniu's example (100 points): 30 处置率 + 20 按期处置率 + 20 (1−返工率) + 20 (1−超期待处置率) + 10 (1−延期率). */
const SCORE = [
  ['handled', 30, 'share'],
  ['handled-in-time', 20, 'share'],
  ['reworked', 20, 'rest'],
  ['overdue-unhandled', 20, 'rest'],
  ['extended', 10, 'rest'],
] as const

type Fraction = { n: number; of: number }

/** What is counted of one department, town or type. */
export class StatsCount {
  readonly #fractions = new Map<RateName, Fraction>()
  readonly #handledMs: number[] = []
  readonly #flags = new Map<FlagName, number>()
  reported = 0

  count(name: RateName, hit: boolean): void {
    this.add(name, hit ? 1 : 0, 1)
  }

  /** @param n orders in the numerator of `of` in the denominator */
  add(name: RateName, n: number, of: number): void {
    const fraction = this.#fractions.get(name) ?? { n: 0, of: 0 }
    this.#fractions.set(name, { n: fraction.n + n, of: fraction.of + of })
  }

  flag(name: FlagName, n = 1): void {
    this.#flags.set(name, (this.#flags.get(name) ?? 0) + n)
  }

  handled(ms: number): void {
    this.#handledMs.push(ms)
  }

  #rate(name: RateName): Rate {
    const { name_zh, kind } =
      name === 'repeated' || name === 'helped-in-time' ? OTHER_RATES[name] : RATES[name]
    const { n, of } = this.#fractions.get(name) ?? { n: 0, of: 0 }
    return { name, name_zh, kind, numerator: n, denominator: of, value: of === 0 ? null : n / of }
  }

  #score(): number | null {
    let sum = 0
    for (const [name, weight, part] of SCORE) {
      const { value } = this.#rate(name)
      if (value === null) return null
      sum += weight * (part === 'share' ? value : 1 - value)
    }
    return sum
  }

  #handling(): HandlingTimes {
    const times = this.#handledMs.toSorted((a, b) => a - b)
    const n = times.length
    const at = (share: number): number | null => times[rankOf(n, share)] ?? null
    const meanMs = n === 0 ? null : times.reduce((a, b) => a + b, 0) / n
    return { n, meanMs, medianMs: at(0.5), p90Ms: at(0.9) }
  }

  /** @param handling counted elsewhere; left out: what `handled` was told */
  result(key: string | null, handling = this.#handling()): StatsGroup {
    return {
      key,
      reported: this.reported,
      rates: [...RATE_NAMES, 'repeated' as const, 'helped-in-time' as const].map((name) =>
        this.#rate(name),
      ),
      handling,
      flags: Object.fromEntries(this.#flags),
      score: this.#score(),
      rank: null,
    }
  }
}

/** Of so many sorted times, the one that a share of them does not exceed. */
export const rankOf = (n: number, share: number): number => Math.max(0, Math.ceil(n * share) - 1)

const keyOf = (order: Order, by: StatsBy): string | null => order[by]

/** Counts orders into rates, one after the other, so that a whole archive needs no memory of its own. */
export class OrderTally {
  readonly #by: StatsBy
  readonly #period: Period
  readonly #total = new StatsCount()
  readonly #groups = new Map<string | null, StatsCount>()
  /** Of each place and type the order that was added before. */
  readonly #newer = new Map<string, Order>()

  readonly #voids: (Voided & { readonly group: string | null })[] = []
  readonly #rules: OrderRules

  constructor(by: StatsBy, period: Period, rules: OrderRules = DEFAULT_ORDER_RULES) {
    this.#rules = rules
    this.#by = by
    this.#period = period
  }

  /** @param order the orders of a place and type come newest first */
  add(order: Order): void {
    if (order.state === 'voided') {
      const atMs = Date.parse(order.since ?? order.changedAt)
      this.#voids.push({ atMs, department: order.department, group: keyOf(order, this.#by) })
      return
    }
    const { fromMs, toMs } = this.#period
    const groups = [this.#total, this.#group(order)]
    const createdMs = Date.parse(order.createdAt)
    for (const { name, hit } of countsOf(order, this.#period)) {
      for (const group of groups) group.count(name, hit)
    }
    const reportedBack = Date.parse(order.timing?.T7?.[1] ?? '')
    const { handledMs } = order
    if (handledMs !== undefined && handledMs !== null) {
      if (reportedBack >= fromMs && reportedBack < toMs)
        for (const g of groups) g.handled(handledMs)
    }
    if (createdMs >= fromMs && createdMs < toMs) {
      for (const group of groups) {
        group.reported++
        for (const flag of order.flagged ?? []) group.flag(flag)
      }
    }
    this.#countHelp(order)
    this.#settleNewer(order, createdMs)
  }

  /** Help is counted for the department that helps, in a town or type as the order is. */
  #countHelp(order: Order): void {
    if (order.state === 'merged') return
    for (const { department, dueAt, stoppedAt } of order.helping ?? []) {
      const dueMs = Date.parse(dueAt)
      if (dueMs < this.#period.fromMs || dueMs >= this.#period.toMs) continue
      const inTime = stoppedAt !== null && Date.parse(stoppedAt) <= dueMs
      const own = this.#by === 'department' ? this.#named(department) : this.#group(order)
      for (const group of [this.#total, own]) group.count('helped-in-time', inTime)
    }
  }

  #countVoids(): void {
    const bursts = voidBursts(this.#voids, this.#period.toMs, this.#rules)
    const fromMs = this.#period.toMs - this.#rules.watch.voidDays * DAY_MS
    for (const { atMs, department, group } of this.#voids) {
      if (!bursts.has(department) || atMs < fromMs || atMs >= this.#period.toMs) continue
      for (const counted of [this.#total, this.#named(group)]) counted.flag('void-burst')
    }
  }

  #group(order: Order): StatsCount {
    return this.#named(keyOf(order, this.#by))
  }

  #named(key: string | null): StatsCount {
    const group = this.#groups.get(key) ?? new StatsCount()
    this.#groups.set(key, group)
    return group
  }

  /** The newer order of this place and type is a repeat when this one is near enough in time. */
  #settleNewer(order: Order, createdMs: number): void {
    if (order.place === DISTRICT) {
      this.#countRepeat(order, false)
      return
    }
    const key = `${order.place}|${order.type}`
    const newer = this.#newer.get(key)
    if (newer !== undefined) {
      this.#countRepeat(newer, Date.parse(newer.createdAt) - createdMs <= REPEAT_MS)
    }
    this.#newer.set(key, order)
  }

  #countRepeat(order: Order, isRepeat: boolean): void {
    const createdMs = Date.parse(order.createdAt)
    if (createdMs < this.#period.fromMs || createdMs >= this.#period.toMs) return
    for (const group of [this.#total, this.#group(order)]) group.count('repeated', isRepeat)
  }

  /** The rates of all that was added. Call once. */
  result(): OrderStats {
    for (const order of this.#newer.values()) this.#countRepeat(order, false)
    this.#newer.clear()
    this.#countVoids()
    const groups = [...this.#groups].map(([key, group]) => group.result(key))
    return { total: this.#total.result(null), groups: ranked(groups) }
  }
}

const dueToHandle = ({ rates }: StatsGroup): number =>
  rates.find(({ name }) => name === 'handled')?.denominator ?? 0

/** Best score first; equal scores share a place. What is too small to be ranked comes after. */
export function ranked(groups: readonly StatsGroup[]): StatsGroup[] {
  const scoreOf = (group: StatsGroup): number | null =>
    dueToHandle(group) < RANKED_FROM ? null : group.score
  const scores = groups.map(scoreOf).filter((score) => score !== null)
  return groups
    .map((group) => {
      const score = scoreOf(group)
      const better = scores.filter((other) => score !== null && other > score).length
      return { ...group, rank: score === null ? null : better + 1 }
    })
    .toSorted(
      (a, b) =>
        (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
        String(a.key).localeCompare(String(b.key), 'en'),
    )
}
