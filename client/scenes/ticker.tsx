import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { formatSince } from '../i18n/clock.ts'
import { nameOf, useLanguage, useText } from '../i18n/text.ts'
import { alarmStore } from '../stores/alarms.ts'
import { orderStore } from '../stores/orders.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { openProvenance } from './provenance.ts'
import { tickerItems, tickerPage } from './ticker-items.ts'
import { useNames } from './use-names.ts'
import { useNow } from './use-now.ts'

const PAGE_MS = 6_000

/** Standing alarms and the scenario's open orders, a few at a time. */
export function Ticker({
  scenario,
  rows,
}: {
  readonly scenario: Scenario
  readonly rows: number
}): ReactElement {
  const text = useText()
  const alarms = useStore(alarmStore, (state) => state.alarms)
  const orders = useStore(orderStore, (state) => state.orders)
  const nowMs = useNow(1000)
  const items = tickerItems(alarms.values(), orders.values(), scenario.order_types)
  const shown = tickerPage(items, rows, nowMs, PAGE_MS)
  if (shown.length === 0) return <p className="ticker ticker-calm">{text.tickerCalm}</p>
  return (
    <ul className="ticker">
      {shown.map((item) =>
        item.kind === 'alarm' ? (
          <AlarmLine key={item.key} alarm={item.alarm} nowMs={nowMs} />
        ) : (
          <OrderLine key={item.key} order={item.order} nowMs={nowMs} />
        ),
      )}
    </ul>
  )
}

function AlarmLine({
  alarm,
  nowMs,
}: {
  readonly alarm: Alarm
  readonly nowMs: number
}): ReactElement {
  const text = useText()
  const names = useNames()
  const unseen = alarm.state === 'active'
  const what = names.indicator(alarm.indicator)
  const where = names.place(alarm.place)
  const since = text.tickerSince(formatSince(alarm.raisedAt, nowMs) ?? '—')
  return (
    <li className="ticker-line" data-alarm={alarm.id} data-level={alarm.level}>
      <button
        type="button"
        title={`${text.levelLong[alarm.level]} ${what} · ${where} · ${since}`}
        onClick={() => openProvenance(alarm.indicator, alarm.place)}
      >
        <LevelMark level={alarm.level} pulse={unseen && alarm.level === 'red'} />
        <span className="ticker-level">{text.level[alarm.level]}</span>
        <b>{what}</b>
        <span className="ticker-place">{where}</span>
        <span className="ticker-since figures">{since}</span>
        {unseen ? null : <span className="ticker-seen">{text.acknowledged}</span>}
      </button>
    </li>
  )
}

function OrderLine({
  order,
  nowMs,
}: {
  readonly order: Order
  readonly nowMs: number
}): ReactElement {
  const text = useText()
  const language = useLanguage()
  const names = useNames()
  const type = names.orderType(order.type)
  return (
    <li
      className="ticker-line"
      data-order={order.id}
      data-state={order.state}
      data-rev={order.rev}
      title={`${order.title} ${order.id}`}
    >
      <span className="ticker-since figures">{formatSince(order.createdAt, nowMs) ?? '—'}</span>
      <b>{order.title === '' && type !== undefined ? nameOf(type, language) : order.title}</b>
      <span className="ticker-seen">
        {text.order} {order.id}
      </span>
    </li>
  )
}
