import { SYSTEM } from '../../../protocol/order/guards.ts'
import { isOrderAction, ORDER_RULES } from '../../../protocol/order/table.ts'
import type { OrderDetail } from '../data/order-detail.ts'

type Event = OrderDetail['events'][number]

export const HISTORY_KINDS = ['flow', 'requests', 'supervision', 'people', 'other'] as const
export type HistoryKind = (typeof HISTORY_KINDS)[number]

/** A line of the history: one event, or the three of an express act as one. */
export type HistoryEntry = {
  readonly rev: number
  /** The first event of the line; the same as `rev` for a single one. */
  readonly fromRev: number
  readonly action: string
  readonly kind: HistoryKind
  readonly actor: string
  /** The unit he acted for; null: the centre, the system, or not known. */
  readonly unit: string | null
  readonly isSystem: boolean
  /** Taken in from another system's records. */
  readonly isImported: boolean
  /** Done without a link and recorded later. */
  readonly isOffline: boolean
  readonly at: string
  /** When it was written down, where that was noticeably later; null: at once. */
  readonly recordedAt: string | null
  /** What was given with the act, without what only machines read. */
  readonly args: Readonly<Record<string, unknown>>
}

const KINDS: Readonly<Record<string, HistoryKind>> = {
  'ask-return': 'requests',
  'grant-return': 'requests',
  'refuse-return': 'requests',
  'ask-extension': 'requests',
  'grant-extension': 'requests',
  'refuse-extension': 'requests',
  'ask-suspension': 'requests',
  'grant-suspension': 'requests',
  'refuse-suspension': 'requests',
  appeal: 'requests',
  'rule-appeal': 'requests',
  urge: 'supervision',
  supervise: 'supervision',
  'reply-supervision': 'supervision',
  escalate: 'supervision',
  'assign-person': 'people',
  'add-cohandler': 'people',
  'release-cohandler': 'people',
  contact: 'other',
  'mirror-in': 'other',
  'mirror-out': 'other',
}

const kindOf = (action: string): HistoryKind => {
  if (Object.hasOwn(KINDS, action)) return KINDS[action] ?? 'other'
  return isOrderAction(action) ? 'flow' : 'other'
}

/** For machines: which attempt it was, and that an act stood for several. */
const HIDDEN: ReadonlySet<string> = new Set(['actionId', 'via', 'importedAt', 'offline'])
const LATER_MS = 60_000

const shownArgs = (args: Event['args']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args).filter(
      ([name, value]) => !HIDDEN.has(name) && value !== null && value !== '' && value !== undefined,
    ),
  )

/** @returns when it was written down, when that was more than a minute after the act */
const recordedLater = ({ at, recordedAt }: Event): string | null =>
  Date.parse(recordedAt) - Date.parse(at) > LATER_MS ? recordedAt : null

const isOfUnit = (action: string): boolean => {
  if (!isOrderAction(action)) return false
  const { who } = ORDER_RULES[action]
  return who.length === 1 && who[0] === 'handler'
}

/** The history in lines, oldest first. The unit of a handler's act is whoever led when he gave it. */
export function historyOf({
  events,
  department,
}: Pick<OrderDetail, 'events' | 'department'>): HistoryEntry[] {
  const leads = events.filter(({ action }) => action === 'dispatch')
  let lead = leads.some(({ args }) => args['department'] !== undefined) ? null : department
  const entries: HistoryEntry[] = []
  let expressFrom: number | null = null
  for (const event of events) {
    const { action, args, rev, actor, at } = event
    const named = args['department']
    if (action === 'dispatch' && typeof named === 'string') lead = named
    const isExpress = args['via'] === 'express'
    if (isExpress && action !== 'dispatch') {
      expressFrom ??= rev
      continue
    }
    const name = isExpress ? 'express' : action
    entries.push({
      rev,
      fromRev: isExpress ? (expressFrom ?? rev) : rev,
      action: name,
      kind: kindOf(name),
      actor,
      unit: actor !== SYSTEM && isOfUnit(action) ? lead : null,
      isSystem: actor === SYSTEM,
      isImported: args['via'] === 'import',
      isOffline: args['offline'] === true,
      at,
      recordedAt: recordedLater(event),
      args: shownArgs(args),
    })
    expressFrom = null
  }
  return entries
}
