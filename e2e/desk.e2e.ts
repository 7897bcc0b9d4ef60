import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson, postAs, type Session, signIn } from './api.ts'
import { launchBrowser, openPage } from './browser.ts'
import { ON_A_PHONE, seriousFindings, sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

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

type Filed = { readonly id: string; readonly rev: number }

async function report(title: string, over: Record<string, unknown> = {}): Promise<Filed> {
  const body = { type: 'city.pothole', title, place: 'chashan', ...over }
  const response = await postAs(server, duty, '/orders', body)
  expect(response.status).toBe(201)
  return (await response.json()) as Filed
}
const stateOf = async (id: string): Promise<string> =>
  (await getJson<{ state: string }>(server, `/orders/${id}`)).state

test('a new order is filed and dispatched by keyboard alone, in less than twenty seconds', async () => {
  const page = await sitDown(browser, server, 'duty')
  const beganMs = Date.now()
  await page.keyboard.press('n')
  await page.getByRole('dialog').getByLabel('类型').waitFor()
  await page.keyboard.type('井盖')
  await page.getByRole('option', { name: /井盖异常 · / }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('青洋路井盖缺失')
  await page.keyboard.press('Control+Shift+Enter')
  await page.locator('[data-open] .order-standing [data-state="dispatched"]').waitFor()
  const tookMs = Date.now() - beganMs
  console.log(`a new order from the key to dispatched: ${tookMs} ms`)
  expect(tookMs).toBeLessThan(20_000)
  const id = new URL(page.url()).searchParams.get('order') ?? ''
  expect(await stateOf(id)).toBe('dispatched')
})

test('two desks see each other in an order, and each other’s acts as they happen', async () => {
  const { id, rev } = await report('晋陵中路路面坑洞')
  const one = await sitDown(browser, server, 'duty')
  const two = await sitDown(browser, server, 'supervisor')
  await one.locator(`[data-order="${id}"]`).click()
  await two.locator(`[data-order="${id}"] .queue-present`, { hasText: 'duty' }).waitFor()
  const act = { action: 'accept', rev, actionId: crypto.randomUUID() }
  expect((await postAs(server, duty, `/orders/${id}/actions`, act)).status).toBe(200)
  await two.locator(`[data-order="${id}"][data-state="accepted"]`).waitFor({ timeout: 2_000 })
  await one.locator(`[data-open="${id}"] [data-state="accepted"]`).waitFor({ timeout: 2_000 })
  await one.context().close()
  await two.locator(`[data-order="${id}"] .queue-present`).waitFor({ state: 'detached' })
})

test('the keys move in the queue, open, search and come back; a reload keeps what is open', async () => {
  const { id } = await report('龙锦路人行道塌陷')
  const page = await sitDown(browser, server, 'duty')
  await page.keyboard.press('/')
  await page.keyboard.type('龙锦路')
  const row = page.locator(`[data-order="${id}"]`)
  await row.waitFor()
  await expect.poll(() => page.locator('[data-order]').count()).toBe(1)
  await page.locator('.queue-list').focus()
  await page.keyboard.press('j')
  expect(await row.getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('Enter')
  await page.locator(`[data-open="${id}"]`).waitFor()
  await page.reload()
  await page.locator(`[data-open="${id}"]`).waitFor()
  await page.keyboard.press('Escape')
  await page.locator(`[data-open="${id}"]`).waitFor({ state: 'detached' })
  expect(page.url()).not.toContain('order=')
})

test('the palette finds commands and orders, and ? lists every key', async () => {
  const { id } = await report('竹林北路护栏损坏')
  const page = await sitDown(browser, server, 'duty')
  await page.locator(`[data-order="${id}"]`).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('输入命令').waitFor()
  await page.keyboard.type('竹林北路')
  await page.getByText(`工单 · ${id}`).waitFor()
  await page.keyboard.press('Enter')
  await page.locator(`[data-open="${id}"]`).waitFor()
  await page.getByPlaceholder('输入命令').waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('打开工单').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('a handler sees his own department’s orders, on a phone too; an administrator is told that he has none', async () => {
  const { id } = await report('住建局的坑')
  const foreign = await report('城管局的垃圾', { type: 'city.exposed-garbage' })
  const page = await sitDown(browser, server, 'handler-housing', ON_A_PHONE)
  await page.locator(`[data-order="${id}"]`).click()
  await page.locator(`[data-open="${id}"]`).waitFor()
  expect(await page.locator('.queue').isVisible()).toBe(false)
  await page.goBack()
  await page.locator(`[data-order="${id}"]`).waitFor()
  expect(await page.locator(`[data-order="${foreign.id}"]`).count()).toBe(0)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(390)

  const { page: other } = await openPage(browser, `${server.url}/desk`)
  await other.getByLabel('用户名').fill('sysadmin')
  await other.getByLabel('密码').fill('sysadmin')
  await other.keyboard.press('Enter')
  await other.getByText('这个账号没有值班台的权限').waitFor()
})

test('axe finds nothing serious or critical in any part of the desk, by night and by day', async () => {
  const { id } = await report('待查的坑')
  for (const theme of ['', '?theme=day']) {
    const page = await sitDown(browser, server, 'duty')
    if (theme !== '') {
      await page.goto(`${server.url}/desk${theme}`)
      await page.locator('html[data-ready="true"]').waitFor()
    }
    await page.locator(`[data-order="${id}"]`).click()
    await page.locator(`[data-open="${id}"] .order-head`).waitFor()
    const findings = [...(await seriousFindings(page))]
    await page.keyboard.press('Escape')
    for (const key of ['a', 'w', 'd']) {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      await page.waitForTimeout(500)
      findings.push(...(await seriousFindings(page)))
    }
    await page.keyboard.press('n')
    await page.getByRole('dialog').waitFor()
    findings.push(...(await seriousFindings(page)))
    expect(findings).toEqual([])
    await page.context().close()
  }
})

test('text of an order is text: 200 hostile titles, and nothing of them runs', async () => {
  const payloads = Array.from({ length: 200 }, (_, n) => {
    const kinds = [
      `<img src=x onerror="window.hit=${n}">`,
      `<svg/onload=window.hit=${n}>`,
      `"><script>window.hit=${n}</script>`,
      `javascript:window.hit=${n}`,
      `{{constructor.constructor('window.hit=${n}')()}}`,
    ]
    return `${kinds[n % kinds.length]} ${n}`
  })
  for (const [n, title] of payloads.entries()) {
    await report(title, {
      description: title,
      address: title,
      reporter: `${title}`.slice(0, 100),
      severity: (n % 4) + 1,
    })
  }
  const page = await sitDown(browser, server, 'duty')
  const rows = await page.locator('[data-order]').count()
  expect(rows).toBeGreaterThan(5)
  for (const n of [0, 1, 2, 3, 4]) {
    await page.locator('[data-order]').nth(n).click()
    await page.locator('.order-head').waitFor()
  }
  expect(await page.evaluate(() => Reflect.get(window, 'hit'))).toBeUndefined()
})
