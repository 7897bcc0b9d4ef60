import { audienceOf, seesOrder } from '../../protocol/access/audience.ts'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { type Actor, SYSTEM } from '../../protocol/order/guards.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { OrderStore } from '../store/store.ts'
import type { OrderReport } from './requests.ts'

/** Channel of the orders that alarms open. */
export const ALARM_CHANNEL = 'alarm'

/**
 * The order that a report was filed as before. Whoever may not see it is answered as the first time if he filed it
 * himself, and otherwise learns that the number is taken, but not by what.
 */
export async function filedBefore(
  store: Pick<OrderStore, 'orderByExternalId' | 'orderEvents'>,
  channel: string,
  externalId: string,
  actor: Actor,
): Promise<Order | null> {
  const known = await store.orderByExternalId(channel, externalId)
  if (known === null || actor === SYSTEM || seesOrder(audienceOf(actor), known)) return known
  const [first] = await store.orderEvents(known.id)
  if (first?.actor === actor.name) return first.order
  throw new AppError('EXTERNAL_ID_TAKEN', { detail: { channel, externalId } })
}

/** @throws AppError when a report is not for this actor to make, or not from here */
export function checkReport(
  { channel, position }: OrderReport,
  actor: Actor,
  isInside: (position: readonly [number, number]) => boolean,
): void {
  if (actor !== SYSTEM && actor.name === SYSTEM) {
    throw new AppError('FORBIDDEN', { detail: { reason: 'name' } })
  }
  if (actor !== SYSTEM && channel === ALARM_CHANNEL) {
    throw new AppError('MALFORMED', { detail: { field: 'channel', reason: 'reserved' } })
  }
  if (position !== undefined && !isInside(position)) {
    throw new AppError('POSITION_OUTSIDE', { detail: { position } })
  }
}

/**
 * The alarm that a person's report answers. One open order at most answers it.
 *
 * @throws AppError NOT_FOUND, ALARM_NOT_OPEN when it has been cleared, ALARM_HAS_ORDER naming the order
 */
export async function answeredAlarm(
  id: string,
  alarmOf: (id: string) => Promise<Alarm | null>,
  open: ReadonlyMap<string, Order>,
): Promise<Alarm> {
  const alarm = await alarmOf(id)
  if (alarm === null) throw new AppError('NOT_FOUND', { detail: { alarm: id } })
  if (alarm.state === 'cleared') throw new AppError('ALARM_NOT_OPEN', { detail: { alarm: id } })
  const order =
    [...open.values()].find(({ alarmId }) => alarmId === id) ?? open.get(alarm.orderId ?? '')
  if (order !== undefined) {
    throw new AppError('ALARM_HAS_ORDER', { detail: { alarm: id, order: order.id } })
  }
  return alarm
}

/** An alarm whose order has ended opens the next one under a number of its own. */
export async function alarmNumber(
  store: Pick<OrderStore, 'orderByExternalId'>,
  alarmId: string,
): Promise<string> {
  for (let n = 1; ; n++) {
    const number = n === 1 ? alarmId : `${alarmId}#${n}`
    const known = await store.orderByExternalId(ALARM_CHANNEL, number)
    if (known === null || isOpenState(known.state)) return number
  }
}
