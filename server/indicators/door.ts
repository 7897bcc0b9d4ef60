import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { levelRank } from '../../protocol/indicator/threshold.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import type { OrderEvent } from '../../protocol/order/order.ts'
import type { Commit, CommitFeed, CommitListener } from '../commit.ts'

export type RaisesHandler = (alarm: Alarm) => void

export type Changes = {
  readonly values?: readonly IndicatorValue[]
  readonly alarms?: readonly AlarmEvent[]
  readonly orders?: readonly OrderEvent[]
}

/** The one door out: numbers what became true and tells everyone inside the process. */
export class Door implements CommitFeed {
  readonly #listeners = new Set<CommitListener>()
  readonly #raisesHandlers = new Set<RaisesHandler>()
  readonly #onError: (error: unknown) => void
  #seq = 0

  /** @param onError told of a listener that threw; the others are told all the same */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  get seq(): number {
    return this.#seq
  }

  onCommit(listener: CommitListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onRaises(handler: RaisesHandler): () => void {
    this.#raisesHandlers.add(handler)
    return () => this.#raisesHandlers.delete(handler)
  }

  /** Nothing goes out, and no number is used, when nothing changed. */
  publish(atMs: number, { values = [], alarms = [], orders = [] }: Changes): void {
    if (values.length + alarms.length + orders.length === 0) return
    this.#seq++
    const commit: Commit = { seq: this.#seq, atMs, values, alarms, orders }
    for (const listener of this.#listeners) this.#tell(() => listener(commit))
    for (const event of alarms) {
      if (mayAsk(event) && asksForOrder(event.alarm)) this.#raise(event.alarm)
    }
  }

  #raise(alarm: Alarm): void {
    for (const handler of this.#raisesHandlers) this.#tell(() => handler(alarm))
  }

  #tell(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#onError(error)
    }
  }
}

/**
 * @returns whether an alarm is to open a work order and has none; one whose order has ended asks again only when it is
 *   worse than it ever was while that order ran
 */
export const asksForOrder = ({ raises, orderId, level, answered }: Alarm): boolean =>
  raises !== null &&
  orderId === null &&
  (answered === undefined || levelRank(level) > levelRank(answered))

/** A rule may come to ask for an order only when the alarm is raised or has changed its level. */
const mayAsk = ({ kind }: AlarmEvent): boolean =>
  kind === 'raised' || kind === 'repeated' || kind === 'level'
