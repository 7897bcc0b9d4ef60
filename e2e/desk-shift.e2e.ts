import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getAs, getJson, postAs, type Session, signIn } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { formBy, inState, ON_A_PHONE, openByKeys, sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

type Shown = {
  readonly id: string
  readonly rev: number
  readonly state: string
  readonly allowed: readonly string[]
}

let server: TestServer
let browser: Browser
let duty: Session

beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  browser = await launchBrowser()
  duty = await signIn(server, 'duty')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function report(title: string, over: Record<string, unknown> = {}): Promise<Shown> {
  const body = { type: 'city.pothole', title, position: [119.9747, 31.7793], ...over }
  const response = await postAs(server, duty, '/orders', body)
  expect(response.status).toBe(201)
  return (await response.json()) as Shown
}
const stored = (id: string): Promise<Shown> => getJson<Shown>(server, `/orders/${id}`)
const queueOf = (page: Page): Promise<(string | null)[]> =>
  page
    .locator('.queue-row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-order')))
const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

test('one shift at the desk, as DESIGN §9 tells it', async () => {
  const plain = await report('关河中路路面坑洞', { severity: 3 })
  const same = await report('关河中路路面有坑洞', { severity: 3 })
  const urgent = await report('青洋路大面积塌陷', { severity: 1, position: [119.99, 31.765] })

  // The queue: the least time left is first, and every row says how much that is.
  const page = await sitDown(browser, server, 'duty')
  await page.locator(`[data-order="${urgent.id}"]`).waitFor()
  const { orders } = await getJson<{ orders: { id: string; due: { at: string } }[] }>(
    server,
    '/orders?state=open&sort=due&view=row',
  )
  expect(await queueOf(page)).toEqual(orders.map(({ id }) => id))
  const deadlines = orders.map(({ due }) => due.at)
  expect(deadlines).toEqual([...deadlines].sort())
  for (const due of await page.locator('.queue-row .queue-due').allInnerTexts()) {
    expect(due).toMatch(/\d+ ?(小时|分|天|:)/)
  }

  // j and k move, Enter opens; the order shows its facts, its history, and only what may be done with it now.
  await openByKeys(page, plain.id)
  const { allowed } = (await getAs(server, duty, `/orders/${plain.id}`)) as Shown
  const offered = await page
    .locator('.order-acts [data-action]')
    .evaluateAll((acts) => acts.map((act) => act.getAttribute('data-action') ?? ''))
  expect(offered.sort()).toEqual([...allowed].sort())
  expect(await page.locator('.order-history > li').count()).toBe(1)

  // Beside it: likely duplicates, open orders near by, who is on duty, the indicators of its scenarios.
  await part(page, '疑似重复').getByText('关河中路路面有坑洞').waitFor()
  await part(page, '附近 500 米未办结').waitFor()
  await part(page, '当前值班').waitFor()
  await page
    .getByRole('region', { name: /^相关指标 · / })
    .locator('[data-indicator]')
    .first()
    .waitFor()

  // Somebody else opens the same order: each sees the other.
  const other = await sitDown(browser, server, 'supervisor')
  await openByKeys(other, plain.id)
  await page
    .locator('.presence, .talk-presence, .order-pane')
    .getByText('supervisor')
    .first()
    .waitFor()
  await other.locator(`[data-order="${plain.id}"] .queue-present`, { hasText: 'duty' }).waitFor()

  // Both act. The second is shown both versions, and nothing of his was done.
  await formBy(other, 'u', 'urge')
  await formBy(page, 'd', 'express')
  await page.keyboard.press('Enter')
  await inState(page, 'dispatched')
  await other.locator('.order-conflict .order-versions').waitFor()
  expect(await other.locator('.order-conflict').innerText()).toContain('duty')
  await other.context().close()

  // The unit signs and reports back, on a phone; the desk hears of it.
  const unit = await sitDown(browser, server, 'handler-housing', ON_A_PHONE)
  await openByKeys(unit, plain.id)
  await formBy(unit, 's', 'sign')
  await unit.keyboard.press('Enter')
  await inState(unit, 'handling')
  await formBy(unit, 'c', 'submit')
  await unit.keyboard.type('已填平压实')
  await unit.keyboard.press('Control+Enter')
  await inState(page, 'submitted')
  await unit.context().close()

  // What cannot be taken back is confirmed once more; what can, offers the way back.
  await page.keyboard.press('Escape')
  await openByKeys(page, same.id)
  await part(page, '疑似重复')
    .getByRole('button', { name: `把本单并入 ${plain.id}` })
    .click()
  await page.locator('form[data-act="merge"]').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator('form[data-act="merge"] [data-sure]').waitFor()
  expect((await stored(same.id)).state).toBe('reported')
  await page.keyboard.press('Enter')
  await inState(page, 'merged')
  await page.locator('.order-done').getByRole('button').first().click()
  await inState(page, 'reported')

  // Everything is within reach of Ctrl+K, and ? shows every key.
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('输入命令').fill('青洋路大面积')
  await page.getByText(`工单 · ${urgent.id}`).waitFor()
  await page.keyboard.press('Enter')
  await page.locator(`[data-open="${urgent.id}"]`).waitFor()
  await page.getByPlaceholder('输入命令').waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('打开工单').waitFor()
  await page.keyboard.press('Escape')

  // The wall stands as the desk sees it, and goes where the desk sends it.
  const wall = (await openPage(browser, `${server.url}/wall/main?scenario=map-vitals`)).page
  await waitForWall(wall)
  await page.keyboard.press('g')
  await page.keyboard.press('w')
  await page.locator('[data-showing="map-vitals"]').waitFor()
  await page.getByPlaceholder('输入场景名称').fill('工单')
  await page.getByRole('option').filter({ visible: true }).first().click()
  await page.getByRole('button', { name: '显示', exact: true }).click()
  await wall.locator('[data-scenario]:not([data-scenario="map-vitals"])').first().waitFor()
  await page.locator('[data-wall="main"]').getByText('已送达').waitFor()

  // In English, too, with the same names for those who hear the page.
  await page.goto(`${server.url}/desk?lang=en&order=${plain.id}`)
  await page.locator(`[data-open="${plain.id}"] .order-head`).waitFor()
  await page.getByRole('region', { name: 'Likely doubles', exact: true }).waitFor()
})
