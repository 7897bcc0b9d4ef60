import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postAs, type Session, signIn } from './api.ts'
import { launchBrowser } from './browser.ts'
import { AT_A_DESK, ON_A_PHONE, seriousFindings, sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

let server: TestServer
let browser: Browser
let duty: Session
let id: string

beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  browser = await launchBrowser()
  duty = await signIn(server, 'duty')
  const body = { type: 'city.pothole', title: '青洋路路面坑洞', place: 'chashan' }
  const filed = (await (await postAs(server, duty, '/orders', body)).json()) as { id: string }
  id = filed.id
  const act = { action: 'express', rev: 1, actionId: crypto.randomUUID() }
  expect((await postAs(server, duty, `/orders/${id}/actions`, act)).status).toBe(200)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A photo as a camera would send it, drawn by the browser. */
async function aPhoto(page: Page, hue: number): Promise<Buffer> {
  const url = await page.evaluate((h) => {
    const canvas = document.createElement('canvas')
    canvas.width = 1600
    canvas.height = 1200
    const ink = canvas.getContext('2d')
    for (let y = 0; ink !== null && y < 60; y++) {
      ink.fillStyle = `hsl(${h} 12% ${20 + y}%)`
      ink.fillRect(0, y * 20, 1600, 20)
    }
    return canvas.toDataURL('image/jpeg', 0.9)
  }, hue)
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}

async function open(page: Page): Promise<void> {
  await page.locator(`[data-order="${id}"]`).click()
  await page.locator(`[data-open="${id}"] .talk-box textarea`).waitFor()
}
const send = async (page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> => {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: '选择文件' }).click()
  await (await chooser).setFiles({ name, mimeType, buffer })
}

test('what one desk says of an order and hangs on it is there at the other, with who has read it', async () => {
  const one = await sitDown(browser, server, 'duty')
  const two = await sitDown(browser, server, 'handler-housing')
  await open(one)
  await open(two)
  await one.locator('.talk-present', { hasText: 'handler-housing' }).waitFor()

  await one.locator('.talk-box textarea').focus()
  await one.keyboard.type('请 @住')
  await one.locator('.talk-names').getByText('住建').waitFor()
  await one.keyboard.press('Enter')
  await one.keyboard.type('<img src=x onerror="document.title=1"> 今天到场')
  await one.keyboard.press('Control+Enter')
  const said = two.locator('.talk-thread li', { hasText: '今天到场' })
  await said.waitFor()
  expect(await said.locator('.talk-text').textContent()).toBe(
    '请 @住建局 <img src=x onerror="document.title=1"> 今天到场',
  )
  expect(await said.locator('b').textContent()).toBe('@住建局')
  expect(await two.locator('.talk-thread img').count()).toBe(0)
  expect(await two.title()).not.toBe('1')
  await one.locator('.talk-readers', { hasText: /handler-housing 已读 \d\d:\d\d/ }).waitFor()

  await two.getByRole('radio', { name: '处置前' }).check()
  await send(two, '处置前.jpg', 'image/jpeg', await aPhoto(two, 30))
  await two.locator('[data-kind="before"] img').waitFor()
  await two.getByRole('radio', { name: '处置后' }).check()
  await send(two, '处置后.jpg', 'image/jpeg', await aPhoto(two, 200))
  const after = one.locator('[data-kind="after"] img')
  await after.waitFor()
  await expect.poll(() => after.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1600)

  await one.getByRole('button', { name: /查看大图 处置前/ }).click()
  const large = one.locator('.talk-lightbox')
  await large.locator('img[alt^="处置前"]').waitFor()
  await one.keyboard.press('ArrowRight')
  await large.locator('img[alt^="处置后"]').waitFor()
  await one.keyboard.press('ArrowLeft')
  await large.locator('img[alt^="处置前"]').waitFor()
  await one.keyboard.press('Escape')
  await large.waitFor({ state: 'detached' })
  // The focus is back where it came from, and the order is still open.
  expect(await one.evaluate(() => document.activeElement?.outerHTML.slice(0, 60))).toMatch(
    'class="talk-picture"',
  )
  expect(await one.locator(`[data-open="${id}"]`).count()).toBe(1)

  await two.context().close()
  await one.locator('.talk-present').waitFor({ state: 'detached' })
  await one.context().close()
})

test('[S28] a page or drawing that can run is refused at the desk; what is kept never runs when it is opened', async () => {
  const page = await sitDown(browser, server, 'duty')
  await open(page)
  const script = '<script>document.title="ran"</script>'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`
  for (const [name, type, text] of [
    ['a.svg', 'image/svg+xml', svg],
    ['b.jpg', 'image/jpeg', `<html>${script}</html>`],
  ] as const) {
    await send(page, name, type, Buffer.from(text))
    await page.locator('[data-upload="failed"]', { hasText: '不支持的文件类型' }).waitFor()
    await page.getByRole('button', { name: '移除' }).click()
  }
  // A true PDF and a true picture that are web pages too, for whoever reads them as such.
  const photo = await aPhoto(page, 90)
  for (const [name, bytes] of [
    ['c.html', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(script)])],
    ['d.html', Buffer.concat([photo, Buffer.from(script)])],
  ] as const) {
    await page.getByRole('radio', { name: '其他' }).check()
    await send(page, name, 'text/html', bytes)
    const link = page.getByRole('link', { name })
    await link.waitFor()
    const url = new URL((await link.getAttribute('href')) ?? '', server.url).href
    for (const query of ['', '?inline=true']) {
      const tab = await page.context().newPage()
      const saved = tab.waitForEvent('download', { timeout: 5_000 }).then(
        () => true,
        () => false,
      )
      await tab.goto(url + query).catch(() => null)
      expect(await tab.title()).not.toContain('ran')
      const isInline = name === 'd.html' && query !== ''
      if (!isInline) expect(await saved).toBe(true)
      await tab.close()
    }
  }
  await page.context().close()
})

test('the talk has no serious finding for whoever hears or taps it, at a desk and on a phone', async () => {
  for (const size of [AT_A_DESK, ON_A_PHONE]) {
    const page = await sitDown(browser, server, 'duty', size)
    await open(page)
    await page.locator('.talk-box textarea').focus()
    await page.keyboard.type('@住')
    await page.locator('.talk-names [role=option]').first().waitFor()
    const about = (await seriousFindings(page)).filter((line) => line.includes('talk'))
    expect(about).toEqual([])
    const shot = process.env['NZH_SHOTS']
    if (shot !== undefined) {
      await page.locator('.talk').scrollIntoViewIfNeeded()
      await page.locator('.talk').screenshot({ path: `${shot}/talk-${size.width}.png` })
      await page.keyboard.press('Escape')
      await page.locator('.order-head').scrollIntoViewIfNeeded()
      await page.screenshot({ path: `${shot}/order-${size.width}.png` })
    }
    await page.context().close()
  }
})
