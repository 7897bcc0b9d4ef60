import type { Browser, Page } from 'playwright-core'
import { NIGHT } from '../../client/ui/theme.ts'
import type { TextFact } from './facts.ts'
import { judge, type Verdict } from './judge.ts'
import { readPage } from './page-facts.ts'
import { measurePixels } from './pixels.ts'
import type { Shape } from './shapes.ts'
import { PICTURE_WITHIN_MS, visit } from './visit.ts'

/** One scenario at one shape, measured. */
export type Finding = {
  readonly scenario: string
  readonly shape: Shape
  readonly verdict: Verdict
  /** The whole picture as JPEG, base64, when something falls short. */
  readonly picture: string | null
}

/**
 * Measures the scenarios at a shape, in the order given.
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
  for await (const { page, scenario } of visit(browser, url, shape, scenarios)) {
    yield quick ? await glance(page, scenario, shape) : await look(page, bench, scenario, shape)
  }
}

const LEVELS = Object.values(NIGHT.level)

const UNSEEN = { contrast: [], saturated: 0, alarmPixels: 0 }

async function glance(page: Page, scenario: string, shape: Shape): Promise<Finding> {
  const read = async (): Promise<Verdict> =>
    judge(await page.evaluate(readPage, LEVELS), UNSEEN, shape)
  let verdict = await read()
  for (let n = 1; n < LOOKS && verdict.faults.length > 0; n++) {
    await page.waitForTimeout(AGAIN_MS)
    verdict = await read()
  }
  return { scenario, shape, verdict, picture: null }
}

/** What is seen only once is a moment of the drawing, or a picture whose tiles came late; what stays is a fault. */
const LOOKS = 3
const AGAIN_MS = 700

async function look(page: Page, bench: Page, scenario: string, shape: Shape): Promise<Finding> {
  let verdict = await measure(page, bench, shape)
  for (let n = 1; n < LOOKS && verdict.faults.length > 0; n++) {
    await page.waitForTimeout(AGAIN_MS)
    verdict = await measure(page, bench, shape)
  }
  const whole =
    verdict.faults.length === 0
      ? null
      : await page.screenshot({ type: 'jpeg', quality: 80, timeout: PICTURE_WITHIN_MS })
  return { scenario, shape, verdict, picture: whole?.toString('base64') ?? null }
}

async function measure(page: Page, bench: Page, shape: Shape): Promise<Verdict> {
  const facts = await page.evaluate(readPage, LEVELS)
  const bare = await withoutText(page, () =>
    page.screenshot({ type: 'png', timeout: PICTURE_WITHIN_MS }),
  )
  // What has changed meanwhile (a clock, a line of the ticker) is not judged by what stands there now.
  const after = new Set((await page.evaluate(readPage, LEVELS)).texts.map(keyOf))
  const pixels = await measurePixels(bench, {
    picture: bare.toString('base64'),
    texts: facts.texts,
    levels: LEVELS.slice(0, 3),
  })
  const contrast = pixels.contrast.map((value, at) => {
    const text = facts.texts[at]
    return text !== undefined && after.has(keyOf(text)) ? value : null
  })
  return judge(facts, { ...pixels, contrast }, shape)
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
    // A picture shows what was painted last: two frames later that is without text.
    return new Promise<void>((done) =>
      requestAnimationFrame(() => requestAnimationFrame(() => done())),
    )
  })
  try {
    return await act()
  } finally {
    await page.evaluate(() => {
      document.adoptedStyleSheets = []
    })
  }
}
