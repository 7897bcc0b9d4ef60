import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requireCatalog } from '../scenarios/load.ts'
import { launchBrowser, openPage, type PageFaults, waitForWall } from './browser.ts'
import { startServer, type TestServer } from './server.ts'

const { catalog } = await requireCatalog()
let server: TestServer
let browser: Browser
let page: Page
let faults: PageFaults

beforeAll(async () => {
  // An order of severity 1 would put the wall into emergency mode in the middle of the walk.
  server = await startServer({ env: { NZH_EMERGENCY_AUTO: 'off' } })
  browser = await launchBrowser()
  const [first] = catalog.scenarios
  const opened = await openPage(browser, `${server.url}/wall/main?scenario=${first?.id}`)
  page = opened.page
  faults = opened.faults
  await waitForWall(page)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** What a panel shows: a drawn canvas, rows, or an open statement of why it is empty. */
const readPanels = () =>
  page.$$eval('[data-panel]', (panels) =>
    panels.map((panel) => ({
      index: Number(panel.getAttribute('data-panel')),
      name: panel.getAttribute('aria-label'),
      isFilled:
        panel.querySelector('canvas, svg, [data-indicator], [role="listitem"], li, tr') !== null,
      overflows:
        panel.scrollWidth > panel.clientWidth + 1 || panel.scrollHeight > panel.clientHeight + 1,
    })),
  )

test.each(catalog.scenarios.map((scenario) => [scenario.id, scenario] as const))(
  '%s opens with its panels, numbers and layers',
  async (id, scenario) => {
    // The film strip's keys walk through the scenarios as an operator does.
    if ((await page.getAttribute('[data-scenario]', 'data-scenario')) !== id) {
      await page.keyboard.press('ArrowRight')
    }
    await page.waitForSelector(`[data-scenario="${id}"]`, { timeout: 30_000 })
    await page.waitForFunction(
      (count) => document.querySelectorAll('[data-panel]').length === count,
      scenario.panels.length,
      { timeout: 30_000 },
    )
    for (const indicator of scenario.headline) {
      await page.waitForFunction(
        (wanted) => {
          const number = document.querySelector(
            `[data-indicator="${wanted}"][data-place="district"]`,
          )
          return number !== null && number.getAttribute('data-status') !== 'missing'
        },
        indicator,
        { timeout: 30_000 },
      )
    }
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll('[data-panel]')].every(
          (panel) =>
            panel.querySelector('canvas, svg, [data-indicator], [role="listitem"], li, tr') !==
            null,
        ),
      undefined,
      { timeout: 30_000 },
    )
    const panels = (await readPanels()).sort((a, b) => a.index - b.index)
    expect(panels.map((panel) => panel.name)).toEqual(
      scenario.panels.map((panel) => panel.title_zh),
    )
    expect(panels.filter((panel) => panel.overflows)).toEqual([])
    const legends = () =>
      page.$$eval('[data-legend]', (items) => items.map((item) => item.textContent ?? ''))
    for (const layer of scenario.layers) {
      // The map comes in a file of its own, after the numbers.
      await expect
        .poll(async () => (await legends()).join(' | '), { timeout: 60_000 })
        .toContain(layer.label_zh)
    }
    // A layer without data would say so; one of orders may truly have none open.
    await expect
      .poll(async () => (await legends()).join(' | '), { timeout: 30_000 })
      .not.toMatch(/暂无数据|未接入|加载/)
    expect(faults).toEqual({ errors: [], foreignRequests: [] })
  },
)
