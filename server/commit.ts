import type { AlarmEvent } from '../protocol/alarm/alarm.ts'
import type { IndicatorValue } from '../protocol/indicator/value.ts'
import type { OrderEvent } from '../protocol/order/order.ts'

/**
 * What became true in one step, after it was made durable. The one door through which changes leave:
 * HTTP readings, simulator, staleness sweep, alarm timers and orders all end here, in one sequence.
 */
export type Commit = {
  /** Strictly increasing within one run of the server, shared by all topics. */
  readonly seq: number
  readonly atMs: number
  /** New state of every (indicator, place) that changed, at most once each. */
  readonly values: readonly IndicatorValue[]
  /** In the order in which they happened. */
  readonly alarms: readonly AlarmEvent[]
  readonly orders: readonly OrderEvent[]
}

export type CommitListener = (commit: Commit) => void

/** Fan-out inside the process. A listener must not throw and must not block. */
export interface CommitFeed {
  /** @returns a function that ends the subscription. */
  onCommit(listener: CommitListener): () => void
}
