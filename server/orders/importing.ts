import type { Principal } from '../../protocol/access/role.ts'
import { AppError, type ErrorCode } from '../../protocol/error/codes.ts'
import { type ActFacts, decideAct } from '../../protocol/order/act.ts'
import { firstOrder } from '../../protocol/order/fold.ts'
import { SYSTEM } from '../../protocol/order/guards.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import type { TimedEvent } from '../../protocol/order/timing.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { OrderStore } from '../store/store.ts'
import type { OrderReport } from './requests.ts'

/** One act that was done elsewhere, at the time it was recorded there. */
export type ImportedAct = {
  readonly action: Exclude<OrderAction, 'report'>
  readonly atMs: number
  readonly args?: Readonly<Record<string, unknown>>
}

/** An order that was worked elsewhere, whole: its report and what happened to it, oldest first. */
export type ImportedOrder = {
  readonly report: OrderReport & {
    readonly atMs: number
    readonly channel: string
    /** With the channel, what makes sending it twice harmless. */
    readonly externalId: string
  }
  readonly acts: readonly ImportedAct[]
}

/** What became of one order of an import. */
export type ImportOutcome =
  | { readonly kind: 'accepted'; readonly order: Order }
  /** The order of this (channel, externalId) is there already, or stands earlier in the same batch. */
  | { readonly kind: 'duplicate'; readonly orderId: string }
  | {
      readonly kind: 'rejected'
      readonly code: ErrorCode
      readonly detail: Readonly<Record<string, unknown>>
    }

/** What the order service lends to the import: it alone numbers, writes and knows what is open. */
export type ImportingDeps = {
  readonly store: Pick<OrderStore, 'orderByExternalId'>
  readonly nowMs: () => number
  readonly factsFor: (typeCode: string, atMs: number, events: readonly TimedEvent[]) => ActFacts
  /** The order as it is first written down, without its number. @throws AppError UNKNOWN_PLACE, MALFORMED */
  readonly firstState: (report: OrderReport, atMs: number) => Order
  /** What the history says of how the department was found. */
  readonly routedBy: (order: Order) => Readonly<Record<string, unknown>>
  /** @throws AppError when the report is not for this actor to make, or not from here */
  readonly check: (report: OrderReport, actor: Principal) => void
  readonly number: (atMs: number) => Promise<string>
  readonly write: (events: readonly OrderEvent[]) => Promise<void>
}

export type ImportOptions = {
  /** Who imports; stands on every event. A department's machine brings its own orders only. */
  readonly by: Principal
  /** Decide only: nothing is numbered or written. */
  readonly dryRun?: boolean
}

/** A clock of the other system that runs a little ahead is forgiven, as for readings. */
const AHEAD_MS = 5 * 60_000
/** The number is given last, so that a refused row leaves no gap that a restart would count wrongly. */
const UNNUMBERED = ''

const keyOf = ({ report }: ImportedOrder): string => `${report.channel}\n${report.externalId}`

/** Takes in orders that were worked elsewhere. One that cannot be taken costs none of the others. */
export function createImporting(deps: ImportingDeps) {
  const { store, nowMs, factsFor, firstState, routedBy, check, number, write } = deps

  const checkTimes = ({ report, acts }: ImportedOrder): void => {
    let before = report.atMs
    if (before > nowMs() + AHEAD_MS) throw new AppError('FUTURE_TIME', { detail: { field: 'at' } })
    for (const { action, atMs } of acts) {
      const detail = { field: action, atMs }
      if (atMs > nowMs() + AHEAD_MS) throw new AppError('FUTURE_TIME', { detail })
      if (atMs < before) throw new AppError('BAD_TIME', { detail: { ...detail, beforeMs: before } })
      before = atMs
    }
  }

  /** Every event of the order, decided by the same table as anybody's act. */
  const decide = (wanted: ImportedOrder, by: Principal): OrderEvent[] => {
    checkTimes(wanted)
    const { report, acts } = wanted
    check(report, by)
    const now = new Date(nowMs()).toISOString()
    const marks = { via: 'import', importedBy: by.name, importedAt: now }
    const stated = firstState(report, report.atMs)
    // The district's middle is no place: thousands of orders there would be a hot spot that is none.
    const placed = report.place !== undefined && report.place !== DISTRICT
    const first = { ...stated, position: report.position ?? (placed ? stated.position : null) }
    if (by.department !== null && first.department !== by.department) {
      throw new AppError('FORBIDDEN', { detail: { field: 'type', department: first.department } })
    }
    // Whoever was called back elsewhere is not called back again.
    const closes = acts.some(({ action }) => action === 'close')
    const reporter = report.reporter ?? null
    const who = closes ? { reporter: null, reportedBy: reporter } : { reporter }
    const args = { ...who, ...routedBy(first), ...marks }
    const step = { action: 'report', actor: by.name, at: first.createdAt, args }
    const facts = factsFor(report.type, report.atMs, [])
    const order = facts.timed(firstOrder(first, step), step)
    const events: OrderEvent[] = [{ orderId: first.id, rev: 1, ...step, recordedAt: now, order }]
    let current = order
    for (const act of acts) {
      const request = { action: act.action, actionId: '', args: act.args ?? {} }
      const known = factsFor(report.type, act.atMs, events)
      // What was checked elsewhere is not checked again: a photo of it was never ours to ask for.
      const decided = decideAct(current, request, SYSTEM, { ...known, needsPhoto: false })
      for (const { args, ...event } of decided) {
        const { actionId: _, ...rest } = args
        events.push({ ...event, args: { ...rest, ...marks } })
      }
      current = events.at(-1)?.order ?? current
    }
    return events
  }

  const numbered = async (events: readonly OrderEvent[], atMs: number): Promise<OrderEvent[]> => {
    const id = await number(atMs)
    return events.map((event) => ({ ...event, orderId: id, order: { ...event.order, id } }))
  }

  const refusal = (error: unknown): ImportOutcome => {
    if (!(error instanceof AppError)) throw error
    return { kind: 'rejected', code: error.code, detail: error.detail }
  }

  type Planned = { readonly at: number; readonly events: readonly OrderEvent[] }

  const accept = (outcomes: ImportOutcome[], { at, events }: Planned): void => {
    const last = events.at(-1)
    if (last !== undefined) outcomes[at] = { kind: 'accepted', order: last.order }
  }

  /** All in one commit; when somebody took one of the external ids meanwhile, one by one. */
  const writeAll = async (outcomes: ImportOutcome[], planned: readonly Planned[]) => {
    try {
      await write(planned.flatMap(({ events }) => events))
      for (const plan of planned) accept(outcomes, plan)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'ORDER_CHANGED_MEANWHILE')) throw error
      for (const plan of planned) {
        const done = await write(plan.events).then(() => null, refusal)
        if (done === null) accept(outcomes, plan)
        else outcomes[plan.at] = done
      }
    }
  }

  return {
    /**
     * Takes in one batch.
     *
     * @returns what became of each, by its place in `wanted`
     * @throws AppError STORE_FULL or STORE_UNAVAILABLE: none of the batch was written, all can be sent again
     */
    async all(wanted: readonly ImportedOrder[], options: ImportOptions): Promise<ImportOutcome[]> {
      const known = await Promise.all(
        wanted.map(({ report }) => store.orderByExternalId(report.channel, report.externalId)),
      )
      const seen = new Map<string, number>()
      const outcomes: ImportOutcome[] = []
      const planned: Planned[] = []
      const repeats: [at: number, first: number][] = []
      for (const [at, one] of wanted.entries()) {
        const standing = known[at] ?? null
        const first = seen.get(keyOf(one))
        if (standing !== null) outcomes[at] = { kind: 'duplicate', orderId: standing.id }
        else if (first !== undefined) repeats.push([at, first])
        else {
          try {
            const events = decide(one, options.by)
            seen.set(keyOf(one), at)
            const plan = {
              at,
              events: options.dryRun ? events : await numbered(events, one.report.atMs),
            }
            if (options.dryRun) accept(outcomes, plan)
            else planned.push(plan)
          } catch (error) {
            outcomes[at] = refusal(error)
          }
        }
      }
      if (planned.length > 0) await writeAll(outcomes, planned)
      for (const [at, first] of repeats) {
        const outcome = outcomes[first]
        const orderId = outcome?.kind === 'accepted' ? outcome.order.id : UNNUMBERED
        outcomes[at] = { kind: 'duplicate', orderId }
      }
      return outcomes
    },
  }
}
