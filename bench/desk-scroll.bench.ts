import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { getAs, postAs, type Session, signIn } from '../e2e/api.ts'
import { launchBrowser, waitForWall } from '../e2e/browser.ts'
import { startServer, type TestServer } from '../e2e/server.ts'
import type { Bench, BenchLine } from './bench-line.ts'
import { fillWithOpenOrders } from './open-orders.ts'
import { type PageTasks, tasksDuring, watchTasks } from './page-tasks.ts'

/** A desk of the usual size: a laptop's. */
const DESK = { width: 1366, height: 768 }
/** Acts of others a second while one scrolls. */
const ACTS_EACH_MS = 250
/** What a keyboard repeats a second while a key is held. */
const REPEATS_MS = 33
const LIST = '.queue-list'

/** The whole queue of a busy district at one desk: read in, scrolled by wheel, by `j` held, by End and Home. */
export const run: Bench = async ({ smoke }) => {
  const count = smoke ? 2_000 : 50_000
  const dataDir = await mkdtemp(join(tmpdir(), 'nzh-desk-'))
  await fillWithOpenOrders(dataDir, count)
  const server = await startServer({ dataDir, env: { NZH_SIMULATOR: 'off' } })
  const browser = await launchBrowser()
  const stop = new AbortController()
  try {
    const page = await aDesk(browser, server)
    const startMs = performance.now()
    const read = await tasksDuring(browser, page, () => signInByHand(page, count))
    const lines = [
      ...linesOf(`${count} open orders read in`, read),
      {
        id: 'desk',
        name: `${count} open orders: from sign-in to the last row`,
        value: (performance.now() - startMs) / 1_000,
        unit: 's',
      },
    ]
    const others = acts(server, stop.signal)
    others.catch(() => stop.abort())
    const seconds = smoke ? 2 : 6
    for (const [name, work] of Object.entries(ways(page, seconds))) {
      lines.push(...linesOf(`${count} orders, ${name}`, await tasksDuring(browser, page, work)))
    }
    stop.abort()
    const done = await others
    lines.push({ id: 'desk', name: 'acts of others meanwhile', value: done, unit: 'acts' })
    return lines
  } finally {
    stop.abort()
    await browser.close()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function aDesk(browser: Browser, server: TestServer): Promise<Page> {
  const context = await browser.newContext({
    viewport: DESK,
    deviceScaleFactor: 1,
    locale: 'zh-CN',
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await watchTasks(page)
  await page.goto(`${server.url}/desk`)
  return page
}

async function signInByHand(page: Page, count: number): Promise<void> {
  await page.getByLabel('用户名').fill('duty')
  await page.getByLabel('密码').fill('duty')
  await page.keyboard.press('Enter')
  await page.locator(LIST).waitFor()
  await waitForWall(page)
  const last = page.locator(`${LIST} [aria-setsize="${count}"]`).first()
  await last.waitFor({ timeout: 300_000 })
}

/** Reports and urges as other desks and citizens send them: rows that come, and rows that change their place. */
async function acts(server: TestServer, signal: AbortSignal): Promise<number> {
  const duty = await signIn(server, 'duty')
  const { orders } = (await getAs(server, duty, '/orders?state=handling&limit=1000')) as {
    orders: { id: string; rev: number }[]
  }
  let done = 0
  while (!signal.aborted) {
    const order = orders[done >> 1]
    const response =
      done % 2 === 0 || order === undefined
        ? await report(server, duty)
        : await urge(server, duty, order)
    if (!response.ok) throw new Error(`act: ${response.status} ${await response.text()}`)
    done += 1
    await sleep(ACTS_EACH_MS)
  }
  return done
}

const report = (server: TestServer, by: Session): Promise<Response> =>
  postAs(server, by, '/orders', { type: 'city.exposed-garbage', title: '新报:垃圾无人清理' })

const urge = (
  server: TestServer,
  by: Session,
  { id, rev }: { id: string; rev: number },
): Promise<Response> =>
  postAs(server, by, `/orders/${id}/actions`, { action: 'urge', rev, actionId: randomUUID() })

/** Every way that a queue is gone through, each for so many seconds. */
function ways(page: Page, seconds: number): Record<string, () => Promise<void>> {
  const turn = async (pixels: number): Promise<void> => {
    await page.mouse.move(200, 500)
    const endMs = performance.now() + seconds * 1_000
    while (performance.now() < endMs) {
      await page.mouse.wheel(0, pixels)
      await sleep(8)
    }
  }
  /** From the top of the list to its end, so many px a turn. */
  const turnThrough = async (): Promise<void> => {
    await page.mouse.move(200, 500)
    const length = await page.locator(LIST).evaluate((list) => list.scrollHeight)
    const pixels = Math.max(400, Math.ceil(length / (seconds * 60)))
    for (let at = 0; at < length; at += pixels) {
      await page.mouse.wheel(0, pixels)
      await sleep(8)
    }
  }
  const hold = async (key: string): Promise<void> => {
    const endMs = performance.now() + seconds * 1_000
    while (performance.now() < endMs) {
      // Down again without up is what a keyboard sends while a key is held.
      await page.keyboard.down(key)
      await sleep(REPEATS_MS)
    }
    await page.keyboard.up(key)
  }
  return {
    'wheel at reading pace': () => turn(120),
    'wheel through all of them': turnThrough,
    'k held at the end': async () => {
      await page.keyboard.press('End')
      await hold('k')
    },
    'End and Home in turn': async () => {
      for (let i = 0; i < seconds * 2; i += 1) {
        await page.keyboard.press(i % 2 === 0 ? 'End' : 'Home')
        await sleep(REPEATS_MS * 5)
      }
    },
    'j held from the top': async () => {
      await page.keyboard.press('Home')
      await hold('j')
    },
  }
}

function linesOf(what: string, tasks: PageTasks): BenchLine[] {
  const { long, longestCpuMs, longByCpu, frameP95Ms, frameWorstMs, frames } = tasks
  const line = (name: string, value: number, unit: string): BenchLine => ({
    id: 'desk',
    name: `${what}: ${name}`,
    value,
    unit,
  })
  return [
    { ...line('long tasks', long.length, 'tasks'), bar: '0', ok: long.length === 0 },
    line('longest task', Math.max(0, ...long), 'ms'),
    { ...line('tasks over 50 ms of CPU', longByCpu, 'tasks'), bar: '0', ok: longByCpu === 0 },
    line('longest task, CPU', longestCpuMs, 'ms'),
    line(`frame to frame of ${frames}, p95`, frameP95Ms, 'ms'),
    line('frame to frame, worst', frameWorstMs, 'ms'),
  ]
}
