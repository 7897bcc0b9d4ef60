import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson, postAs, type Session, signIn } from './api.ts'
import { launchBrowser } from './browser.ts'
import { ON_A_PHONE, seriousFindings, sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

type Told = {
  readonly id: string
  readonly rev: number
  readonly state: string
  readonly events: readonly {
    readonly action: string
    readonly actor: string
    readonly at: string
    readonly recordedAt: string
    readonly args: Readonly<Record<string, unknown>>
  }[]
}
type Note = { readonly kind: string; readonly attachment?: { readonly id: string } }

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

const told = (id: string): Promise<Told> => getJson<Told>(server, `/orders/${id}`)

async function act(id: string, action: string, args: object = {}): Promise<void> {
  const { rev } = await told(id)
  const actionId = crypto.randomUUID()
  const reply = await postAs(server, duty, `/orders/${id}/actions`, {
    action,
    rev,
    actionId,
    ...args,
  })
  expect(reply.status, await reply.clone().text()).toBe(200)
}

/** An order that waits for the housing department to sign. */
async function dispatched(title: string): Promise<string> {
  const reply = await postAs(server, duty, '/orders', { type: 'city.pothole', title })
  const { id } = (await reply.json()) as Told
  await act(id, 'express')
  return id
}

const open = async (page: Page, id: string): Promise<void> => {
  await page.locator(`[data-order="${id}"]`).click()
  await page.locator(`[data-open="${id}"] .order-head`).waitFor()
}
const inState = (page: Page, state: string): Promise<void> =>
  page.locator(`.order-standing [data-state="${state}"]`).waitFor()

async function sign(page: Page): Promise<void> {
  await page.locator('[data-action="sign"]').click()
  await page.locator('form[data-act="sign"] button[type="submit"]').click()
  await inState(page, 'handling')
}

/** A real picture, as a phone's camera gives one. */
const takePhoto = async (page: Page): Promise<void> => {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 640
    canvas.height = 480
    const pen = canvas.getContext('2d')
    if (pen !== null) {
      pen.fillStyle = `hsl(${Math.random() * 360} 40% 50%)`
      pen.fillRect(0, 0, 640, 480)
    }
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg'))
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? [])]
  })
  await page.getByLabel('处置后').check()
  await page
    .locator('input[capture]')
    .setInputFiles({ name: '现场.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes) })
  await page.locator('[data-item="photo"]').waitFor()
}

/** What is on the phone for work without a link. */
const keptOn = (page: Page) =>
  page.evaluate(async () => {
    const name = 'nzh-field:handler-housing'
    const known = await indexedDB.databases()
    // Opening it first would make an empty one.
    if (!known.some((one) => one.name === name)) return null
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((done) => {
        request.onsuccess = () => done(request.result)
      })
    const db = await asked(indexedDB.open(name))
    const read = db.transaction(['orders', 'facts'])
    const orders = await asked(read.objectStore('orders').getAllKeys())
    const asOf = await asked(read.objectStore('facts').get('asOfMs'))
    db.close()
    const worker = navigator.serviceWorker.controller?.state
    return { orders, isDated: asOf !== undefined, worker }
  })

test('a handler signs, photographs and submits without a link; what a desk did meanwhile is kept, too', async () => {
  const mine = await dispatched('青龙西路坑槽')
  const taken = await dispatched('和平北路坑槽')
  const page = await sitDown(browser, server, 'handler-housing', ON_A_PHONE)
  const context = page.context()
  await page.locator(`[data-order="${taken}"]`).waitFor()
  // Both are kept on the phone, and so is the page itself.
  await expect
    .poll(() => keptOn(page), { timeout: 60_000 })
    .toEqual({
      orders: [mine, taken],
      isDated: true,
      worker: 'activated',
    })

  await context.setOffline(true)
  await page.reload()
  await page.locator('.field-bar', { hasText: '离线' }).waitFor()
  expect(await page.locator('.field-bar').innerText()).toMatch(/数据截至 \d\d:\d\d/)
  expect(await page.locator('html').getAttribute('data-link')).toBe('lost')
  await open(page, mine)
  await sign(page)
  await takePhoto(page)
  await page.locator('[data-action="submit"]').click()
  await page.keyboard.type('坑槽已填补')
  await page.locator('form[data-act="submit"] button[type="submit"]').click()
  await inState(page, 'submitted')
  expect(await page.locator('.field-bar').innerText()).toContain('待上传 3')
  await page.goBack()
  await open(page, taken)
  await sign(page)

  // Nothing of it has left the phone; the desk goes on, and takes one of the orders away.
  expect((await told(mine)).state).toBe('dispatched')
  await act(mine, 'urge')
  const supervisor = await signIn(server, 'supervisor')
  const { rev } = await told(taken)
  const voided = await postAs(server, supervisor, `/orders/${taken}/actions`, {
    action: 'void',
    rev,
    actionId: crypto.randomUUID(),
    reason: '重复上报',
  })
  expect(voided.status).toBe(200)

  // The browser is restarted, still without a link: nothing is lost.
  await page.reload()
  await page.locator('[data-waiting="4"]').click()
  await page.locator('.field-list [data-item]').nth(3).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: '打开工单' }).last().click()
  await page.locator(`[data-open="${taken}"] .order-head`).waitFor()

  await context.setOffline(false)
  await page.locator('[data-held="changed"]').waitFor({ timeout: 60_000 })
  const done = await told(mine)
  expect(done.events.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
    'report duty',
    'accept duty',
    'file duty',
    'dispatch duty',
    'urge duty',
    'sign handler-housing',
    'submit handler-housing',
  ])
  const [urged, signed, submitted] = done.events.slice(-3)
  expect(signed?.args['offline']).toBe(true)
  // With their own times, before what the desk did, and written down after it.
  expect(Date.parse(signed?.at ?? '')).toBeLessThan(Date.parse(urged?.at ?? ''))
  expect(Date.parse(signed?.recordedAt ?? '')).toBeGreaterThan(Date.parse(urged?.at ?? ''))
  const { notes } = await getJson<{ notes: Note[] }>(server, `/orders/${mine}/notes`)
  const photos = notes.flatMap(({ attachment }) =>
    attachment === undefined ? [] : [attachment.id],
  )
  expect(photos).toHaveLength(1)
  expect(submitted?.args).toMatchObject({ photos, evidence: 'complete', result: '坑槽已填补' })

  // The other one shows both sides, and what was done stays on it as a comment.
  await page.getByRole('button', { name: '查看两个版本' }).click()
  const versions = page.locator('.order-versions')
  await versions.waitFor()
  expect(await versions.locator('tr', { hasText: '状态' }).innerText()).toMatch(/待签收\s+已作废/)
  expect(await seriousFindings(page)).toEqual([])
  await page.locator('.order-conflict').getByRole('button').last().click()
  await page.getByRole('button', { name: '转为留言' }).click()
  await page.locator('[data-waiting]').waitFor({ state: 'detached' })
  await page.locator('.talk-thread', { hasText: '离线办理未能生效' }).waitFor()
  expect((await told(taken)).events.map(({ action }) => action)).toEqual([
    'report',
    'accept',
    'file',
    'dispatch',
    'void',
  ])

  // A newer build is told of, a wall in the same browser is none of the worker's, and signing out leaves nothing.
  await page.evaluate(() => {
    const data = { kind: 'build', build: 'another' }
    navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data }))
  })
  await page.locator('.field-bar', { hasText: '新版本可用' }).waitFor()
  const wall = await context.newPage()
  await wall.goto(`${server.url}/wall/main`)
  expect(await wall.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
  await wall.close()
  await page.getByRole('button', { name: '登录用户' }).click()
  await page.getByRole('menuitem', { name: '退出' }).click()
  await page.getByLabel('用户名').waitFor()
  const left = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    names: await caches.has('nzh-desk-names'),
    account: localStorage.getItem('nzh.kept-account'),
  }))
  expect(left).toEqual({ databases: [], names: false, account: null })
  await context.close()
})
