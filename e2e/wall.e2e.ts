import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson, postAs, postReadings, signIn } from './api.ts'
import { launchBrowser, openPage, type PageFaults, waitForWall } from './browser.ts'
import { freePort, startServer, type TestServer } from './server.ts'

const env = { NZH_SIMULATOR: 'off' }
const AIR = 'city.air.pm25'
let server: TestServer
let browser: Browser
let page: Page
let faults: PageFaults

beforeAll(async () => {
  server = await startServer({ port: await freePort(), env })
  await postReadings(server, [
    { indicator: AIR, at: Date.now(), value: 31.4 },
    { indicator: 'city.air.good-rate', at: Date.now(), value: 0 },
    { indicator: 'city.air.pm25-ytd', at: Date.now(), value: 28.6, quality: 'suspect' },
    // Two cadences are two hours: this one is older. Of `city.air.aqi` nothing is known.
    { indicator: 'city.air.o3', at: Date.now() - 3 * 3_600_000, value: 82 },
  ])
  browser = await launchBrowser()
  const opened = await openPage(browser, `${server.url}/wall/main?scenario=city-air`)
  page = opened.page
  faults = opened.faults
  await waitForWall(page)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const number = (indicator: string) =>
  page.locator(`[data-indicator="${indicator}"][data-place="district"]`).first()
const attribute = (indicator: string, name: string) => number(indicator).getAttribute(name)

test('a posted reading is on the wall with its value, quality and freshness', async () => {
  await expect.poll(() => number(AIR).textContent()).toContain('31')
  expect(await attribute(AIR, 'data-status')).toBe('fresh')
  expect(await attribute(AIR, 'data-quality')).toBe('good')
  await postReadings(server, [{ indicator: AIR, at: Date.now(), value: 44 }])
  await expect.poll(() => number(AIR).textContent(), { timeout: 5_000 }).toContain('44')
})

test('missing, zero, stale and suspect are four different pictures', async () => {
  const picture = async (indicator: string) => ({
    status: await attribute(indicator, 'data-status'),
    quality: await attribute(indicator, 'data-quality'),
    number: (await number(indicator).textContent())?.trim(),
    around: await number(indicator).locator('xpath=ancestor::button[1]').textContent(),
  })
  const missing = await picture('city.air.aqi')
  expect(missing).toMatchObject({ status: 'missing', quality: null, number: '—' })
  const zero = await picture('city.air.good-rate')
  expect(zero).toMatchObject({ status: 'fresh', quality: 'good' })
  expect(zero.number).toMatch(/^0/)
  const stale = await picture('city.air.o3')
  expect(stale).toMatchObject({ status: 'stale', quality: 'good' })
  expect(stale.number).toMatch(/^82/)
  expect(stale.around).toMatch(/小时前/)
  const suspect = await picture('city.air.pm25-ytd')
  expect(suspect).toMatchObject({ status: 'fresh', quality: 'suspect' })
  expect(suspect.around).toContain('疑')
})

test('a number tells where it comes from', async () => {
  await number(AIR).click()
  const card = page.getByRole('dialog')
  await card.waitFor({ timeout: 10_000 })
  await expect.poll(() => card.textContent()).toMatch(/细颗粒物/)
  await page.keyboard.press('Escape')
  await card.waitFor({ state: 'detached', timeout: 5_000 })
})

test.each(['psgw', 'drainage', '排水管网'])(
  'a scenario is found by %s and opened with one key',
  async (words) => {
    await page.keyboard.press('1')
    await page.waitForSelector('[data-scenario^="map-"]', { timeout: 15_000 })
    await page.keyboard.press('/')
    const box = page.getByRole('dialog').getByRole('combobox').or(page.locator('input'))
    await box.first().fill(words)
    // The pinyin of the names is fetched with the first search.
    await page
      .getByRole('option', { selected: true })
      .filter({ hasText: '排水管网' })
      .waitFor({ timeout: 15_000 })
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-scenario="city-drainage"]', { timeout: 15_000 })
  },
)

test('an operator sends a scenario to the wall and sees that it arrived', async () => {
  const operator = await signIn(server, 'operator')
  const sent = await postAs(server, operator, '/walls/main/command', {
    command: 'show',
    scenario: 'city-air',
  })
  expect(sent.status).toBe(200)
  await page.waitForSelector('[data-scenario="city-air"]', { timeout: 15_000 })
  const shows = async () =>
    JSON.stringify(
      await fetch(`${server.url}/api/v1/walls`, { headers: { cookie: operator.cookie } }).then(
        (r) => r.json(),
      ),
    )
  await expect.poll(shows, { timeout: 15_000 }).toContain('city-air')
})

test('a limit that is passed raises an alarm and its order on the wall, with word and shape', async () => {
  await postReadings(server, [
    { indicator: AIR, at: Date.now(), value: 300 },
    { indicator: 'city.air.aqi', at: Date.now(), value: 320 },
  ])
  await expect.poll(() => attribute(AIR, 'data-level'), { timeout: 5_000 }).toBe('red')
  const alarm = page.locator('[data-alarm]').first()
  await alarm.waitFor({ timeout: 10_000 })
  expect(await alarm.textContent()).toContain('红')
  const { orders } = await getJson<{ orders: { type: string; state: string }[] }>(server, '/orders')
  expect(orders).toMatchObject([{ type: 'city.air-hotspot', state: 'dispatched' }])
})

test('a lost server is told within five seconds, the numbers stay, and come back without a zero', async () => {
  const before = await number(AIR).textContent()
  server.signal('SIGSTOP')
  await page.waitForSelector('html[data-link="lost"]', { timeout: 6_000, state: 'attached' })
  expect(await number(AIR).textContent()).toBe(before)
  await page.evaluate((indicator) => {
    const seen: string[] = []
    Object.assign(window, { seenTexts: seen })
    new MutationObserver(() => {
      const text = document.querySelector(
        `[data-indicator="${indicator}"][data-place="district"]`,
      )?.textContent
      if (text) seen.push(text)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  }, AIR)
  server.signal('SIGCONT')
  await page.waitForSelector('html[data-link="live"]', { timeout: 30_000, state: 'attached' })
  await page.waitForTimeout(1_000)
  const seen = await page.evaluate(() => (window as unknown as { seenTexts: string[] }).seenTexts)
  expect(seen.filter((text) => /^\s*0(\D|$)/.test(text))).toEqual([])
})

test('the wall outlives a restart of the server without a reload', async () => {
  await page.evaluate(() => Object.assign(window, { samePage: true }))
  const port = Number(new URL(server.url).port)
  await server.kill()
  await page.waitForSelector('html[data-link="lost"]', { timeout: 6_000, state: 'attached' })
  server = await startServer({ port, dataDir: server.dataDir, env })
  await page.waitForSelector('html[data-link="live"]', { timeout: 30_000, state: 'attached' })
  await expect.poll(() => number(AIR).textContent(), { timeout: 10_000 }).toContain('300')
  expect(await page.evaluate(() => 'samePage' in window)).toBe(true)
})

test('nothing went wrong in the page but the link that was cut, and no other host was asked', () => {
  const unexpected = faults.errors.filter(
    (error) =>
      !/ERR_CONNECTION|WebSocket connection|Failed to load resource|Failed to fetch/.test(error),
  )
  expect({ unexpected, foreign: faults.foreignRequests }).toEqual({ unexpected: [], foreign: [] })
})

test.each(['/', '/wall/main?scenario=map-vitals', '/desk', '/room/main'])(
  '%s has no serious accessibility fault',
  async (path) => {
    const opened = await openPage(browser, `${server.url}${path}`)
    await waitForWall(opened.page)
    // The library runs in the page's own world; the page's policy forbids evaluating text, so it goes in by protocol.
    await opened.page.evaluate(axe.source)
    const found = await opened.page.evaluate(async () => {
      const { axe: runner } = window as unknown as {
        axe: {
          run(): Promise<{
            violations: { id: string; impact: string; nodes: { html: string }[] }[]
          }>
        }
      }
      const { violations } = await runner.run()
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
        )
    })
    expect(found).toEqual([])
    await opened.page.context().close()
  },
)
