import { randomUUID } from 'node:crypto'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { draftLines, type Handover, unreadOf } from '../../protocol/duty/handover.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Order } from '../../protocol/order/order.ts'
import { toIso } from '../../protocol/time.ts'
import type { RecordStore } from '../store/store.ts'
import { createBook } from './book.ts'
import type { DutyLog } from './log.ts'

export type HandoverDeps = {
  readonly store: RecordStore
  readonly log: DutyLog
  readonly openOrders: () => readonly Order[]
  readonly standingAlarms: () => readonly Alarm[]
  readonly titleOf: (alarm: Alarm) => string
  readonly silentFeeds: () => readonly { source: string; silentSinceMs: number }[]
  readonly nowMs: () => number
}

/** A first handover has no shift before it. */
const FIRST_SHIFT_MS = 12 * 3_600_000

/**
 * Handing over the duty room (交接班): a draft that writes itself, signed first by who leaves and then by who comes, who
 * has to have read every line. One act at a time, so that two cannot sign at once.
 */
export function createHandovers(deps: HandoverDeps) {
  const { store, log, nowMs } = deps
  const book = createBook<Handover>(store, 'duty.handovers', ({ id, draftedAt }) => ({
    id,
    key: '',
    atMs: Date.parse(draftedAt),
  }))
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => undefined)
    return result
  }
  const newest = async (): Promise<Handover | null> =>
    (await book.list({ limit: 1, newestFirst: true }))[0] ?? null
  const isDone = (handover: Handover): boolean => handover.incoming !== null
  const openOne = async (id: string): Promise<Handover> => {
    const handover = await book.one(id)
    if (handover === null) throw new AppError('NOT_FOUND', { detail: { handover: id } })
    if (isDone(handover)) throw new AppError('HANDOVER_SIGNED', { detail: { handover: id } })
    return handover
  }

  const linesNow = async (since: string): Promise<Pick<Handover, 'lines' | 'left'>> => {
    const sinceMs = Date.parse(since)
    return draftLines({
      sinceMs,
      nowMs: nowMs(),
      openOrders: deps.openOrders(),
      standingAlarms: deps.standingAlarms(),
      titleOf: deps.titleOf,
      silentFeeds: deps.silentFeeds(),
      log: await log.since(sinceMs),
    })
  }

  return {
    list: (limit: number) => book.list({ limit, newestFirst: true }),
    one: (id: string) => book.one(id),

    /** The draft that is not signed by both yet, written anew from what stands; or a new one. */
    draft: (by: string): Promise<Handover> =>
      inTurn(async () => {
        const last = await newest()
        if (last !== null && last.outgoing !== null && !isDone(last)) return last
        const since =
          last === null ? toIso(nowMs() - FIRST_SHIFT_MS) : (last.incoming?.at ?? last.since)
        const open = last !== null && !isDone(last) ? last : null
        const handover: Handover = {
          id: open?.id ?? randomUUID(),
          draftedAt: toIso(nowMs()),
          draftedBy: by,
          since,
          ...(await linesNow(since)),
          remarks: open?.remarks ?? '',
          outgoing: null,
          incoming: null,
          read: [],
        }
        await book.put(handover)
        return handover
      }),

    /** @throws AppError NOT_FOUND, HANDOVER_SIGNED once the leaving officer has signed */
    remark: (id: string, remarks: string): Promise<Handover> =>
      inTurn(async () => {
        const handover = await openOne(id)
        if (handover.outgoing !== null) {
          throw new AppError('HANDOVER_SIGNED', { detail: { handover: id } })
        }
        const changed = { ...handover, remarks }
        await book.put(changed)
        return changed
      }),

    /**
     * Lines that the coming officer has read: somebody else than who left, and after that one has signed.
     *
     * @throws AppError HANDOVER_SAME_PERSON, HANDOVER_UNSIGNED, HANDOVER_SIGNED, NOT_FOUND
     */
    read: (id: string, lines: readonly string[], by: string): Promise<Handover> =>
      inTurn(async () => {
        const handover = await openOne(id)
        if (handover.outgoing === null) {
          throw new AppError('HANDOVER_UNSIGNED', { detail: { handover: id } })
        }
        if (handover.outgoing.by === by) {
          throw new AppError('HANDOVER_SAME_PERSON', { detail: { handover: id } })
        }
        const known = new Set(handover.lines.map((line) => line.id))
        const read = [...new Set([...handover.read, ...lines.filter((line) => known.has(line))])]
        const changed = { ...handover, read }
        await book.put(changed)
        return changed
      }),

    /**
     * Signs for the side that is next: first whoever leaves, then somebody else who comes.
     *
     * @throws AppError HANDOVER_SAME_PERSON when one officer would sign for both, HANDOVER_UNREAD naming the lines that
     *   the coming officer has not read, HANDOVER_SIGNED, NOT_FOUND
     */
    sign: (id: string, by: string): Promise<Handover> =>
      inTurn(async () => {
        const handover = await openOne(id)
        const signature = { by, at: toIso(nowMs()) }
        if (handover.outgoing === null) {
          const signed = { ...handover, outgoing: signature }
          await book.put(signed)
          return signed
        }
        if (handover.outgoing.by === by) {
          throw new AppError('HANDOVER_SAME_PERSON', { detail: { handover: id } })
        }
        const unread = unreadOf(handover)
        if (unread.length > 0) throw new AppError('HANDOVER_UNREAD', { detail: { unread } })
        const signed = { ...handover, incoming: signature }
        await book.put(signed)
        await log.add(
          { kind: 'handover', text: `${handover.outgoing.by} → ${by}(${handover.lines.length})` },
          by,
        )
        return signed
      }),
  }
}
