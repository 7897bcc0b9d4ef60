import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NIGHT } from '../client/ui/theme.ts'
import { defaultSight } from '../protocol/wall/sight.ts'
import { postReadings } from './api.ts'
import { launchBrowser, openPage, type PageFaults, waitForWall } from './browser.ts'
import { startServer, type TestServer } from './server.ts'
import { judge } from './wall-check/judge.ts'
import { readPage } from './wall-check/page-facts.ts'
import { KEEP_NAMES } from './wall-check/visit.ts'

/** What the texts are worth without a picture of them. */
const UNSEEN = { contrast: [], saturated: 0, alarmPixels: 0 }
const SMALL = { width: 800, height: 600 }
const LONG = '空气质量'.repeat(50)

let server: TestServer
let browser: Browser
let page: Page
let faults: PageFaults

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nzh-bad-'))
  const file = new URL('../scenarios/city/city-air.json', import.meta.url)
  const scenario = JSON.parse(await readFile(file, 'utf8')) as {
    name_zh: string
    question_zh: string
    panels: { title_zh: string }[]
  }
  scenario.name_zh = LONG
  scenario.question_zh = LONG
  for (const panel of scenario.panels) panel.title_zh = LONG
  await writeFile(join(dir, 'city-air.json'), JSON.stringify(scenario))
  server = await startServer({ env: { NZH_SIMULATOR: 'off', NZH_SCENARIOS_DIR: dir } })
  // Only one of the scenario's numbers is known, and that one is beyond all reason.
  await postReadings(server, [{ indicator: 'city.air.pm25', at: Date.now(), value: 1e308 }])
  browser = await launchBrowser(['--disable-3d-apis'])
  const opened = await openPage(browser, `${server.url}/wall/main?scenario=city-air`, SMALL)
  page = opened.page
  faults = opened.faults
  await page.evaluate(KEEP_NAMES)
  await waitForWall(page)
  await page.waitForFunction(() => document.querySelectorAll('[data-panel]').length > 0)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

test('in a small window with names of 200 signs, every text is whole or cut with its full form in reach', async () => {
  await expect
    .poll(
      async () => {
        const facts = await page.evaluate(readPage, Object.values(NIGHT.level))
        const shape = {
          id: 'small',
          ...SMALL,
          bezel: { cols: 1, rows: 1, px: 0 },
          sight: defaultSight(4 / 3),
        }
        const { faults: found } = judge(facts, UNSEEN, shape)
        return found.map(({ kind, what }) => `${kind}: ${what}`)
      },
      { timeout: 20_000 },
    )
    .toEqual([])
})

test('a browser without WebGL2 says so and lists what the map would show', async () => {
  await expect.poll(() => page.textContent('.stage')).toMatch(/不支持 WebGL2/)
})

test('panels that find no room say that they come in turn, and empty ones why they are empty', async () => {
  expect(await page.textContent('.page-note')).toMatch(/另有 \d+ 个面板轮换显示 \d\/\d/)
  const states = await page.$$eval('[data-panel]', (panels) =>
    panels.map((panel) => `${panel.getAttribute('data-state')} ${panel.textContent}`),
  )
  for (const state of states) expect(state).toMatch(/^(ready|empty .*(暂无|没有|无))/s)
})

test('a number that is missing is a dash and never a zero', async () => {
  const missing = page.locator('[data-indicator="city.air.aqi"][data-place="district"]').first()
  expect((await missing.textContent())?.trim()).toBe('—')
  expect(faults.errors).toEqual([])
})
