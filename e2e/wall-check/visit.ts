import type { Browser, Page } from 'playwright-core'
import { openPage, waitForWall } from '../browser.ts'
import type { Shape } from './shapes.ts'

/** What the compiler adds to name functions does not travel with them into the page. */
export const KEEP_NAMES = 'globalThis.__name = (value) => value'
/** How long a scenario may take until all of it is drawn, ms. */
const DRAWN_WITHIN_MS = 90_000
/** A machine without a graphics card takes long for a picture of a whole wall, ms. */
export const PICTURE_WITHIN_MS = 120_000
/** After the last panel is drawn, its labels and the map settle, ms. */
const SETTLE_MS = 350
const HISTORY_WITHIN_MS = 300_000

/** Waits until the past of a new server is filled in: curves are looked at as they will stand. */
export async function waitForHistory(url: string): Promise<void> {
  const until = Date.now() + HISTORY_WITHIN_MS
  while (Date.now() < until) {
    const ready = (await (await fetch(`${url}/readyz`)).json()) as {
      readonly history?: { readonly finished?: boolean }
    }
    if (ready.history?.finished !== false) return
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/**
 * Opens the wall once at a shape and goes through the scenarios in the order given; each is drawn whole when it comes.
 *
 * @param scale pixels of the picture by CSS pixel: half of them are drawn four times as fast
 */
export async function* visit(
  browser: Browser,
  url: string,
  shape: Shape,
  scenarios: readonly string[],
  scale = 1,
): AsyncGenerator<{ readonly page: Page; readonly scenario: string }> {
  const { cols, rows, px } = shape.bezel
  const seams = cols * rows > 1 ? `&bezel=${cols},${rows},${px}` : ''
  const at = (scenario: string): string => `${url}/wall/main?scenario=${scenario}${seams}&map=full`
  const { page } = await openPage(browser, at(scenarios[0] ?? ''), {
    width: shape.width,
    height: shape.height,
    // Numbers stand still and the camera is there at once: a picture is taken, not the way to it.
    still: true,
    scale,
  })
  try {
    await page.addInitScript(KEEP_NAMES)
    await page.evaluate(KEEP_NAMES)
    await waitForWall(page)
    await page.waitForSelector('.map-stage[data-ready="true"]', { timeout: PICTURE_WITHIN_MS })
    for (const scenario of scenarios) {
      await show(page, scenario, at(scenario))
      yield { page, scenario }
    }
  } finally {
    await page.context().close()
  }
}

/** Goes on with the film strip's key where the next scenario is the one wanted; by address otherwise. */
async function show(page: Page, scenario: string, address: string): Promise<void> {
  const shown = (): Promise<string | null> =>
    page.locator('main.wall').getAttribute('data-scenario')
  if ((await shown()) !== scenario) await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(50)
  if ((await shown()) !== scenario) {
    await page.goto(address)
    await waitForWall(page)
    await page.waitForSelector('.map-stage[data-ready="true"]', { timeout: PICTURE_WITHIN_MS })
  }
  // A machine that draws this slowly may lose the link meanwhile: its banner is not what is looked at.
  await page.waitForSelector('html[data-link="live"]', {
    state: 'attached',
    timeout: PICTURE_WITHIN_MS,
  })
  await page.waitForFunction(
    () =>
      document.querySelectorAll('[data-panel]').length > 0 &&
      [...document.querySelectorAll('[data-panel]')].every(
        (panel) =>
          panel.getAttribute('data-state') !== 'loading' &&
          [...panel.querySelectorAll('.chart-canvas')].every(
            (chart) => chart.querySelector('canvas') !== null,
          ),
      ) &&
      document.querySelectorAll('[data-legend]').length > 0,
    undefined,
    { timeout: DRAWN_WITHIN_MS },
  )
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.waitForTimeout(SETTLE_MS)
}
