import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { CityState, WireReading } from '../../protocol/stream/events.ts'
import { leftOver } from '../scenes/replay.ts'
import { alarmStore, applyAlarms } from '../stores/alarms.ts'
import { applyCity, connectionStore } from '../stores/connection.ts'
import { applyReadings, indicatorStore } from '../stores/indicators.ts'
import { applyOrders, orderStore } from '../stores/orders.ts'
import { sceneStore } from '../stores/scene.ts'

/** What a wall showed last, for a page that opens while the server is away. */
type KeptPicture = {
  /** Local time, epoch ms. */
  readonly atMs: number
  readonly scenario: string | null
  readonly readings: readonly (readonly [string, WireReading])[]
  readonly alarms: readonly (readonly [string, Alarm])[]
  readonly orders: readonly (readonly [string, Order])[]
  readonly city: CityState | null
}

const STORE = 'nzh-picture'
const KEEP_EVERY_MS = 20_000
/** Older than this says nothing about the city. */
const TOO_OLD_MS = 7 * 86_400_000
/** The link is given this long before the page shows what it had. */
const PATIENCE_MS = 2_500
const MOST_ROWS = 20_000

const addressOf = (place: string): string => `/kept/${encodeURIComponent(place)}`
/** Browsers keep no files for pages that came over plain HTTP from elsewhere. */
const hasStore = (): boolean => typeof caches !== 'undefined'

/** Keeps the picture as it stands, when it is live. */
export async function keepPicture(place: string): Promise<void> {
  const { link, city } = connectionStore.getState()
  if (!hasStore() || link.state !== 'live') return
  const picture: KeptPicture = {
    atMs: Date.now(),
    scenario: sceneStore.getState().scenario,
    readings: [...indicatorStore.getState().values].slice(0, MOST_ROWS),
    alarms: [...alarmStore.getState().alarms].slice(0, MOST_ROWS),
    orders: [...orderStore.getState().orders].slice(0, MOST_ROWS),
    city,
  }
  const store = await caches.open(STORE)
  await store.put(addressOf(place), new Response(JSON.stringify(picture)))
}

async function readPicture(place: string, nowMs: number): Promise<KeptPicture | null> {
  if (!hasStore()) return null
  const kept = await (await caches.open(STORE)).match(addressOf(place))
  if (kept === undefined) return null
  // Written by this program; another build's picture is of the same outline or older than it is worth.
  const picture = (await kept.json()) as KeptPicture
  return nowMs - picture.atMs > TOO_OLD_MS ? null : picture
}

/**
 * Keeps the picture now and then, and shows the last one, as old as it is, when no link comes about in time.
 *
 * @param onShown told the kept scenario and when it was live
 * @returns a function that ends it
 */
export function mindPicture(
  place: string,
  onShown: (picture: { readonly scenario: string | null; readonly atMs: number }) => void,
): () => void {
  const openedAtMs = Date.now()
  const timer = setInterval(() => void keepPicture(place).catch(told), KEEP_EVERY_MS)
  const patience = setTimeout(() => void showKept().catch(told), PATIENCE_MS)
  let stopLeft = (): void => {}
  const showKept = async (): Promise<void> => {
    if (!isWithout()) return
    const picture = await readPicture(place, openedAtMs)
    if (!isWithout()) return
    const { readings, alarms, orders, city } = picture ?? EMPTY
    const past = { readings: new Map(readings), alarms: new Map(alarms), orders: new Map(orders) }
    connectionStore.setState({ link: { state: 'lost', sinceMs: picture?.atMs ?? openedAtMs } })
    if (picture === null) return
    applyReadings(past.readings)
    applyAlarms(past.alarms)
    applyOrders(past.orders)
    if (city !== null) applyCity(city)
    onShown(picture)
    stopLeft = connectionStore.subscribe(({ link }) => {
      if (link.state !== 'live') return
      stopLeft()
      applyReadings(leftOver(past.readings, indicatorStore.getState().values))
      applyAlarms(leftOver(past.alarms, alarmStore.getState().alarms))
      applyOrders(leftOver(past.orders, orderStore.getState().orders))
    })
  }
  return () => {
    clearInterval(timer)
    clearTimeout(patience)
    stopLeft()
  }
}

/** No link has come about since the page was opened: nothing here is newer than what was kept. */
function isWithout(): boolean {
  const { state } = connectionStore.getState().link
  return (state === 'connecting' || state === 'lost') && indicatorStore.getState().values.size === 0
}

const EMPTY = { readings: [], alarms: [], orders: [], city: null } as const
const told = (problem: unknown): void => console.warn('the last picture could not be kept', problem)
