import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { loadMoment, type Moment } from '../data/moment.ts'
import { alarmStore, applyAlarms } from '../stores/alarms.ts'
import { applyCity, connectionStore, serverNowMs } from '../stores/connection.ts'
import { applyReadings, indicatorStore } from '../stores/indicators.ts'
import { applyOrders, orderStore } from '../stores/orders.ts'
import { cityAt } from './city-at.ts'

/** How often the moment on show is renewed. */
const STEP_MS = 1_000

type Run = {
  readonly startedAtMs: number
  readonly fromMs: number
  readonly speed: number
  readonly stop: AbortController
}

let run: Run | null = null

/** The moment a replay stands at, never later than the present. */
export const replayMoment = (
  { fromMs, startedAtMs, speed }: Pick<Run, 'fromMs' | 'startedAtMs' | 'speed'>,
  nowMs: number,
): number => Math.min(fromMs + (nowMs - startedAtMs) * speed, nowMs)

/**
 * Shows the wall as it stood (回放), from `fromMs` on at `speed` times the pace of life, stepping through
 * `GET /api/v1/snapshot?at=` at whole seconds of the server's time, so that all screens of a wall show the same moment,
 * also one that joins late. A moment that cannot be read leaves the one before; the clock shows which it is.
 */
export function startReplay(
  fromMs: number,
  speed: number,
  startedAtMs: number = serverNowMs(),
): void {
  run?.stop.abort()
  const mine: Run = { startedAtMs, fromMs, speed, stop: new AbortController() }
  run = mine
  connectionStore.setState({ link: { state: 'replay', atMs: fromMs, speed } })
  void play(mine)
}

/** Back to the present. The past stays on show until the live values are there. */
export function stopReplay(): void {
  if (run === null) return
  run.stop.abort()
  run = null
  const past = {
    readings: indicatorStore.getState().values,
    alarms: alarmStore.getState().alarms,
    orders: orderStore.getState().orders,
  }
  connectionStore.setState({ link: { state: 'connecting' } })
  const end = connectionStore.subscribe(({ link }) => {
    if (link.state === 'connecting') return
    end()
    if (link.state !== 'live') return
    applyReadings(leftOver(past.readings, indicatorStore.getState().values))
    applyAlarms(leftOver(past.alarms, alarmStore.getState().alarms))
    applyOrders(leftOver(past.orders, orderStore.getState().orders))
  })
}

async function play(mine: Run): Promise<void> {
  const { signal } = mine.stop
  while (!signal.aborted) {
    const stepAtMs = Math.floor(serverNowMs() / STEP_MS) * STEP_MS
    const atMs = replayMoment(mine, Math.max(stepAtMs, mine.startedAtMs))
    try {
      const moment = await loadMoment(atMs, signal)
      if (signal.aborted) return
      showMoment(moment)
      applyCity(cityAt(moment))
      connectionStore.setState({ link: { state: 'replay', atMs, speed: mine.speed } })
    } catch (problem) {
      if (signal.aborted) return
      console.warn('a moment of the replay could not be read', problem)
    }
    await new Promise((resolve) => {
      setTimeout(resolve, STEP_MS - (serverNowMs() % STEP_MS))
    })
  }
}

/** Makes the stores equal to that moment. */
function showMoment({ readings, alarms, orders }: Moment): void {
  applyReadings(
    replacing(
      indicatorStore.getState().values,
      readings.map((reading): [string, WireReading] => [
        valueKey(reading.indicator, reading.place),
        reading,
      ]),
    ),
  )
  applyAlarms(
    replacing(
      alarmStore.getState().alarms,
      alarms.map((alarm): [string, Alarm] => [alarm.id, alarm]),
    ),
  )
  applyOrders(
    replacing(
      orderStore.getState().orders,
      orders.map((order): [string, Order] => [order.id, order]),
    ),
  )
}

/** The changes that turn `before` into `entries`: null for what is not among them. */
export function replacing<T>(
  before: ReadonlyMap<string, T>,
  entries: readonly (readonly [string, T])[],
): ReadonlyMap<string, T | null> {
  const changes = new Map<string, T | null>([...before.keys()].map((key) => [key, null]))
  for (const [key, value] of entries) changes.set(key, value)
  return changes
}

/** What nobody has written anew since: it belongs to the past and goes with it. */
export function leftOver<T>(
  past: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
): ReadonlyMap<string, null> {
  return new Map(
    [...past].filter(([key, value]) => now.get(key) === value).map(([key]) => [key, null]),
  )
}
