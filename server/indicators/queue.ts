import type { AlarmEvent } from '../../protocol/alarm/alarm.ts'
import type { Reading } from '../../protocol/indicator/value.ts'
import type { OrderEvent } from '../../protocol/order/order.ts'
import type { ReadingOutcome } from '../store/store.ts'
import type { AlarmDraft } from './alarms.ts'

/** Most readings that go in one transaction: a larger request is cut, so that others get their turn between. */
const READINGS_PER_STEP = 2_500

/** Readings of one request, worked off over one step or several. */
export type IngestJob = {
  readonly readings: readonly Reading[]
  readonly outcomes: ReadingOutcome[]
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/** Something other than readings that goes out by the same door. */
export type ActJob = {
  /** Acts on alarms (null: none), worked out against the alarms as they stand in that step; throws what the caller gets. */
  readonly decide: ((draft: AlarmDraft) => void) | null
  readonly alarms: readonly AlarmEvent[]
  readonly orders: readonly OrderEvent[]
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/** Such an act depends on nothing that another one changes: the order service has seen to that. */
export const isOrdersOnly = ({ decide, alarms }: ActJob): boolean =>
  decide === null && alarms.length === 0

/** Acts in their order; those on orders alone that stand together are one group, any other is one by itself. */
export function sideBySide(jobs: readonly ActJob[]): ActJob[][] {
  const groups: ActJob[][] = []
  for (const job of jobs) {
    const last = groups.at(-1)
    const before = last?.[0]
    if (last !== undefined && before !== undefined && isOrdersOnly(before) && isOrdersOnly(job)) {
      last.push(job)
    } else groups.push([job])
  }
  return groups
}

export type Slice = { readonly job: IngestJob; readonly readings: readonly Reading[] }

/** What waits for the pipeline. First come, first served, but acts go before readings. */
export class WorkQueue {
  #ingests: IngestJob[] = []
  #acts: ActJob[] = []
  #waiting = 0
  /** How much of the first request was cut off and done. */
  #taken = 0

  /** Readings that wait. */
  get depth(): number {
    return this.#waiting
  }

  get isEmpty(): boolean {
    return this.#ingests.length === 0 && this.#acts.length === 0
  }

  addIngest(job: IngestJob): void {
    this.#ingests.push(job)
    this.#waiting += job.readings.length
  }

  addAct(job: ActJob): void {
    this.#acts.push(job)
  }

  takeActs(): readonly ActJob[] {
    const acts = this.#acts
    this.#acts = []
    return acts
  }

  /** The next readings in order, of as many requests as fit one step. */
  takeReadings(): readonly Slice[] {
    const slices: Slice[] = []
    let room = READINGS_PER_STEP
    while (room > 0) {
      const job = this.#ingests[0]
      if (job === undefined) break
      const readings = job.readings.slice(this.#taken, this.#taken + room)
      slices.push({ job, readings })
      room -= readings.length
      this.#waiting -= readings.length
      this.#taken += readings.length
      if (this.#taken < job.readings.length) break
      this.#ingests.shift()
      this.#taken = 0
    }
    return slices
  }

  /** Gives up what is left of a request whose first part was refused. */
  drop(job: IngestJob): void {
    if (this.#ingests[0] !== job) return
    this.#waiting -= job.readings.length - this.#taken
    this.#ingests.shift()
    this.#taken = 0
  }
}
