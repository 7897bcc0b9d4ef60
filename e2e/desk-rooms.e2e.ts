import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Feeds a value past its red limit at the district. */
async function feed(indicator: string, value: number): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/readings`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ readings: [{ indicator, at: new Date().toISOString(), value }] }),
  })
  expect(response.status).toBe(202)
}

test('an alarm is acknowledged by one key, shelved with a reason, and becomes an order in two acts', async () => {
  const page = await sitDown(browser, server, 'duty')
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.getByText('没有未解除的告警').waitFor()
  await feed('safety.rental.orders.overdue', 5_000)
  const line = page.locator('[data-alarm]').first()
  await line.waitFor({ timeout: 15_000 })
  await page.keyboard.press('a')
  await page.locator('[data-alarm][data-state="acknowledged"]').waitFor()
  await page.keyboard.press('h')
  await page.getByLabel('搁置原因').fill('已派人核实')
  await page.keyboard.press('Enter')
  await page.locator('[data-alarm][data-state="shelved"]').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  // The rule of this alarm opens an order by itself: Enter leads to it, else to a form that begins from the alarm.
  await page.getByRole('button', { name: '查看工单' }).waitFor({ timeout: 15_000 })
  await page.keyboard.press('Enter')
  await page.locator('[data-open] .order-head').waitFor()
})

test('the desk tells a wall what to show, and sees that it arrived', async () => {
  const wall = (await openPage(browser, `${server.url}/wall/main?scenario=map-vitals`)).page
  await waitForWall(wall)
  const desk = await sitDown(browser, server, 'duty')
  await desk.keyboard.press('g')
  await desk.keyboard.press('w')
  await desk.locator('[data-showing="map-vitals"]').waitFor()
  await desk.getByPlaceholder('输入场景名称').fill('工单')
  await desk.getByRole('option').filter({ visible: true }).first().click()
  await desk.getByRole('button', { name: '显示', exact: true }).click()
  await wall.locator('[data-scenario]:not([data-scenario="map-vitals"])').first().waitFor()
  // The first command of this wall: the screen has to say that it applied it.
  await desk.locator('[data-wall="main"] [data-applied="1"]').getByText('已送达').waitFor()
  await desk.getByRole('button', { name: '切到战时' }).click()
  await desk.waitForTimeout(500)
  expect(await wall.locator('[data-mode="emergency"]').count()).toBe(0)
  await desk.getByRole('button', { name: '再按一次' }).click()
  await wall.locator('[data-mode="emergency"]').first().waitFor()
  await desk.locator('[data-wall="main"]').getByText('战时', { exact: true }).first().waitFor()
  await desk.locator('[data-wall="main"] [data-delivery="delivered"]').waitFor()
})

test('a roster is imported, the log is written from anywhere, and a handover is signed by two', async () => {
  const duty = await sitDown(browser, server, 'duty')
  await duty.keyboard.press('l')
  await duty.getByRole('dialog').getByLabel('记一条日志').fill('夜间水位每小时看一次')
  await duty.keyboard.press('Enter')
  await duty.getByRole('dialog').waitFor({ state: 'detached' })
  await duty.keyboard.press('g')
  await duty.keyboard.press('d')
  const now = Date.now()
  const at = (hours: number): string => new Date(now + hours * 3_600_000).toISOString()
  await duty.locator('input[type=file]').setInputFiles({
    name: '值班表.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      `岗位,姓名,电话,开始,结束\n值班员,王一,8001,${at(-1)},${at(8)}\n值班员,李二,,坏,${at(8)}\n`,
    ),
  })
  // Tried first: a wrong row costs nothing until the good ones are taken.
  await duty.getByText(/试读:1 行可用,1 行有问题/).waitFor()
  await duty.getByRole('button', { name: '仍导入可用的 1 行' }).click()
  await duty.getByText('导入 1 行,1 行有问题').waitFor()
  await duty.getByRole('cell', { name: '王一' }).waitFor()
  await duty.getByRole('button', { name: '交接班' }).click()
  await duty.getByRole('button', { name: '起草交接班' }).click()
  await duty.getByText('夜间水位每小时看一次(duty)').waitFor()
  await duty.getByRole('button', { name: '交班签字' }).click()
  await duty.getByText(/^交班:duty/).waitFor()

  const next = await sitDown(browser, server, 'supervisor')
  await next.keyboard.press('g')
  await next.keyboard.press('d')
  await next.getByRole('button', { name: '交接班' }).click()
  const sign = next.getByRole('button', { name: '接班签字' })
  await sign.waitFor()
  expect(await sign.isDisabled()).toBe(true)
  for (const box of await next.getByRole('checkbox').all()) {
    await box.click()
    await next.waitForTimeout(300)
  }
  await expect.poll(() => sign.isEnabled()).toBe(true)
  await sign.click()
  await next.getByText(/^接班:supervisor/).waitFor()
})
