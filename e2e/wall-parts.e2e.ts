import { mkdir } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postAs, postReadings, signIn } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { startServer, type TestServer } from './server.ts'

/** Each half; `NZH_E2E_PART=3840x2160` for the two halves of 7680 × 2160, where the machine has the graphics for it. */
const [width = 960, height = 540] = (process.env['NZH_E2E_PART'] ?? '640x360')
  .split('x')
  .map(Number)
/** Deltas go out this often: the screens may differ by one. */
const TICK_MS = 200
/** One tick on a graphics card; frames that the processor draws take longer than a tick each. */
const FLIGHT_APART_MS = process.env['NZH_E2E_PART'] === undefined ? 4 * TICK_MS : TICK_MS
const AIR = 'city.air.pm25'
const PICTURES = process.env['NZH_E2E_PICTURES']

type Seen = { readonly at: number; readonly text: string }
type Watched = { clock: Seen[]; number: Seen[]; camera: Seen[]; scenario: Seen[] }

let server: TestServer
let browser: Browser
let left: Page
let right: Page

/** @param map `full`: with flights, also where no graphics card draws them and everything else waits for it */
const half = async (col: number, map = ''): Promise<Page> => {
  const url = `${server.url}/wall/main?part=${col},0/2,1&map=${map}`
  return (await openPage(browser, url, { width, height })).page
}
const mapReady = (page: Page): Promise<unknown> =>
  page.waitForSelector('.map-stage[data-ready="true"]', { timeout: 60_000 })

/** Notes when the clock, a number, the camera and the scenario change; both pages have the same machine's clock. */
const watch = (page: Page): Promise<void> =>
  page.evaluate((indicator) => {
    const seen: Record<string, { at: number; text: string }[]> = {}
    Object.assign(window, { seen })
    const note = (what: string, text: string | null | undefined): void => {
      seen[what] ??= []
      const list = seen[what]
      if (text != null && list.at(-1)?.text !== text) list.push({ at: Date.now(), text })
    }
    const look = (): void => {
      note('clock', document.querySelector('.clock')?.textContent)
      note(
        'number',
        document.querySelector(`[data-indicator="${indicator}"] .number-roll-text`)?.textContent,
      )
      note('camera', document.querySelector<HTMLElement>('.map-stage')?.dataset['camera'])
      note('scenario', document.querySelector('[data-scenario]')?.getAttribute('data-scenario'))
    }
    look()
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['data-camera', 'data-scenario'],
    })
  }, AIR)
const seen = (page: Page): Promise<Watched> =>
  page.evaluate(() => (window as unknown as { seen: Watched }).seen)

/** For each text that both saw come: how far apart in time, ms. */
function apart(a: readonly Seen[], b: readonly Seen[]): number[] {
  return a.slice(1).flatMap(({ at, text }) => {
    const other = b.slice(1).find((each) => each.text === text)
    return other === undefined ? [] : [Math.abs(other.at - at)]
  })
}

/** Of several: one frame that a machine without a graphics card draws late says nothing about the clock behind it. */
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN

const tell = async (command: object): Promise<void> => {
  const reply = await postAs(
    server,
    await signIn(server, 'operator'),
    '/walls/main/command',
    command,
  )
  expect(reply.status).toBe(200)
}

beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  browser = await launchBrowser()
  await postReadings(server, [{ indicator: AIR, at: Date.now() - 5_000, value: 31 }])
  await tell({ command: 'show', scenario: 'city-air' })
  left = await half(0)
  right = await half(1)
  for (const page of [left, right]) {
    await waitForWall(page)
    await mapReady(page)
  }
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('two browsers show the two halves of one layout, with one camera', async () => {
  const boxes = (page: Page) =>
    page.evaluate(() => {
      const wall = document.querySelector('main.wall')?.getBoundingClientRect()
      const all = [
        ...document.querySelectorAll('.head-shift, .head-state, [data-panel], .map-canvas'),
      ]
      return all.map((element) => {
        const { left: x, top: y, width: w, height: h } = element.getBoundingClientRect()
        return [x - (wall?.left ?? 0), y - (wall?.top ?? 0), w, h].map(Math.round)
      })
    })
  const both = [await boxes(left), await boxes(right)]
  expect(both[0]?.length).toBeGreaterThan(4)
  expect(both[1]).toEqual(both[0])
  const view = (page: Page) =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.map-canvas canvas')
      const wall = document.querySelector('main.wall')?.getBoundingClientRect()
      return {
        x: wall?.left,
        shape: canvas === null ? null : [canvas.clientWidth, canvas.clientHeight],
      }
    })
  expect(await view(left)).toEqual({ x: 0, shape: [2 * width, height] })
  expect(await view(right)).toEqual({ x: -width, shape: [2 * width, height] })
  const camera = (page: Page) => page.locator('.map-stage').getAttribute('data-camera')
  expect(await camera(left)).toMatch(/^1(19|20)\.\d{6},31\./)
  expect(await camera(right)).toBe(await camera(left))
})

test('clock and numbers are at most one tick apart', async () => {
  await watch(left)
  await watch(right)
  // One number after the other, each seen on both: a starved page would else skip some.
  const shows = async (page: Page) => (await seen(page)).number.at(-1)?.text
  for (const value of ['41', '42', '43', '44', '45']) {
    await postReadings(server, [{ indicator: AIR, at: Date.now(), value: Number(value) }])
    for (const page of [left, right]) {
      await expect.poll(() => shows(page), { timeout: 20_000 }).toBe(value)
    }
  }
  const both = async () => {
    const [a, b] = [await seen(left), await seen(right)]
    return { clock: apart(a.clock, b.clock), number: apart(a.number, b.number) }
  }
  await expect.poll(async () => (await both()).clock.length, { timeout: 20_000 }).toBeGreaterThan(4)
  const { clock, number } = await both()
  expect(number).toHaveLength(5)
  expect(median(clock)).toBeLessThanOrEqual(TICK_MS)
  expect(median(number)).toBeLessThanOrEqual(TICK_MS)
  if (PICTURES !== undefined) {
    await mkdir(PICTURES, { recursive: true })
    await left.screenshot({ path: `${PICTURES}/part-left.png` })
    await right.screenshot({ path: `${PICTURES}/part-right.png` })
  }
})

test('a tour turns over on both at once, and a screen that joins late is in step', async () => {
  await tell({
    command: 'tour',
    scenarios: ['city-air', 'map-vitals', 'city-drainage'],
    seconds: 4,
  })
  const turnsSeen = async (): Promise<number[]> => {
    const [a, b] = [await seen(left), await seen(right)]
    return apart(a.scenario, b.scenario)
  }
  await expect.poll(async () => (await turnsSeen()).length, { timeout: 20_000 }).toBeGreaterThan(1)
  const turns = await turnsSeen()
  expect(median(turns)).toBeLessThanOrEqual(TICK_MS)
  await right.reload()
  await waitForWall(right)
  const shows = (page: Page) => page.locator('main.wall').getAttribute('data-scenario')
  await expect
    .poll(async () => (await shows(right)) === (await shows(left)), { timeout: 5_000 })
    .toBe(true)
  await tell({ command: 'show', scenario: 'city-air' })
})

test('a flight of the camera is the same on both, and ends at the same place', async () => {
  await Promise.all([left, right].map((page) => page.context().close()))
  left = await half(0, 'full')
  right = await half(1, 'full')
  for (const page of [left, right]) {
    await waitForWall(page)
    await mapReady(page)
    await watch(page)
  }
  await tell({ command: 'focus', position: [120.05, 31.78], zoom: 12.5 })
  const arrived = /^120\.050000,31\.780000,12\.5000/
  const cameraOf = (page: Page) => page.locator('.map-stage').getAttribute('data-camera')
  for (const page of [left, right]) {
    await expect.poll(() => cameraOf(page), { timeout: 30_000 }).toMatch(arrived)
  }
  const [a, b] = [await seen(left), await seen(right)]
  // Every camera of one screen lies between those of the other a little before and a little after.
  const zoom = ({ text }: Seen): number => Number(text.split(',')[2])
  const frames = a.camera.slice(1)
  expect(frames.length).toBeGreaterThan(1)
  for (const frame of frames) {
    const before = b.camera.findLast(({ at }) => at <= frame.at - FLIGHT_APART_MS) ?? b.camera[0]
    const after = b.camera.find(({ at }) => at >= frame.at + FLIGHT_APART_MS) ?? b.camera.at(-1)
    if (before === undefined || after === undefined) continue
    const [low, high] = [zoom(before), zoom(after)].sort((x, y) => x - y)
    expect(zoom(frame)).toBeGreaterThanOrEqual((low ?? 0) - 0.2)
    expect(zoom(frame)).toBeLessThanOrEqual((high ?? 0) + 0.2)
  }
  expect(a.camera.at(-1)?.text).toMatch(/^120\.050000,31\.780000,12\.5000/)
  expect(b.camera.at(-1)?.text).toBe(a.camera.at(-1)?.text)
})
