import type { AlarmEvent } from '../alarm/alarm.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { RosterGap } from './roster.ts'

/** What somebody on duty is told of (通知). */
export const NOTICE_KINDS = [
  'order-urgent',
  'order-escalated',
  'order-supervised',
  'order-overdue',
  'alarm-red',
  'roster-gap',
  'emergency-step',
  'emergency-report',
  'plan-offered',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Something to tell, before it is known to whom. */
export type Occasion = {
  readonly kind: NoticeKind
  /** The same occasion is told once. */
  readonly key: string
  readonly atMs: number
  readonly zh: string
  readonly en: string
  readonly orderId: string | null
  readonly alarmId: string | null
}

/** What becomes a notice, of one order event. Pure. */
export function occasionOfOrder({ action, order, at, rev }: OrderEvent): Occasion | null {
  const about = { atMs: Date.parse(at), orderId: order.id, alarmId: null }
  const key = (kind: NoticeKind): string => `${kind}:${order.id}:${rev}`
  switch (action) {
    case 'report':
      return order.severity === 1
        ? {
            ...about,
            kind: 'order-urgent',
            key: key('order-urgent'),
            zh: `一级工单:${order.title}(${order.id})`,
            en: `Severity 1 order: ${order.title} (${order.id})`,
          }
        : null
    case 'escalate':
      return {
        ...about,
        kind: 'order-escalated',
        key: key('order-escalated'),
        zh: `工单升级:${order.title}(${order.id})`,
        en: `Order escalated: ${order.title} (${order.id})`,
      }
    case 'supervise':
      return {
        ...about,
        kind: 'order-supervised',
        key: key('order-supervised'),
        zh: `工单督办:${order.title}(${order.id})`,
        en: `Order under supervision: ${order.title} (${order.id})`,
      }
    default:
      return null
  }
}

/** An order of severity 1 or 2 past its deadline; told once for each deadline. */
export function occasionOfOverdue(order: Order, nowMs: number): Occasion | null {
  const { id, title, due, severity, state } = order
  if (due === undefined || due === null || severity > 2 || state === 'suspended') return null
  if (Date.parse(due.at) > nowMs) return null
  return {
    kind: 'order-overdue',
    key: `order-overdue:${id}:${due.clock}:${due.at}`,
    atMs: nowMs,
    zh: `工单超时:${title}(${id})`,
    en: `Order past its deadline: ${title} (${id})`,
    orderId: id,
    alarmId: null,
  }
}

/** A post that nobody will hold. */
export function occasionOfGap({ post, fromMs, toMs }: RosterGap, nowMs: number): Occasion {
  const from = new Date(fromMs).toISOString()
  return {
    kind: 'roster-gap',
    // Once a day: a gap that has begun begins anew at every look.
    key: `roster-gap:${post}:${from.slice(0, 10)}`,
    atMs: nowMs,
    zh: `值班缺岗:${post} ${from} 起 ${Math.round((toMs - fromMs) / 3_600_000)} 小时`,
    en: `Nobody on duty: ${post} from ${from} for ${Math.round((toMs - fromMs) / 3_600_000)} h`,
    orderId: null,
    alarmId: null,
  }
}

/** An alarm that reached red: raised so, or grown worse. */
export function occasionOfAlarm({ kind, alarm, at }: AlarmEvent): Occasion | null {
  if (alarm.level !== 'red' || (kind !== 'raised' && kind !== 'level')) return null
  return {
    kind: 'alarm-red',
    key: `alarm-red:${alarm.id}`,
    atMs: Date.parse(at),
    zh: `红色预警:${alarm.indicator} @ ${alarm.place}`,
    en: `Red alarm: ${alarm.indicator} @ ${alarm.place}`,
    orderId: null,
    alarmId: alarm.id,
  }
}

/**
 * A notice on its way: for which row of the roster, and whether it arrived. It stays in line until the sink has taken it,
 * and those before it go first.
 */
export type Notice = Omit<Occasion, 'atMs'> & {
  readonly id: string
  readonly at: string
  /** The row of the roster that it is for; null: nobody was on duty, which is shown as such. */
  readonly rosterRow: string | null
  readonly to: string
  readonly post: string
  readonly state: 'waiting' | 'delivered' | 'desk-only'
  readonly tries: number
  readonly deliveredAt: string | null
  readonly lastError: string | null
}
