import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { requireCatalog } from '../../scenarios/load.ts'
import { launchBrowser } from '../browser.ts'
import { startServer } from '../server.ts'
import { figuresOf } from './report-figures.ts'
import { pageOf } from './report-page.ts'
import { SHAPES } from './shapes.ts'
import { KEEP_NAMES, waitForHistory } from './visit.ts'
import { type Finding, walk } from './walk.ts'

/**
 * `npm run wall:check`: opens every scenario at every shape in a browser and measures every text. Prints what falls
 * short, writes a page a person can look at, and ends with 1 when something does.
 */
const { values } = parseArgs({
  options: {
    /** Only scenarios whose id begins so; may be given several times. */
    scenario: { type: 'string', multiple: true },
    /** Only this shape, e.g. `3840x1080`; may be given several times. */
    shape: { type: 'string', multiple: true },
    /** A few scenarios of different kinds only. */
    smoke: { type: 'boolean', default: false },
    /** Without pictures: sizes, cuts, seams and overlaps only. */
    quick: { type: 'boolean', default: false },
    /** A running server with its simulator on; without it one is started. */
    url: { type: 'string' },
    /** Folder of the page. */
    out: { type: 'string', default: 'dist/wall-check' },
    /** Writes the figures to docs/reference/wall-check.md. */
    write: { type: 'boolean', default: false },
  },
})

/** One of each kind of picture: ranks, calendars, events, treemap and flows, gauges, and the most panels. */
const SMOKE = [
  'map-vitals',
  'city-air',
  'economy-industry',
  'economy-overview',
  'safety-flood-weather',
  'society-school-safety',
]

const { catalog } = await requireCatalog()
const wanted = catalog.scenarios
  .map(({ id }) => id)
  .filter((id) => !values.smoke || SMOKE.includes(id))
  .filter((id) => values.scenario?.some((start) => id.startsWith(start)) ?? true)
const shapes = SHAPES.filter(({ id }) => values.shape?.includes(id) ?? true)
if (wanted.length === 0 || shapes.length === 0) {
  console.error(`nothing to look at; shapes: ${SHAPES.map(({ id }) => id).join(', ')}`)
  process.exit(2)
}

// Asked to end, it ends after the picture it is at and tells what it has found so far.
let ended = false
process.once('SIGINT', () => {
  ended = true
})

const server = values.url === undefined ? await startServer() : null
const url = values.url ?? server?.url ?? ''
const browser = await launchBrowser()
const findings: Finding[] = []
const startedMs = Date.now()
try {
  await waitForHistory(url)
  const bench = await (await browser.newContext()).newPage()
  await bench.addInitScript(KEEP_NAMES)
  await bench.goto('about:blank')
  for (const shape of shapes) {
    if (ended) break
    for await (const finding of walk(browser, bench, url, shape, wanted, values.quick)) {
      findings.push(finding)
      if (ended) break
      const { faults } = finding.verdict
      console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${shape.id} ${finding.scenario}`)
      for (const { kind, what } of faults.slice(0, 8)) console.log(`       ${kind}: ${what}`)
      if (faults.length > 8) console.log(`       and ${faults.length - 8} more`)
    }
  }
} finally {
  await browser.close()
  await server?.stop()
}
const out = values.out
await mkdir(out, { recursive: true })
await writeFile(`${out}/index.html`, pageOf(findings))
const short = findings.filter(({ verdict }) => verdict.faults.length > 0)
const seconds = (Date.now() - startedMs) / 1_000
console.log(
  `${findings.length} pictures, ${findings.length - short.length} pass, ${short.length} fall short, ${seconds.toFixed(0)} s; ${out}/index.html`,
)
if (values.write) {
  const file = fileURLToPath(new URL('../../docs/reference/wall-check.md', import.meta.url))
  await writeFile(file, figuresOf(findings))
}
process.exitCode = short.length === 0 ? 0 : 1
