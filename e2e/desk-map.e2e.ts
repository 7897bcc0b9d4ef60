import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson, postAs, type Session, signIn } from './api.ts'
import { launchBrowser } from './browser.ts'
import { seriousFindings, sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

const MIDDLE = [119.9747, 31.7793] as const

let server: TestServer
let browser: Browser
let duty: Session

beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  browser = await launchBrowser()
  duty = await signIn(server, 'duty')
  const report = async (title: string, position?: readonly [number, number]): Promise<void> => {
    const body = { type: 'city.pothole', title, ...(position === undefined ? {} : { position }) }
    expect((await postAs(server, duty, '/orders', body)).status).toBe(201)
  }
  for (let i = 0; i < 24; i++) {
    await report(`路面坑洞 ${i}`, [
      MIDDLE[0] + (i % 6) * 0.0009,
      MIDDLE[1] + Math.floor(i / 6) * 0.0009,
    ])
  }
  await report('<img src=x onerror="window.hit=1">', [120.06, 31.82])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('the queue stands on the map: from a cluster to its order by keyboard alone', async () => {
  const page = await sitDown(browser, server, 'duty')
  await page.locator('[data-order]').first().waitFor()
  await page.keyboard.press('m')
  const crowd = page.locator('.desk-mark:not([data-one])')
  await crowd.first().waitFor()
  await page.getByText('图上 25 件').waitFor()
  expect(
    await page
      .locator('[data-count]')
      .evaluateAll((marks) =>
        marks.reduce((sum, mark) => sum + Number(mark.getAttribute('data-count')), 0),
      ),
  ).toBe(25)

  await crowd.first().focus()
  for (let presses = 0; (await page.locator('[data-map-order]').count()) < 2; presses += 1) {
    expect(presses).toBeLessThan(6)
    await page.keyboard.press('Enter')
    await page.waitForTimeout(700)
    await crowd.or(page.locator('[data-map-order]')).first().focus()
  }
  const one = page.locator('[data-map-order]').first()
  const id = await one.getAttribute('data-map-order')
  await one.focus()
  await page.keyboard.press('Enter')
  await page.locator(`[data-open="${id}"] .order-head`).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.queue-map').waitFor()

  // What the map shows can be all that the queue shows; a link keeps it.
  await page.getByRole('button', { name: '只看地图范围', exact: true }).click()
  await page.getByRole('button', { name: '只看地图范围 ×' }).waitFor()
  await expect.poll(() => page.locator('.queue-row').count()).toBeLessThan(26)
  const rows = await page.locator('.queue-status').innerText()
  expect(page.url()).toContain('box=')
  await page.reload()
  await page.locator('.desk-mark').first().waitFor()
  expect(await page.locator('.queue-status').innerText()).toBe(rows)
  expect(await seriousFindings(page)).toEqual([])
  expect(await page.evaluate(() => Reflect.get(window, 'hit'))).toBeUndefined()
  await page.context().close()
})

test('a new order is given its position with the cross of the map, by keyboard', async () => {
  const page = await sitDown(browser, server, 'duty')
  await page.keyboard.press('n')
  await page.getByRole('dialog').getByLabel('类型').waitFor()
  await page.keyboard.type('井盖')
  await page.getByRole('option', { name: /井盖异常 · / }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('地图上选的点')
  await page.getByRole('button', { name: '在地图上选位置' }).press('Enter')
  const map = page.getByRole('group', { name: /^在地图上选位置/ })
  await map.locator('.desk-map-cross').waitFor()
  await map.focus()
  await page.keyboard.press('+')
  await page.keyboard.press('ArrowLeft')
  await page.waitForTimeout(600)
  await page.keyboard.press('Enter')
  await page.getByText(/^已选 120\.01\d+, 31\.(79|80)\d+/).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-open] .order-head').waitFor()
  const id = new URL(page.url()).searchParams.get('order') ?? ''
  const { position, town } = await getJson<{ position: number[] | null; town: string | null }>(
    server,
    `/orders/${id}`,
  )
  expect(position?.[0]).toBeGreaterThan(119.8)
  expect(town).not.toBeNull()
  // Where it lies, with its neighbours, on request.
  await page.getByRole('button', { name: '在地图上看' }).click()
  await page.locator('.order-part .desk-map-pin').waitFor()
  await page.context().close()
})
