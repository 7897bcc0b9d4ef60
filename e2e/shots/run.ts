import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { requireCatalog } from '../../scenarios/load.ts'
import { launchBrowser } from '../browser.ts'
import { startServer } from '../server.ts'
import { SHAPES, type Shape } from '../wall-check/shapes.ts'
import { PICTURE_WITHIN_MS, visit, waitForHistory } from '../wall-check/visit.ts'
import { columnsFor, type Shot, sheetOf } from './sheet.ts'

/**
 * `npm run shots`: a picture of every scenario at the shapes asked for, a page with all of them, and contact sheets of
 * twelve. `CHROMIUM_PATH` and `NZH_BROWSER_FLAGS` choose the browser and how it draws.
 */
const { values } = parseArgs({
  options: {
    /** Only scenarios whose id begins so; may be given several times. */
    scenario: { type: 'string', multiple: true },
    /** Width × height; may be given several times. */
    shape: { type: 'string', multiple: true, default: ['3840x1080'] },
    /** A running server; without it one is started. */
    url: { type: 'string' },
    /** Pixels of the picture by pixel of the wall: 0.5 is quick, for a first look. */
    scale: { type: 'string', default: '1' },
    out: { type: 'string', default: 'dist/shots' },
  },
})

const ON_A_SHEET = 12
const scale = Number(values.scale)
const SHEET_WIDTH = 2_400

const { catalog } = await requireCatalog()
const wanted = catalog.scenarios.filter(
  ({ id }) => values.scenario?.some((start) => id.startsWith(start)) ?? true,
)
const shapes = SHAPES.filter(({ id }) => values.shape.includes(id))
if (wanted.length === 0 || shapes.length === 0) {
  console.error(`nothing to take; shapes: ${SHAPES.map(({ id }) => id).join(', ')}`)
  process.exit(2)
}

const out = resolve(values.out)
await mkdir(out, { recursive: true })
// An order of severity 1 would put the wall into emergency mode in the middle of the walk.
const server =
  values.url === undefined ? await startServer({ env: { NZH_EMERGENCY_AUTO: 'off' } }) : null
const url = values.url ?? server?.url ?? ''
const browser = await launchBrowser()
const startedMs = Date.now()
const shots: Shot[] = []
try {
  await waitForHistory(url)
  const sheets = await (await browser.newContext()).newPage()
  for (const shape of shapes) {
    const taken = await take(shape)
    shots.push(...taken)
    await drawSheets(sheets, shape, taken)
  }
} finally {
  await browser.close()
  await server?.stop()
}
await writeFile(`${out}/index.html`, sheetOf(shots, 2))
console.log(
  `${shots.length} pictures, ${((Date.now() - startedMs) / 1_000).toFixed(0)} s; ${out}/index.html`,
)

async function take(shape: Shape): Promise<Shot[]> {
  const taken: Shot[] = []
  const ids = wanted.map(({ id }) => id)
  for await (const { page, scenario } of visit(browser, url, shape, ids, scale)) {
    const file = `${shape.id}-${scenario}.png`
    await page.screenshot({ path: `${out}/${file}`, timeout: PICTURE_WITHIN_MS })
    const { name_zh = '', question_zh = '' } = wanted.find(({ id }) => id === scenario) ?? {}
    taken.push({ scenario, name: name_zh, question: question_zh, shape: shape.id, file })
    console.log(`${((Date.now() - startedMs) / 1_000).toFixed(0)} s ${file}`)
  }
  return taken
}

/** Sheets as pictures too, so that they can be looked at where no browser is. */
async function drawSheets(page: Page, shape: Shape, taken: readonly Shot[]): Promise<void> {
  await page.setViewportSize({ width: SHEET_WIDTH, height: 1_000 })
  for (let from = 0; from < taken.length; from += ON_A_SHEET) {
    const file = `${out}/sheet-${shape.id}-${from / ON_A_SHEET + 1}`
    const part = taken.slice(from, from + ON_A_SHEET)
    await writeFile(`${file}.html`, sheetOf(part, columnsFor(shape.width, shape.height)))
    await page.goto(pathToFileURL(`${file}.html`).href)
    await page.screenshot({ path: `${file}.png`, fullPage: true, timeout: PICTURE_WITHIN_MS })
  }
}
