import type { Alarm } from '../protocol/alarm/alarm.ts'
import type { Level } from '../protocol/indicator/definition.ts'
import { isOpenState } from '../protocol/order/open.ts'
import type { Order } from '../protocol/order/order.ts'
import { overlaysOf } from '../protocol/order/overlays.ts'
import type { CatalogSource } from '../scenarios/loaded.ts'
import type { Pipeline } from './indicators/pipeline.ts'
import type { OrderService } from './orders/service.ts'

const LEVEL_ZH: Readonly<Record<Level, string>> = {
  blue: '蓝色',
  yellow: '黄色',
  orange: '橙色',
  red: '红色',
}

export type AlarmOrdersDeps = {
  readonly pipeline: Pick<
    Pipeline,
    'onCommit' | 'onRaises' | 'linkOrder' | 'releaseOrder' | 'standingAlarms' | 'places'
  >
  readonly orders: Pick<OrderService, 'openFor' | 'find'>
  readonly catalog: CatalogSource
  readonly onError: (error: unknown) => void
}

/** What an order that an alarm opens is called: where, what, and how bad (e.g. 茶山街道 泵站水位 橙色预警). */
export function orderTitle(
  alarm: Alarm,
  { pipeline, catalog }: Pick<AlarmOrdersDeps, 'pipeline' | 'catalog'>,
): string {
  const place = pipeline.places.get(alarm.place)?.name_zh ?? alarm.place
  const indicator = catalog.current().indicatorById.get(alarm.indicator)?.name_zh ?? alarm.indicator
  return `${place} ${indicator} ${LEVEL_ZH[alarm.level]}预警`
}

/**
 * Opens the work order that an alarm asks for and writes on the alarm which it is; one order answers all alarms of its
 * type and place. When the order ends while alarms of it still stand, they lose it: each asks for the next one when it
 * becomes worse, or when it is cleared and raised anew. An order that is merged hands its alarms to its parent, one that
 * is taken up again takes back those that have none.
 *
 * @returns the end of it
 */
export function connectAlarmsToOrders(deps: AlarmOrdersDeps): () => void {
  const { pipeline, orders, onError } = deps
  let ended = false
  const failed = (error: unknown): void => {
    // A server that closes leaves the rest to its next start, which looks again.
    if (!ended) onError(error)
  }

  /** Brings one alarm in line with how its order stands. */
  const settle = async (alarm: Alarm, order: Order | null): Promise<void> => {
    if (alarm.orderId === null || (order !== null && isOpenState(order.state))) return
    const parent = order === null ? null : overlaysOf(order).mergedInto
    const next = parent === null ? null : await orders.find(parent)
    if (next !== null && isOpenState(next.state)) await pipeline.linkOrder(alarm.id, next.id)
    else await pipeline.releaseOrder(alarm.id, alarm.orderId)
  }

  const follow = async (order: Order): Promise<void> => {
    for (const alarm of pipeline.standingAlarms()) {
      if (alarm.orderId === order.id) await settle(alarm, order)
      else if (alarm.orderId === null && alarm.id === order.alarmId && isOpenState(order.state)) {
        await pipeline.linkOrder(alarm.id, order.id)
      }
    }
  }

  const catchUp = async (alarms: readonly Alarm[]): Promise<void> => {
    for (const alarm of alarms) {
      if (alarm.orderId !== null) await settle(alarm, await orders.find(alarm.orderId))
    }
  }

  const open = async (alarm: Alarm): Promise<void> => {
    const order = await orders.openFor(alarm, orderTitle(alarm, deps))
    await pipeline.linkOrder(alarm.id, order.id)
    // It may have ended before the link was written.
    const now = await orders.find(order.id)
    if (now !== null && !isOpenState(now.state)) await settle({ ...alarm, orderId: order.id }, now)
  }

  const endCommits = pipeline.onCommit(({ orders: events, alarms }) => {
    for (const { kind, alarm } of alarms) {
      // An order may have ended while its alarm was cleared for a moment.
      if (kind === 'repeated' && alarm.orderId !== null) catchUp([alarm]).catch(failed)
    }
    for (const { action, order } of events) {
      const matters = !isOpenState(order.state) || TAKEN_UP.has(action)
      if (matters) follow(order).catch(failed)
    }
  })
  const endRaises = pipeline.onRaises((alarm) => {
    open(alarm).catch(failed)
  })
  // What ended between two starts of the server.
  catchUp(pipeline.standingAlarms()).catch(failed)
  return () => {
    ended = true
    endCommits()
    endRaises()
  }
}

/** Acts by which an order that had ended is worked on again. */
const TAKEN_UP: ReadonlySet<string> = new Set(['reopen', 'restore', 'unmerge'])
