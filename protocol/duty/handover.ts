import type { Alarm } from '../alarm/alarm.ts'
import { groupBy } from '../group-by.ts'
import type { Order } from '../order/order.ts'
import { overlaysOf } from '../order/overlays.ts'
import type { LogEntry } from './log.ts'

/** What a shift leaves to the next one. */
export const HANDOVER_SECTIONS = [
  'urgent',
  'overdue',
  'soon',
  'waiting',
  'suspended',
  'alarms',
  'shelved',
  'feeds',
  'promises',
  'notes',
] as const
export type HandoverSection = (typeof HANDOVER_SECTIONS)[number]

export type HandoverLine = {
  readonly id: string
  readonly section: HandoverSection
  readonly text: string
  readonly orderId: string | null
  readonly alarmId: string | null
  /** ISO 8601 in UTC; null: no moment of its own. */
  readonly at: string | null
}

/** One handover of the duty room (交接班): drafted from what stands, signed by both. */
export type Handover = {
  readonly id: string
  readonly draftedAt: string
  readonly draftedBy: string
  /** Begin of the shift that is handed over. */
  readonly since: string
  readonly lines: readonly HandoverLine[]
  /** Orders, alarms … that had no room on the page, by section. */
  readonly left: Readonly<Partial<Record<HandoverSection, number>>>
  readonly remarks: string
  readonly outgoing: { readonly by: string; readonly at: string } | null
  readonly incoming: { readonly by: string; readonly at: string } | null
  /** Lines that the incoming officer has read; he signs when it is all of them. */
  readonly read: readonly string[]
}

/** One page that is read in three minutes (ACCEPTANCE C30). */
export const HANDOVER_LINES = 60

export type HandoverFacts = {
  readonly sinceMs: number
  readonly nowMs: number
  readonly openOrders: readonly Order[]
  readonly standingAlarms: readonly Alarm[]
  /** Sources that have fallen silent, with the moment. */
  /** What an alarm is called: where, what, how bad. */
  readonly titleOf: (alarm: Alarm) => string
  readonly silentFeeds: readonly { readonly source: string; readonly silentSinceMs: number }[]
  /** Entries of the log since the shift began. */
  readonly log: readonly LogEntry[]
}

type Draft = Omit<HandoverLine, 'id'>

const line = (section: HandoverSection, text: string, rest: Partial<Draft> = {}): Draft => ({
  section,
  text,
  orderId: null,
  alarmId: null,
  at: null,
  ...rest,
})

const dueMs = (order: Order): number =>
  order.due === undefined || order.due === null
    ? Number.POSITIVE_INFINITY
    : Date.parse(order.due.at)
const isAmber = (order: Order, nowMs: number): boolean =>
  order.due !== undefined && order.due !== null && Date.parse(order.due.amberAt) <= nowMs

/** The section an open order belongs to: the first that fits; null: it goes its way by itself. */
function sectionOf(order: Order, nowMs: number): HandoverSection | null {
  const { pendingReturn, pendingExtension, pendingSuspension, supervision, appeal } =
    overlaysOf(order)
  if (order.severity === 1) return 'urgent'
  if (supervision !== null) return 'promises'
  if (dueMs(order) < nowMs && order.state !== 'suspended') return 'overdue'
  if (pendingReturn !== null || pendingExtension !== null || pendingSuspension !== null) {
    return 'waiting'
  }
  if (appeal !== null) return 'waiting'
  if (order.state === 'suspended') return 'suspended'
  return isAmber(order, nowMs) ? 'soon' : null
}

const orderLine = (order: Order, section: HandoverSection): Draft => {
  const { supervision } = overlaysOf(order)
  const due = section === 'promises' ? supervision?.dueAt : order.due?.at
  const text = section === 'promises' ? `${order.title}:${supervision?.demand ?? ''}` : order.title
  return line(section, text, { orderId: order.id, at: due ?? null })
}

/** Fair shares of the page: every section gets its first lines before any gets more. */
function pageOf(bySection: ReadonlyMap<HandoverSection, readonly Draft[]>): Draft[] {
  const taken = new Map<HandoverSection, number>()
  let room = HANDOVER_LINES
  for (let round = 0; room > 0; round++) {
    const open = [...bySection].filter(([, drafts]) => drafts.length > round)
    if (open.length === 0) break
    for (const [section] of open) {
      if (room === 0) break
      taken.set(section, round + 1)
      room--
    }
  }
  return HANDOVER_SECTIONS.flatMap((section) =>
    (bySection.get(section) ?? []).slice(0, taken.get(section) ?? 0),
  )
}

/**
 * What the next shift has to know, from what stands now: at most `HANDOVER_LINES` lines, the most pressing first in each
 * section, and how many more there are. Pure.
 */
export function draftLines(facts: HandoverFacts): Pick<Handover, 'lines' | 'left'> {
  const { nowMs, openOrders, standingAlarms, silentFeeds, log } = facts
  const drafts: Draft[] = []
  for (const order of openOrders.toSorted((a, b) => dueMs(a) - dueMs(b))) {
    const section = sectionOf(order, nowMs)
    if (section !== null) drafts.push(orderLine(order, section))
  }
  for (const alarm of standingAlarms) {
    const { id, state, shelved, raisedAt } = alarm
    const text = facts.titleOf(alarm)
    if (state === 'shelved' && shelved !== null) {
      const why = `${text} · ${shelved.by}:${shelved.reason}`
      drafts.push(line('shelved', why, { alarmId: id, at: shelved.until }))
    } else if (state === 'active' && (alarm.level === 'red' || alarm.level === 'orange')) {
      drafts.push(line('alarms', text, { alarmId: id, at: raisedAt }))
    }
  }
  for (const { source, silentSinceMs } of silentFeeds) {
    drafts.push(line('feeds', source, { at: new Date(silentSinceMs).toISOString() }))
  }
  const corrected = new Set(log.map(({ corrects }) => corrects))
  for (const { id, kind, text, orderId, at, by } of log) {
    if (corrected.has(id) || (kind !== 'note' && kind !== 'call' && kind !== 'promise')) continue
    const section = kind === 'promise' ? 'promises' : 'notes'
    drafts.push(line(section, `${text}(${by})`, { orderId, at }))
  }
  const bySection = groupBy(drafts, ({ section }) => section)
  const lines = pageOf(bySection).map((draft, index) => ({ id: `l${index + 1}`, ...draft }))
  const left: Partial<Record<HandoverSection, number>> = {}
  for (const [section, all] of bySection) {
    const more = all.length - lines.filter((shown) => shown.section === section).length
    if (more > 0) left[section] = more
  }
  return { lines, left }
}

/** Lines the incoming officer has still to read. */
export const unreadOf = ({ lines, read }: Pick<Handover, 'lines' | 'read'>): string[] =>
  lines.map(({ id }) => id).filter((id) => !read.includes(id))
