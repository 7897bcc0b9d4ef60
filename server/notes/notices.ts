import { seesOrder } from '../../protocol/access/audience.ts'
import type { Notice, OrderNote } from '../../protocol/order/note.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'
import { overlaysOf } from '../../protocol/order/overlays.ts'
import type { RecordStore } from '../store/store.ts'
import { MENTIONS, type Notes } from './notes.ts'

/** Notices looked at for one answer, newest first. */
const MOST_NOTICES = 200

export type NoticesDeps = {
  readonly store: RecordStore
  readonly orderOf: (id: string) => Promise<Order | null>
  readonly openOrders: () => readonly Order[]
  readonly readers: Notes['readers']
}

type Draft = Omit<Notice, 'unread' | 'readBy'>

/** Whether it may have been given to the department: asked of every open order, so it makes nothing new. */
const concerns = (department: string, { state, department: lead, overlays }: Order): boolean =>
  (lead === department && state === 'dispatched') || (overlays?.cohandlers?.length ?? 0) > 0

/** Departments that an order waits for: its lead until that has signed, and those that help. */
function givenIn(order: Order): Draft[] {
  const { id: orderId, title } = order
  const base = { orderId, title, by: null, text: null }
  const given: Draft[] = overlaysOf(order)
    .cohandlers.filter(({ releasedAt }) => releasedAt === null)
    .map(({ department, since }) => ({
      ...base,
      id: `${orderId}|help|${department}`,
      kind: 'help',
      department,
      at: since,
    }))
  if (order.state === 'dispatched') {
    const { department, since, changedAt } = order
    const at = since ?? changedAt
    given.push({ ...base, id: `${orderId}|lead|${department}`, kind: 'lead', department, at })
  }
  return given
}

/** What waits to be read, by department (D21). */
export function createNotices({ store, orderOf, openOrders, readers }: NoticesDeps) {
  async function mentionsOf(department: string): Promise<Draft[]> {
    const query = { collection: MENTIONS, key: department, newestFirst: true, limit: MOST_NOTICES }
    const found: Draft[] = []
    for (const { id, body } of await store.records(query)) {
      const comment = body as Extract<OrderNote, { kind: 'comment' }>
      const order = await orderOf(comment.orderId)
      if (order === null || !isOpenState(order.state) || !seesOrder(department, order)) continue
      const { at, by, text, orderId } = comment
      found.push({ id, kind: 'mention', orderId, title: order.title, department, at, by, text })
    }
    return found
  }

  const given = (department: string): Draft[] =>
    openOrders()
      .flatMap((order) => (concerns(department, order) ? givenIn(order) : []))
      .filter((notice) => notice.department === department)

  return {
    /**
     * Notices of a department about orders that are open and that it sees, newest first, at most 200.
     *
     * @param name who asks: his own comments are no news to him
     */
    async of(department: string, name: string): Promise<Notice[]> {
      const drafts = [...given(department), ...(await mentionsOf(department))]
        .filter(({ by }) => by !== name)
        .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
        .slice(0, MOST_NOTICES)
      const read = new Map<string, Awaited<ReturnType<Notes['readers']>>>()
      for (const { orderId } of drafts) {
        if (!read.has(orderId)) read.set(orderId, await readers(orderId))
      }
      return drafts.map((draft) => {
        const since = (read.get(draft.orderId) ?? []).filter(({ at }) => at >= draft.at)
        return {
          ...draft,
          unread: !since.some(({ by }) => by === name),
          readBy: since
            .filter((reading) => reading.department === department)
            .map(({ by, at }) => ({ name: by, at })),
        }
      })
    },
  }
}

export type Notices = ReturnType<typeof createNotices>
