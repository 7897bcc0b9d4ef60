import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { occasionOfGap, occasionOfOverdue } from '../../protocol/duty/notices.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { CommitFeed } from '../commit.ts'
import type { OrderStore, RecordStore } from '../store/store.ts'
import { createHandovers } from './handovers.ts'
import { createDutyLog } from './log.ts'
import { createNotices, type NoticeSink } from './notices.ts'
import { createRoster } from './roster.ts'

export type DutyDeps = {
  readonly store: RecordStore & Pick<OrderStore, 'order'>
  readonly feed: CommitFeed
  readonly openOrders: () => readonly Order[]
  readonly standingAlarms: () => readonly Alarm[]
  /** What an alarm is called. */
  readonly titleOf: (alarm: Alarm) => string
  readonly silentFeeds: () => readonly { source: string; silentSinceMs: number }[]
  readonly sink: NoticeSink | null
  readonly nowMs: () => number
  readonly onError: (error: unknown) => void
}

/** The duty room's books (值班室): roster, log, handovers, and what those on duty were told. */
export function createDuty(deps: DutyDeps) {
  const { store, openOrders, nowMs } = deps
  const roster = createRoster(store, nowMs)
  const log = createDutyLog(store, nowMs)
  const handovers = createHandovers({ ...deps, log })
  const notices = createNotices({ ...deps, onDuty: (atMs) => roster.onDuty(atMs) })
  return {
    roster,
    log,
    handovers,
    notices,
    /** What the clock alone makes a notice of: orders past their deadline, posts that nobody will hold. */
    async look(): Promise<void> {
      const now = nowMs()
      const overdue = openOrders()
        .map((order) => occasionOfOverdue(order, now))
        .filter((occasion) => occasion !== null)
      const gaps = (await roster.gapsAhead()).map((gap) => occasionOfGap(gap, now))
      notices.tell([...overdue, ...gaps])
      await notices.settled()
    },
    close: () => notices.close(),
  }
}

export type Duty = ReturnType<typeof createDuty>
