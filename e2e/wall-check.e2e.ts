import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'
import { startServer, type TestServer } from './server.ts'
import type { PageFacts, PixelFacts, TextFact } from './wall-check/facts.ts'
import { judge } from './wall-check/judge.ts'
import { SHAPES, type Shape } from './wall-check/shapes.ts'
import { KEEP_NAMES } from './wall-check/visit.ts'
import { walk } from './wall-check/walk.ts'

/** Shapes of the slice: one screen, two screens with a seam between, the totem; `npm run wall:check` does them all. */
const SLICE = ['1920x1080', '3840x1080', '1080x1920']
const [wide] = SHAPES.filter(({ id }) => id === '3840x1080')

const aText = (parts: Partial<TextFact> = {}): TextFact => ({
  text: '空气质量',
  on: 'page',
  where: 'panel',
  zone: 'read',
  box: { left: 100, top: 100, width: 80, height: 18 },
  sizePx: 18,
  signPx: 16,
  color: 'rgb(238, 243, 246)',
  opacity: 1,
  clipped: false,
  cut: false,
  headline: false,
  state: false,
  ...parts,
})

/** What is found where the given texts stand on a wall, each with a contrast of 12. */
function faultsOf(texts: readonly TextFact[], pixels: Partial<PixelFacts> = {}): string[] {
  const page: PageFacts = { texts, overflowing: [], colorAlone: [], canvas: null, anyLevel: true }
  const seen = { contrast: texts.map(() => 12), saturated: 0.01, alarmPixels: 0, ...pixels }
  return judge(page, seen, wide as Shape).faults.map(({ kind }) => kind)
}

describe('what the check finds', () => {
  test('a text as the design has it passes', () => {
    expect(faultsOf([aText()])).toEqual([])
  })

  test.each<[string, Partial<TextFact>, string]>([
    ['too low to be read from 4 m', { signPx: 9 }, 'small'],
    ['too low to be scanned from 8 m', { zone: 'scan', signPx: 18 }, 'small'],
    ['a headline number under 22 minutes', { headline: true, zone: 'scan', signPx: 24 }, 'small'],
    ['clipped by its box', { clipped: true }, 'clipped'],
    ['cut without its full form', { cut: true }, 'cut'],
    ['over the edge', { box: { left: 3800, top: 0, width: 80, height: 18 } }, 'outside'],
    [
      'over the seam of two screens',
      { box: { left: 1900, top: 9, width: 80, height: 18 } },
      'seam',
    ],
  ])('%s', (_, parts, kind) => {
    expect(faultsOf([aText(parts)])).toContain(kind)
  })

  test('faint text, and a headline number that only just reads', () => {
    expect(faultsOf([aText()], { contrast: [4.4] })).toEqual(['contrast'])
    const number = aText({ headline: true, zone: 'scan', signPx: 44, text: '37' })
    expect(faultsOf([number], { contrast: [6.5] })).toEqual(['contrast'])
    expect(faultsOf([number], { contrast: [7.1] })).toEqual([])
  })

  test('two texts on one another, and not two beside each other', () => {
    const other = aText({ text: '臭氧', box: { left: 150, top: 104, width: 80, height: 18 } })
    expect(faultsOf([aText(), other])).toEqual(['overlap'])
    expect(faultsOf([aText(), { ...other, box: { ...other.box, left: 190 } }])).toEqual([])
  })
})

describe('a slice of the whole check', () => {
  let server: TestServer
  let browser: Browser
  let bench: Page

  beforeAll(async () => {
    server = await startServer()
    browser = await launchBrowser()
    bench = await (await browser.newContext()).newPage()
    await bench.addInitScript(KEEP_NAMES)
    await bench.goto('about:blank')
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  test.each(
    SHAPES.filter(({ id }) => SLICE.includes(id)).map((shape) => [shape.id, shape] as const),
  )('every text of the wall reads at %s', async (_, shape) => {
    for await (const { scenario, verdict } of walk(
      browser,
      bench,
      server.url,
      shape,
      ['city-air'],
      true,
    )) {
      expect([scenario, verdict.faults.map(({ kind, what }) => `${kind}: ${what}`)]).toEqual([
        scenario,
        [],
      ])
      expect(verdict.texts).toBeGreaterThan(60)
      expect(verdict.minutes.glance).toBeGreaterThan(21.8)
    }
  })
})
