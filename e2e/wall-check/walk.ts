import type { Browser, Page } from 'playwright-core'
import { NIGHT } from '../../client/ui/theme.ts'
import { openPage, waitForWall } from '../browser.ts'
import type { TextFact } from './facts.ts'
import { judge, type Verdict } from './judge.ts'
import { readPage } from './page-facts.ts'
import { measurePixels } from './pixels.ts'
import type { Shape } from './shapes.ts'

/** One scenario at one shape, measured. */
export type Finding = {
  readonly scenario: string
  readonly shape: Shape
  readonly verdict: Verdict
  /** The whole picture as JPEG, base64, when something falls short. */
  readonly picture: string | null
}

/** What the compiler adds to name functions does not travel with them into the page. */
export const KEEP_NAMES = 'globalThis.__name = (value) => value'
/** How long a scenario may take until all of it is drawn, ms. */
const DRAWN_WITHIN_MS = 90_000
/** A machine without a graphics card takes long for a picture of a whole wall, ms. */
const PICTURE_WITHIN_MS = 120_000
/** After the last panel is drawn, its labels and the map settle, ms. */
const SETTLE_MS = 350

/**
 * Opens the wall once at a shape and walks through the scenarios, in the order given.
 *
 * @param bench an empty page that pictures are measured on
 * @param quick without pictures: neither contrast nor colour are looked at
 */
export async function* walk(
  browser: Browser,
  bench: Page,
  url: string,
  shape: Shape,
  scenarios: readonly string[],
  quick = false,
): AsyncGenerator<Finding> {
  const { cols, rows, px } = shape.bezel
  const seams = cols * rows > 1 ? `&bezel=${cols},${rows},${px}` : ''
  const at = (scenario: string): string => `${url}/wall/main?scenario=${scenario}${seams}`
  const { page } = await openPage(browser, at(scenarios[0] ?? ''), {
    width: shape.width,
    height: shape.height,
    // Numbers stand still and the camera is there at once: the picture is measured, not the way to it.
    still: true,
  })
  try {
    await page.addInitScript(KEEP_NAMES)
    await page.evaluate(KEEP_NAMES)
    await waitForWall(page)
    await page.waitForSelector('.map-stage[data-ready="true"]', { timeout: 60_000 })
    for (const scenario of scenarios) {
      await show(page, scenario, at(scenario))
      yield quick ? await glance(page, scenario, shape) : await look(page, bench, scenario, shape)
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
    await page.waitForSelector('.map-stage[data-ready="true"]', { timeout: 60_000 })
  }
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

const LEVELS = Object.values(NIGHT.level)

const UNSEEN = { contrast: [], saturated: 0, alarmPixels: 0 }

async function glance(page: Page, scenario: string, shape: Shape): Promise<Finding> {
  const verdict = judge(await page.evaluate(readPage, LEVELS), UNSEEN, shape)
  return { scenario, shape, verdict, picture: null }
}

async function look(page: Page, bench: Page, scenario: string, shape: Shape): Promise<Finding> {
  const facts = await page.evaluate(readPage, LEVELS)
  const bare = await withoutText(page, () =>
    page.screenshot({ type: 'png', timeout: PICTURE_WITHIN_MS }),
  )
  // What has changed meanwhile (a clock, a line of the ticker) is not judged by what stands there now.
  const after = new Set((await page.evaluate(readPage, LEVELS)).texts.map(keyOf))
  const pixels = await measurePixels(bench, {
    picture: bare.toString('base64'),
    texts: facts.texts.map(({ box, color, opacity, on }) => ({ box, color, opacity, on })),
    levels: LEVELS.slice(0, 3),
  })
  const contrast = pixels.contrast.map((value, at) => {
    const text = facts.texts[at]
    return text !== undefined && after.has(keyOf(text)) ? value : null
  })
  const verdict = judge(facts, { ...pixels, contrast }, shape)
  const whole =
    verdict.faults.length === 0
      ? null
      : await page.screenshot({ type: 'jpeg', quality: 80, timeout: PICTURE_WITHIN_MS })
  return { scenario, shape, verdict, picture: whole?.toString('base64') ?? null }
}

const keyOf = ({ text, box }: TextFact): string =>
  `${text} ${Math.round(box.left)} ${Math.round(box.top)}`

/** Does something while the page's own text is not to be seen; what is drawn on canvases stays. */
async function withoutText<T>(page: Page, act: () => Promise<T>): Promise<T> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      '.wall *, .wall *::before, .wall *::after { color: transparent !important; transition: none !important; }',
    )
    document.adoptedStyleSheets = [sheet]
  })
  try {
    return await act()
  } finally {
    await page.evaluate(() => {
      document.adoptedStyleSheets = []
    })
  }
}
