import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alarm } from '../protocol/alarm/alarm.ts'
import type { Order } from '../protocol/order/order.ts'
import { getJson, postAs, signIn } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

/** The demo files and works the orders of the hours before its first start first. */
const PATIENCE = { timeout: 240_000, interval: 1_000 }

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'on' } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const value = async (indicator: string): Promise<number | null> =>
  (await getJson<{ value: number | null }>(server, `/indicators/${indicator}`)).value

async function allOrders(query: string): Promise<Order[]> {
  const found: Order[] = []
  for (let cursor = ''; ; ) {
    const page = await getJson<{ orders: Order[]; nextCursor: string | null }>(
      server,
      `/orders?limit=1000${query}${cursor}`,
    )
    found.push(...page.orders)
    if (page.nextCursor === null) return found
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
  }
}

/** Local midnight of the district. */
const today = (): number => {
  const dayMs = 86_400_000
  const shanghaiMs = 8 * 3_600_000
  return Math.floor((Date.now() + shanghaiMs) / dayMs) * dayMs - shanghaiMs
}

/** What the list of orders says, counted here by hand. */
async function counted(): Promise<{ inHand: number; safety: number; signed: number }> {
  const orders = (await allOrders('')).filter(
    ({ state }) => state !== 'voided' && state !== 'merged',
  )
  const ended = ['closed', 'force-closed', 'evaluated', 'refused']
  const ofToday = orders.filter(
    ({ createdAt, type }) => Date.parse(createdAt) >= today() && !type.startsWith('map.'),
  )
  return {
    inHand: orders.filter(({ state }) => !ended.includes(state)).length,
    safety: ofToday.filter(({ type }) => type.startsWith('safety.')).length,
    signed: ofToday.filter(
      ({ timing, state }) =>
        (timing?.T5?.[1] ?? null) !== null && state !== 'filed' && state !== 'dispatched',
    ).length,
  }
}

const shown = async () => ({
  inHand: await value('map.orders.in-hand'),
  safety: await value('map.orders.safety-events'),
  signed: await value('map.orders.signed'),
})

/** Orders come and go all the time: at one of the moments looked at, wall and list must be the same to the last one. */
const wallAgrees = (): Promise<void> =>
  expect
    .poll(async () => {
      const before = await counted()
      const wall = await shown()
      const after = await counted()
      const isStill = JSON.stringify(before) === JSON.stringify(after)
      return isStill && JSON.stringify(wall) === JSON.stringify(after)
    }, PATIENCE)
    .toBe(true)

const WHOLE_MS = 480_000

test(
  'a storm raises orders through alarms, the desk works them, and the wall moves by exactly those acts',
  async () => {
    const duty = await signIn(server, 'duty')
    await expect.poll(() => value('map.orders.in-hand'), PATIENCE).not.toBeNull()
    await wallAgrees()

    const storm = await postAs(server, duty, '/simulator/incidents/storm', { action: 'start' })
    expect(storm.status).toBe(200)
    let raised: Alarm | undefined
    await expect
      .poll(async () => {
        const { alarms } = await getJson<{ alarms: Alarm[] }>(server, '/alarms?limit=1000')
        raised = alarms.find(
          ({ orderId, raisedAt }) =>
            orderId !== null && Date.parse(raisedAt) > Date.now() - 240_000,
        )
        return raised
      }, PATIENCE)
      .toBeDefined()
    const id = raised?.orderId ?? ''
    const order = await getJson<Order>(server, `/orders/${id}`)
    expect(order).toMatchObject({ alarmId: raised?.id, state: 'dispatched', simulated: true })

    const desk = await sitDown(browser, server, 'duty')
    const wall = (await openPage(browser, `${server.url}/wall/main?scenario=map-orders`)).page
    await waitForWall(wall)
    await desk.goto(`${server.url}/desk?order=${id}`)
    await desk.locator(`[data-open="${id}"] .order-head`).waitFor()

    const unit = await signIn(server, `handler-${order.department}`)
    const sign = { action: 'sign', rev: order.rev, actionId: crypto.randomUUID() }
    const signed = await postAs(server, unit, `/orders/${id}/actions`, sign)
    expect([200, 409]).toContain(signed.status)
    await desk.locator(`[data-open="${id}"] [data-state="handling"]`).waitFor({ timeout: 20_000 })
    await wallAgrees()
    const rate = wall
      .locator('[data-indicator="map.orders.in-hand"][data-place="district"]')
      .first()
    await expect
      .poll(async () => {
        const text = ((await rate.textContent()) ?? '').replaceAll(/[^\d]/g, '')
        return Number(text) === (await value('map.orders.in-hand'))
      }, PATIENCE)
      .toBe(true)
  },
  WHOLE_MS,
)
