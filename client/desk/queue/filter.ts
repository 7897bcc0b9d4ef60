import type { Role } from '../../../protocol/access/role.ts'
import { isOpenState } from '../../../protocol/order/open.ts'
import type { OrderRow, RowMark } from '../../../protocol/order/row.ts'
import type { OrderState } from '../../../protocol/order/states.ts'
import type { QueueFilter } from '../desk-store.ts'
import { boxOf, isInBox } from '../map/box.ts'

/** Who looks, and when. */
export type Reader = {
  readonly roles: readonly string[]
  readonly department: string | null
}

/** States in which the next step is an office's own. */
const NEXT_STEP: Partial<Record<Role, readonly OrderState[]>> = {
  duty: ['reported', 'verifying', 'accepted', 'filed'],
  supervisor: ['reported', 'verifying', 'accepted', 'filed', 'submitted', 'checked'],
  checker: ['checking'],
  handler: ['dispatched', 'handling', 'suspended'],
}

/** Requests that an office has to decide. */
const TO_DECIDE: Partial<Record<Role, readonly RowMark[]>> = {
  duty: ['return-asked'],
  supervisor: ['return-asked', 'extension-asked', 'appeal'],
  leader: ['extension-asked', 'suspension-asked', 'escalated'],
}

const EXPORTERS: readonly string[] = ['duty', 'supervisor', 'checker', 'handler', 'leader']

const isRole = (role: string): role is Role => role in NEXT_STEP || role in TO_DECIDE

/** Whether the next step of an order, or a request on it, is the reader's (ORDER_RULES, who). */
export function waitsFor(row: OrderRow, { roles, department }: Reader): boolean {
  if (department !== null && row.department !== department) {
    return row.cohandlers.includes(department)
  }
  return roles.filter(isRole).some((role) => {
    const decides = TO_DECIDE[role] ?? []
    return (NEXT_STEP[role] ?? []).includes(row.state) || row.marks.some((m) => decides.includes(m))
  })
}

/** Whether the open orders held here cannot answer: text is searched, and ended orders are listed, by the server. */
export const asksServer = ({ q, state = 'open' }: QueueFilter): boolean =>
  q !== undefined || state === 'all' || (state !== 'open' && !isOpenState(state))

/** The filter as a test of rows held here, without the text. */
export function rowTest(
  filter: QueueFilter,
  reader: Reader,
  nowMs: number,
): (row: OrderRow) => boolean {
  const { state = 'open', type, department, town, overdue, mine } = filter
  const box = boxOf(filter.box)
  const now = new Date(nowMs).toISOString()
  return (row) =>
    (state === 'open' || state === 'all' || row.state === state) &&
    (type === undefined || row.type === type) &&
    (department === undefined || row.department === department) &&
    (town === undefined || row.town === town) &&
    (box === null || isInBox(row.position, box)) &&
    (overdue !== true || (row.due !== null && row.due.at < now)) &&
    (mine !== true || waitsFor(row, reader))
}

/** Whether a row holds every word of the text, as far as the row tells: the rest is the server's to search. */
export function textTest(q: string): (row: OrderRow) => boolean {
  const wanted = q.toLowerCase().split(/\s+/).filter(Boolean)
  return ({ id, title }) => {
    const text = `${id}\n${title}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  }
}

/** How the filter is asked of `GET /orders`. A search that names no state looks through the ended orders too. */
export function serverQuery(filter: QueueFilter): Record<string, string> {
  const { q, state = 'open', type, department, town, overdue, box } = filter
  const everywhere = state === 'all' || (q !== undefined && state === 'open')
  return {
    ...(q === undefined ? {} : { q }),
    ...(everywhere ? {} : { state }),
    ...(type === undefined ? {} : { type }),
    ...(department === undefined ? {} : { department }),
    ...(town === undefined ? {} : { town }),
    ...(overdue === true ? { overdue: 'true' } : {}),
    ...(box === undefined ? {} : { bbox: box }),
  }
}

/** Whether anything but the state of open orders is asked for. */
export const isFiltered = ({ state = 'open', ...rest }: QueueFilter): boolean =>
  state !== 'open' || Object.values(rest).some((part) => part !== undefined && part !== false)

/** Where the list as it is filtered is had as a workbook; ended orders only when they are asked for. */
export function exportUrl(filter: QueueFilter, language: 'zh' | 'en'): string {
  const query = new URLSearchParams({ ...serverQuery(filter), lang: language })
  return `/api/v1/orders/export.xlsx?${query}`
}

/** Offices that may take the list away (permit `orders.export`). */
export const mayExport = ({ roles }: Reader): boolean =>
  roles.some((role) => EXPORTERS.includes(role))
