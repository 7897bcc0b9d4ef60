import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postReadings, type Session, signIn } from './api.ts'
import { browserProgram, launchBrowser, openPage, waitForWall } from './browser.ts'
import { createFront, type Front } from './front.ts'
import { freePort, startServer, type TestServer } from './server.ts'

/** Every minute: three minutes without a reading and it is stale. */
const RAIN = 'safety.weather.rain.hour-max'
const GUST = 'safety.weather.gust-max'
const SIZE = { width: 1280, height: 720 }
const PICTURES = process.env['NZH_E2E_PICTURES'] ?? join(tmpdir(), 'nzh-faults')
const env = { NZH_SIMULATOR: 'off' }

let server: TestServer
let front: Front
let browser: Browser
let page: Page
let operator: Session

const photo = (name: string, of: Page = page): Promise<unknown> =>
  of.screenshot({ path: join(PICTURES, `${name}.png`) })
const number = (indicator: string) =>
  page.locator(`[data-indicator="${indicator}"][data-place="district"]`).first()
const mapReady = () => page.waitForSelector('.map-stage[data-ready="true"]', { timeout: 60_000 })

type Log = { kind: string; by: string; at: string; what: Record<string, unknown> }[]
async function api<T>(path: string): Promise<T> {
  const headers = { cookie: operator.cookie }
  return (await (await fetch(`${server.url}/api/v1${path}`, { headers })).json()) as T
}
const heals = async (kind: string): Promise<Log> =>
  (await api<{ entries: Log }>('/walls/main/log')).entries.filter(
    (entry) => entry.kind === 'heal' && entry.what['kind'] === kind,
  )
type Screen = { state: string; map?: string; broken?: string[]; page?: string; name: string }
const screens = async (): Promise<Screen[]> =>
  (await api<{ walls: { screens: Screen[] }[] }>('/walls')).walls[0]?.screens ?? []

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true })
  server = await startServer({ port: await freePort(), env })
  front = await createFront(server.url)
  operator = await signIn(server, 'operator')
  await postReadings(server, [
    { indicator: RAIN, at: Date.now(), value: 12.5 },
    { indicator: GUST, at: Date.now() - 3 * 3_600_000, value: 17.2 },
  ])
  browser = await launchBrowser()
  page = (await openPage(browser, `${front.url}/wall/main?scenario=safety-flood-weather`, SIZE))
    .page
  await waitForWall(page)
  await mapReady()
})
afterAll(async () => {
  await browser?.close()
  await front?.close()
  await server?.stop()
})

test('feeds stopped: old numbers look old and tell their age, the state line does not call it calm', async () => {
  expect(await number(RAIN).getAttribute('data-status')).toBe('fresh')
  const gust = number(GUST)
  expect(await gust.getAttribute('data-status')).toBe('stale')
  expect(await page.locator('.head-state').getAttribute('data-city')).not.toBe('calm')
  expect(await page.locator('.fresh').textContent()).toMatch(/\d/)
  await photo('1-feeds-stopped')
})

test('link cut: the banner says since when, the numbers stay, and the link comes back', async () => {
  const before = await number(RAIN).textContent()
  front.cut()
  await page.waitForSelector('html[data-link="lost"]', { timeout: 6_000, state: 'attached' })
  await expect.poll(() => page.locator('[data-frame="lost"]').textContent()).toMatch(/\d\d:\d\d/)
  expect(await number(RAIN).textContent()).toBe(before)
  await photo('2-link-cut')
  front.mend()
  await page.waitForSelector('html[data-link="live"]', { timeout: 20_000, state: 'attached' })
})

test('[R32] WebGL context lost: the map says so, stands again without a reload, and the desk knows', async () => {
  await page.evaluate(() => Object.assign(window, { samePage: true }))
  await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.map-canvas canvas')
    canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
  })
  await page.locator('.map-notice[role="alert"]').waitFor({ timeout: 2_000 })
  await photo('3-webgl-lost')
  await mapReady()
  expect(await page.locator('.map-notice').count()).toBe(0)
  expect(await page.evaluate(() => 'samePage' in window)).toBe(true)
  await expect.poll(async () => (await heals('webgl')).length, { timeout: 5_000 }).toBe(1)
  await photo('3-webgl-restored')
})

test('one panel fails: it says so, its neighbours live, and the desk is told which', async () => {
  const context = await browser.newContext({
    viewport: SIZE,
    locale: 'zh-CN',
    serviceWorkers: 'block',
  })
  const broken = await context.newPage()
  await broken.route('**/api/v1/catalog', async (route) => {
    const answer = await route.fetch()
    const catalog = (await answer.json()) as { scenarios: { id: string; panels: object[] }[] }
    const found = catalog.scenarios.find(({ id }) => id === 'safety-flood-weather')
    Object.assign(found?.panels[0] ?? {}, { window: 'nonsense' })
    await route.fulfill({ response: answer, json: catalog })
  })
  await broken.goto(`${front.url}/wall/main?scenario=safety-flood-weather`)
  await waitForWall(broken)
  // Panels that do not fit take turns.
  await broken.locator('.slot-broken[data-panel="0"]').waitFor({ timeout: 35_000 })
  expect(await broken.locator('[data-panel]').count()).toBeGreaterThan(2)
  expect(await broken.locator('.slot-broken').count()).toBe(1)
  const told = async () => (await screens()).flatMap((screen) => screen.broken ?? [])
  await expect.poll(told, { timeout: 8_000 }).toHaveLength(1)
  await photo('4-panel-failed', broken)
  await context.close()
})

test('[R34] server gone at start: the wall opens from the browser with its last numbers, marked lost, and heals', async () => {
  const port = Number(new URL(server.url).port)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  // The worker keeps the page once its first picture stands; the picture itself every twenty seconds.
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const [kept, picture] = await Promise.all(
            ['/wall/', '/kept/main'].map((path) => caches.match(path)),
          )
          return kept !== undefined && picture !== undefined
        }),
      { timeout: 30_000 },
    )
    .toBe(true)
  await server.kill()
  await page.reload()
  await page.waitForSelector('html[data-link="lost"]', { timeout: 15_000, state: 'attached' })
  await expect.poll(() => number(RAIN).textContent(), { timeout: 15_000 }).toContain('12.5')
  await expect.poll(() => page.locator('[data-frame="lost"]').textContent()).toMatch(/\d\d:\d\d/)
  await photo('5-server-gone-at-start')
  server = await startServer({ port, dataDir: server.dataDir, env })
  operator = await signIn(server, 'operator')
  await page.waitForSelector('html[data-link="live"]', { timeout: 30_000, state: 'attached' })
  expect(await number(RAIN).textContent()).toContain('12.5')
  await expect.poll(async () => (await heals('start')).length, { timeout: 8_000 }).toBe(1)
})

test('new build: tried out of sight, then swapped in with scenario and numbers as they were', async () => {
  front.serveBuild('0123456789')
  // A server that restarted may serve another build: the page looks when its link is back.
  front.cut()
  await page.waitForSelector('html[data-link="lost"]', { timeout: 6_000, state: 'attached' })
  await sleep(300)
  front.mend()
  await page.waitForSelector('meta[name="nzh-build"][content="0123456789"]', {
    timeout: 40_000,
    state: 'attached',
  })
  await waitForWall(page)
  expect(await page.locator('main.wall').getAttribute('data-scenario')).toBe('safety-flood-weather')
  expect(await number(RAIN).textContent()).toContain('12.5')
  await expect
    .poll(async () => (await heals('build')).length, { timeout: 8_000 })
    .toBeGreaterThan(0)

  const [swap] = await heals('build')
  console.log(`new build swapped in: first numbers after ${swap?.what['tookMs']} ms`)
  await page.context().close()
})

/** Process ids of the pages of a browser that `root` started, however many processes lie between. */
async function renderersUnder(root: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const facts = new Map<number, { parent: number; line: string }>()
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    facts.set(pid, { parent: Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]), line })
  }
  const isUnder = (pid: number): boolean => {
    const parent = facts.get(pid)?.parent ?? 0
    return parent === root || (parent > 1 && isUnder(parent))
  }
  return pids.filter((pid) => facts.get(pid)?.line.includes('--type=renderer') && isUnder(pid))
}

test('[R34] tab killed: the desk sees it within ten seconds, the supervisor puts a new page in its place', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'nzh-kiosk-'))
  const program = fileURLToPath(new URL('../deploy/kiosk/kiosk.mjs', import.meta.url))
  const { path, args, env: browserEnv } = await browserProgram()
  const others = new Set((await screens()).map(({ name }) => name))
  let said = ''
  const kiosk: ChildProcess = spawn(
    process.execPath,
    [
      program,
      '--url',
      `${server.url}/wall/main?scenario=map-vitals`,
      '--browser',
      path,
      '--profile',
      profile,
      '--',
      '--headless=new',
      '--window-size=1280,720',
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], env: browserEnv },
  )
  kiosk.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  try {
    const mine = async () => (await screens()).find(({ name }) => !others.has(name))
    await expect.poll(async () => (await mine())?.state, { timeout: 40_000 }).toBe('here')
    await expect
      .poll(async () => (await mine())?.map, { timeout: 40_000 })
      .toMatch(/^(drawn|reduced)$/)
    const first = (await mine())?.page
    const killedAtMs = Date.now()
    const pages = await renderersUnder(kiosk.pid ?? 0)
    expect(pages.length).toBeGreaterThan(0)
    for (const pid of pages) process.kill(pid, 'SIGKILL')
    await expect
      .poll(async () => (await mine())?.state, { timeout: 10_000, interval: 50 })
      .toBe('lost')
    await expect
      .poll(
        async () => {
          const now = await mine()
          return now?.state === 'here' && now.page !== first
        },
        { timeout: 20_000 },
      )
      .toBe(true)
    console.log(`killed tab back after ${Date.now() - killedAtMs} ms`)
    await expect.poll(async () => (await heals('tab')).length, { timeout: 20_000 }).toBe(1)
    const { entries } = await api<{ entries: Log }>('/walls/main/log')
    const kinds = entries.map(({ kind }) => kind)
    expect(kinds).toContain('lost')
    expect(kinds).toContain('back')
    expect(said).toContain('"what":"killed"')
  } finally {
    kiosk.kill('SIGTERM')
    await sleep(500)
    await rm(profile, { recursive: true, force: true }).catch(() => undefined)
  }
})
