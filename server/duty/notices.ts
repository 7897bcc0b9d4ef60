import { createHash } from 'node:crypto'
import {
  type Notice,
  type Occasion,
  occasionOfAlarm,
  occasionOfOrder,
} from '../../protocol/duty/notices.ts'
import type { RosterRow } from '../../protocol/duty/roster.ts'
import { toIso } from '../../protocol/time.ts'
import type { CommitFeed } from '../commit.ts'
import type { RecordStore } from '../store/store.ts'
import { createBook } from './book.ts'

/** Takes a notice out of the house. Resolves when the other side has it; throws when it has not. */
export type NoticeSink = (notice: Notice) => Promise<void>

export type NoticeDeps = {
  readonly store: RecordStore
  readonly feed: CommitFeed
  readonly onDuty: (atMs: number) => Promise<readonly RosterRow[]>
  /** Null: notices are shown on the desk only. */
  readonly sink: NoticeSink | null
  readonly nowMs: () => number
  readonly onError: (error: unknown) => void
}

/** Notices that wait for a sink that is down; beyond it new ones are shown on the desk only, and counted. */
export const MOST_WAITING = 10_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

const WAITING = 'waiting'

/** The same occasion gives the same id, so that it is told once however often it is seen, over restarts too. */
const idOf = (key: string, row: string | null): string =>
  createHash('sha256')
    .update(`${key}|${row ?? ''}`)
    .digest('hex')
    .slice(0, 32)

/**
 * Tells those on duty (R24): every notice is durable before it is sent, goes out in its order, and is taken off once the
 * sink has said yes. The sink gets the notice's id, by which it knows one that it had already.
 */
export function createNotices(deps: NoticeDeps) {
  const { store, sink, nowMs, onError } = deps
  const waiting = createBook<Notice>(store, 'duty.notices.waiting', ({ id, at }) => ({
    id,
    key: WAITING,
    atMs: Date.parse(at),
  }))
  const told = createBook<Notice>(store, 'duty.notices', ({ id, at, orderId }) => ({
    id,
    key: orderId ?? '',
    atMs: Date.parse(at),
  }))
  let inLine = 0
  let refused = 0
  let downSinceMs: number | null = null
  let pauseMs = FIRST_PAUSE_MS
  let timer: NodeJS.Timeout | null = null
  let closed = false
  let work: Promise<void> = Promise.resolve()

  const enqueue = async (occasion: Occasion): Promise<void> => {
    const rows = await deps.onDuty(occasion.atMs)
    const { atMs, ...about } = occasion
    for (const row of rows.length === 0 ? [null] : rows) {
      const id = idOf(occasion.key, row?.id ?? null)
      if ((await told.one(id)) !== null) continue
      const isRoom = inLine < MOST_WAITING
      if (sink !== null && !isRoom) refused++
      const notice: Notice = {
        ...about,
        id,
        at: toIso(Math.max(atMs, nowMs())),
        rosterRow: row?.id ?? null,
        to: row?.name ?? '',
        post: row?.post ?? '',
        state: sink !== null && isRoom ? 'waiting' : 'desk-only',
        tries: 0,
        deliveredAt: null,
        lastError: null,
      }
      const entries = [told.entry(notice)]
      if (notice.state === 'waiting') entries.push(waiting.entry(notice))
      await store.putRecords(entries)
      if (notice.state === 'waiting') inLine++
    }
  }

  /** Sends what waits, oldest first, until nothing does or the sink fails. */
  const send = async (): Promise<void> => {
    if (sink === null) return
    for (;;) {
      if (closed) return
      const [next] = await waiting.list({ limit: 1 })
      if (next === undefined) return
      const tried = { ...next, tries: next.tries + 1 }
      try {
        await sink(tried)
      } catch (error) {
        downSinceMs ??= nowMs()
        const lastError = error instanceof Error ? error.message : String(error)
        const failed = { ...tried, lastError }
        await store.putRecords([waiting.entry(failed), told.entry(failed)])
        timer = setTimeout(wake, pauseMs)
        timer.unref()
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
        return
      }
      downSinceMs = null
      pauseMs = FIRST_PAUSE_MS
      const delivered: Notice = { ...tried, state: 'delivered', deliveredAt: toIso(nowMs()) }
      await told.put(delivered)
      await waiting.remove([next.id])
      inLine--
    }
  }

  const then = (job: () => Promise<void>): void => {
    work = work.then(job).catch(onError)
  }
  function wake(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    then(send)
  }

  const tell = (occasions: readonly Occasion[]): void => {
    if (occasions.length === 0) return
    then(async () => {
      for (const occasion of occasions) await enqueue(occasion)
    })
    // A sink that is down is asked again when its pause is over, not at every notice.
    if (timer === null) then(send)
  }
  const end = deps.feed.onCommit(({ orders, alarms }) =>
    tell(
      [...orders.map(occasionOfOrder), ...alarms.map(occasionOfAlarm)].filter(
        (occasion) => occasion !== null,
      ),
    ),
  )

  return {
    /** Takes up what waited when the server stopped. */
    async start(): Promise<void> {
      inLine = (await waiting.list({ limit: MOST_WAITING })).length
      if (inLine > 0) wake()
    },
    tell,
    list: (query: { limit: number; orderId?: string; after?: { atMs: number; id: string } }) =>
      told.list({
        ...(query.orderId === undefined ? {} : { key: query.orderId }),
        ...(query.after === undefined ? {} : { after: query.after }),
        limit: query.limit,
        newestFirst: true,
      }),
    /** What waits, what found no room, and since when the sink has failed. */
    status: () => ({
      hasSink: sink !== null,
      waiting: inLine,
      refused,
      downSince: downSinceMs === null ? null : toIso(downSinceMs),
    }),
    /** Resolves when what was told by now is written, and sent or found to fail. */
    settled: () => work,
    async close(): Promise<void> {
      closed = true
      end()
      if (timer !== null) clearTimeout(timer)
      await work
    },
  }
}
