import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { requireCatalog } from '../../scenarios/load.ts'
import { launchBrowser } from '../browser.ts'
import { startServer } from '../server.ts'
import { keepIn, keptIn } from './kept.ts'
import { figuresOf } from './report-figures.ts'
import { pageOf } from './report-page.ts'
import { SHAPES, type Shape } from './shapes.ts'
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
    /** Browsers side by side; without it one for four cores. */
    jobs: { type: 'string' },
    /** Folder of the page. */
    out: { type: 'string', default: 'dist/wall-check' },
    /** Looks only at what an earlier run into the same folder did not come to, or found to fall short. */
    resume: { type: 'boolean', default: false },
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

const passes = ({ verdict }: Finding): boolean => verdict.faults.length === 0

const { out } = values
await mkdir(out, { recursive: true })
const keyOf = (shape: string, scenario: string): string => `${shape} ${scenario}`
const findings = values.resume ? (await keptIn(out)).filter(passes) : []
const seen = new Set(findings.map(({ shape, scenario }) => keyOf(shape.id, scenario)))
const broken: string[] = []
type Task = { readonly shape: Shape; readonly scenarios: readonly string[] }

/** Scenarios that one browser walks through before it takes the next task: long enough to pay for its start. */
const WALK = 10
const tasks: Task[] = shapes.flatMap((shape) => {
  const left = wanted.filter((scenario) => !seen.has(keyOf(shape.id, scenario)))
  return Array.from({ length: Math.ceil(left.length / WALK) }, (_, i) => ({
    shape,
    scenarios: left.slice(i * WALK, (i + 1) * WALK),
  }))
})

/** Takes one task after the other until there are none, each with a browser of its own. */
async function work(url: string): Promise<void> {
  for (let task = tasks.shift(); task !== undefined && !ended; task = tasks.shift()) {
    const browser = await launchBrowser()
    try {
      const bench = await (await browser.newContext()).newPage()
      await bench.addInitScript(KEEP_NAMES)
      await bench.goto('about:blank')
      const { shape, scenarios } = task
      for await (const finding of walk(browser, bench, url, shape, scenarios, values.quick)) {
        tell(finding)
        // A run that is cut off goes on from here.
        await keepIn(out, findings)
        if (ended) break
      }
    } catch (error) {
      // What one browser could not show costs no other its turn, and the run does not pass.
      broken.push(`${task.shape.id} ${task.scenarios.join(' ')}: ${String(error).slice(0, 300)}`)
    } finally {
      await browser.close()
    }
  }
}

function tell(finding: Finding): void {
  findings.push(finding)
  const { shape, scenario, verdict } = finding
  const { faults } = verdict
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${shape.id} ${scenario}`)
  for (const { kind, what } of faults.slice(0, 8)) console.log(`       ${kind}: ${what}`)
  if (faults.length > 8) console.log(`       and ${faults.length - 8} more`)
}

const startedMs = Date.now()
// An order of severity 1 would put the wall into emergency mode in the middle of the walk.
const server =
  values.url === undefined ? await startServer({ env: { NZH_EMERGENCY_AUTO: 'off' } }) : null
try {
  const url = values.url ?? server?.url ?? ''
  await waitForHistory(url)
  const jobs = Math.max(1, Number(values.jobs ?? Math.ceil(cpus().length / 4)))
  await Promise.all(Array.from({ length: jobs }, () => work(url)))
} finally {
  await server?.stop()
}
await writeFile(`${out}/index.html`, pageOf(findings))
const short = findings.filter((finding) => !passes(finding))
const seconds = (Date.now() - startedMs) / 1_000
console.log(
  `${findings.length} pictures, ${findings.length - short.length} pass, ${short.length} fall short, ${seconds.toFixed(0)} s; ${out}/index.html`,
)
if (values.write) {
  const file = fileURLToPath(new URL('../../docs/reference/wall-check.md', import.meta.url))
  await writeFile(file, figuresOf(findings))
}
for (const what of broken) console.error(`not looked at: ${what}`)
process.exitCode = short.length === 0 && broken.length === 0 ? 0 : 1
