import type { Alarm } from '../protocol/alarm/alarm.ts'
import type { Level } from '../protocol/indicator/definition.ts'
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
  readonly pipeline: Pick<Pipeline, 'onRaises' | 'linkOrder' | 'places'>
  readonly orders: Pick<OrderService, 'openFor'>
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

/** Opens the work order that an alarm asks for, and writes on the alarm which it is. @returns the end of it */
export function connectAlarmsToOrders(deps: AlarmOrdersDeps): () => void {
  const { pipeline, orders, onError } = deps
  let ended = false
  const end = pipeline.onRaises((alarm) => {
    orders
      .openFor(alarm, orderTitle(alarm, deps))
      .then((order) => pipeline.linkOrder(alarm.id, order.id))
      .catch((error: unknown) => {
        // A server that closes leaves the order to its next start, which asks again.
        if (!ended) onError(error)
      })
  })
  return () => {
    ended = true
    end()
  }
}
