import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson, postAs, type Session, signIn } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { formBy, inState, openByKeys } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

type Shown = {
  readonly id: string
  readonly rev: number
  readonly state: string
  readonly department: string
  readonly events: readonly { readonly action: string; readonly actor: string }[]
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

/** A desk with somebody at it. */
async function sitDown(user: string, size = { width: 1366, height: 768 }): Promise<Page> {
  const { page } = await openPage(browser, `${server.url}/desk`, size)
  await page.getByLabel('用户名').fill(user)
  await page.getByLabel('密码').fill(user)
  await page.keyboard.press('Enter')
  await waitForWall(page)
  return page
}

async function report(title: string): Promise<Shown> {
  const { orderTypes } = await getJson<{ orderTypes: { code: string; lead: string }[] }>(
    server,
    '/catalog',
  )
  const type = orderTypes.find(({ lead }) => lead === 'urban')?.code
  const response = await postAs(server, duty, '/orders', { type, title })
  expect(response.status).toBe(201)
  return (await response.json()) as Shown
}

const stored = (id: string): Promise<Shown> => getJson<Shown>(server, `/orders/${id}`)

test('four people take an order from its report to its end by keyboard alone', async () => {
  const { id } = await report('兰陵北路井盖翘起')

  const atDuty = await sitDown('duty')
  await openByKeys(atDuty, id)
  await formBy(atDuty, 'd', 'express')
  await atDuty.keyboard.press('Enter')
  await inState(atDuty, 'dispatched')

  const atUnit = await sitDown('handler-urban', { width: 390, height: 844 })
  await openByKeys(atUnit, id)
  await formBy(atUnit, 's', 'sign')
  await atUnit.keyboard.press('Enter')
  await inState(atUnit, 'handling')
  await formBy(atUnit, 'c', 'submit')
  await atUnit.keyboard.type('井盖已更换,现场恢复正常')
  await atUnit.keyboard.press('Control+Enter')
  await inState(atUnit, 'submitted')

  const atCentre = await sitDown('supervisor')
  await openByKeys(atCentre, id)
  await formBy(atCentre, 'c', 'send-to-check')
  await atCentre.keyboard.press('Enter')
  await inState(atCentre, 'checking')

  const atCheck = await sitDown('checker')
  await openByKeys(atCheck, id)
  await formBy(atCheck, 'c', 'pass-check')
  await atCheck.keyboard.press('Enter')
  await inState(atCheck, 'checked')

  // The shift leader's page heard of it and offers what comes next, without a reload.
  await formBy(atCentre, 'c', 'close')
  await atCentre.keyboard.press('Enter')
  await inState(atCentre, 'closed')
  // So did the duty officer's, who has had it open all the while.
  await inState(atDuty, 'closed')

  const order = await stored(id)
  expect(order.state).toBe('closed')
  expect(order.events.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
    'report duty',
    'accept duty',
    'file duty',
    'dispatch duty',
    'sign handler-urban',
    'submit handler-urban',
    'send-to-check supervisor',
    'pass-check checker',
    'close supervisor',
  ])
  const lines = atDuty.locator('.order-history > li')
  expect(await lines.count()).toBe(7)
  expect(await lines.first().innerText()).toContain('结案')
  for (const page of [atDuty, atUnit, atCentre, atCheck]) await page.context().close()
})

test('of two officers on one order the second sees both versions and decides again', async () => {
  const { id } = await report('劳动中路路灯不亮')
  const first = await sitDown('duty')
  const second = await sitDown('supervisor')
  await openByKeys(first, id)
  await openByKeys(second, id)
  await formBy(second, 'u', 'urge')
  await formBy(first, 'd', 'express')
  await first.keyboard.press('Enter')
  await inState(first, 'dispatched')

  const conflict = second.locator('.order-conflict')
  await conflict.locator('.order-versions').waitFor({ timeout: 15_000 })
  expect(await conflict.innerText()).toContain('duty')
  expect(await conflict.locator('tr', { hasText: '状态' }).innerText()).toMatch(/已上报\s+待签收/)
  // What was decided on the old version was not done.
  expect((await stored(id)).events.filter(({ action }) => action === 'urge')).toEqual([])
  await conflict.getByRole('button').first().click()
  await second.locator('form[data-act="urge"] button[type="submit"]').click()
  await second.locator('.order-done').waitFor()
  const { events } = await stored(id)
  expect(events.map(({ action }) => action)).toEqual([
    'report',
    'accept',
    'file',
    'dispatch',
    'urge',
  ])
  for (const page of [first, second]) await page.context().close()
})

test('an act whose answer is lost is done once, however often it is sent', async () => {
  const { id } = await report('横塘河边垃圾堆积')
  const page = await sitDown('duty')
  await openByKeys(page, id)
  const ids: unknown[] = []
  // The server does it; the first answer never arrives, nor can the order be read anew meanwhile.
  let isCut = true
  await page.route(`**/api/v1/orders/${id}**`, async (route) => {
    // That the order was read is told by a request of its own.
    const isAct = route.request().url().endsWith('/actions')
    if (isAct) ids.push((route.request().postDataJSON() as { actionId: string }).actionId)
    if (isAct && isCut) await route.fetch()
    if (isCut) await route.abort()
    else await route.continue()
  })
  await formBy(page, 'd', 'express')
  await page.keyboard.press('Enter')
  const retry = page.locator('.order-refused .order-primary')
  await retry.waitFor()
  isCut = false
  // The focus is on it already.
  await page.keyboard.press('Enter')
  await inState(page, 'dispatched')
  expect(new Set(ids).size).toBe(1)
  const { events } = await stored(id)
  expect(events.map(({ action }) => action)).toEqual(['report', 'accept', 'file', 'dispatch'])
  await page.context().close()
})

test('leaving for another view by two keys is no act, though the second key alone would be one', async () => {
  const { id } = await report('青龙街道路面坑槽')
  const page = await sitDown('duty')
  await openByKeys(page, id)
  await page.locator('[data-action="express"]').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.locator('.order-pane').waitFor({ state: 'detached' })
  expect(await page.locator('form[data-act]').count()).toBe(0)
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await page.locator(`[data-open="${id}"] .order-head`).waitFor()
  expect(await page.locator('form[data-act]').count()).toBe(0)
  await page.context().close()
})

type Violation = {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

test('the order and the forms of its acts have no serious fault for assistive tools', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const { id } = await report('天宁街道消火栓漏水')
  const page = await sitDown('supervisor')
  await openByKeys(page, id)
  await page.evaluate(axe)
  const faults = async (): Promise<string[]> => {
    const violations = await page.evaluate<Violation[]>(
      `axe.run('.order-pane').then(({ violations }) => violations)`,
    )
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map((one) => `${one.id}: ${one.nodes.map(({ html }) => html).join(' | ')}`)
  }
  expect(await faults()).toEqual([])
  const forms = [
    ['d', 'express'],
    ['v', 'supervise'],
    ['m', 'merge'],
  ] as const
  for (const [key, action] of forms) {
    await formBy(page, key, action)
    expect(await faults(), action).toEqual([])
    await page.keyboard.press('Escape')
  }
  await formBy(page, 'v', 'supervise')
  await page.keyboard.press('Control+Enter')
  await page.locator('.order-problem').first().waitFor()
  expect(await faults(), 'with something missing').toEqual([])
  await page.context().close()
})
