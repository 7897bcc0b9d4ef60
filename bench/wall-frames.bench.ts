import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { getJson, postAs, postReadings, signIn } from '../e2e/api.ts'
import { launchBrowser, openPage, waitForWall } from '../e2e/browser.ts'
import { startServer, type TestServer } from '../e2e/server.ts'
import type { Catalog } from '../protocol/catalog.ts'
import type { Panel } from '../protocol/scenario/scenario.ts'
import { readingsOf } from './all-readings.ts'
import type { Bench, BenchLine } from './bench-line.ts'
import { glRenderer } from './page-census.ts'
import { framesOf, type TraceEvent } from './trace-frames.ts'

const SCENARIO = 'city-sanitation'
const MOVING = 'sanitation-vehicle'
/** `NZH_BENCH_POINTS`, `NZH_BENCH_SIZE=7680x2160` where there is a graphics card. */
const POINTS = Number(process.env['NZH_BENCH_POINTS'] ?? '100000')
const [width = 3840, height = 1080] = (process.env['NZH_BENCH_SIZE'] ?? '1920x1080')
  .split('x')
  .map(Number)
const CHARTS = 12
const CHANGES = 12
/** Middle of the district, and how far vehicles are from it, degrees. */
const MIDDLE = [120.02, 31.77] as const
const SPREAD = 0.08

/** What a wall costs the browser: moving points, charts and values at once; and how soon another scenario stands. */
export const run: Bench = async ({ smoke }) => {
  const server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  const browser = await launchBrowser()
  const stop = new AbortController()
  try {
    const catalog = await getJson<Catalog>(server, '/catalog')
    // Half an hour of each value, so that lines have something to draw.
    for (let minute = 30; minute >= 0; minute--) {
      const at = Date.now() - minute * 60_000
      await postReadings(
        server,
        readingsOf(catalog)(minute).map((reading) => ({ ...reading, at })),
      )
    }
    const feeding = feed(server, catalog, stop.signal)
    const seconds = smoke ? 3 : 20
    const lines = [
      ...(await changes(browser, server, smoke ? 2 : CHANGES)),
      ...(await frames(browser, server, catalog, 0, seconds)),
      ...(await frames(browser, server, catalog, smoke ? 1_000 : POINTS, seconds)),
    ]
    stop.abort()
    await feeding
    return lines
  } finally {
    stop.abort()
    await browser.close()
    await server.stop()
  }
}

async function feed(server: TestServer, catalog: Catalog, signal: AbortSignal): Promise<void> {
  const batchOf = readingsOf(catalog)
  for (let second = 1; !signal.aborted; second++) {
    await postReadings(server, batchOf(second))
    await sleep(1_000)
  }
}

/** Vehicles on ways of their own, as the assets' table serves them. */
function vehicles(count: number): object {
  const rows = Array.from({ length: count }, (_, i) => {
    const angle = i * 2.399963
    const away = SPREAD * Math.sqrt((i + 0.5) / count)
    const from = [MIDDLE[0] + away * Math.cos(angle), MIDDLE[1] + away * Math.sin(angle)]
    const to = [(from[0] ?? 0) + 0.004, (from[1] ?? 0) + 0.003]
    return {
      id: `v${i}`,
      name_zh: `车 ${i}`,
      name_en: `vehicle ${i}`,
      path: [from, to],
      timesS: [0, 120],
      loopS: 150,
      simulated: true,
    }
  })
  return { rows }
}

/** The scenario with twelve panels drawn as charts, and that many vehicles. */
async function heavyPage(
  browser: Browser,
  server: TestServer,
  catalog: Catalog,
  points: number,
): Promise<Page> {
  const scenarios = catalog.scenarios.map((scenario) => {
    if (scenario.id !== SCENARIO) return scenario
    const charts = catalog.scenarios
      .flatMap(({ panels }) => panels)
      .filter(({ chart }: Panel) => ['line', 'area', 'bar', 'stacked-bar'].includes(chart))
    return { ...scenario, panels: charts.slice(0, CHARTS) }
  })
  const context = await browser.newContext({
    viewport: { width, height },
    serviceWorkers: 'block',
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  await page.route('**/api/v1/catalog', (route) =>
    route.fulfill({ json: { ...catalog, scenarios } }),
  )
  const table = vehicles(points)
  await page.route(`**/api/v1/assets/${MOVING}`, (route) => route.fulfill({ json: table }))
  await page.goto(`${server.url}/wall/main?scenario=${SCENARIO}`)
  await waitForWall(page)
  await page.waitForSelector('.map-stage[data-ready="true"]', { timeout: 120_000 })
  return page
}

async function frames(
  browser: Browser,
  server: TestServer,
  catalog: Catalog,
  points: number,
  seconds: number,
): Promise<BenchLine[]> {
  const page = await heavyPage(browser, server, catalog, points)
  await sleep(4_000)
  console.log(`       WebGL: ${await glRenderer(page)}, ${width} × ${height}`)
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'blink.user_timing'],
  })
  await sleep(seconds * 1_000)
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const { scriptMs, gapMs, longTasks, longestTaskMs } = framesOf(trace.traceEvents)
  const charts = await page.locator('[_echarts_instance_]').count()
  await page.context().close()
  const load = `${points} moving points, ${charts} charts, 628 values/s`
  return [
    {
      id: 'frame',
      name: `${load}: script a frame, p95`,
      value: scriptMs,
      unit: 'ms',
      bar: '≤ 8',
      ok: scriptMs <= 8,
    },
    { id: 'frame', name: `${load}: from frame to frame, p95`, value: gapMs, unit: 'ms' },
    {
      id: 'frame',
      name: `${load}: tasks over 100 ms in ${seconds} s`,
      value: longTasks,
      unit: 'tasks',
      bar: '0',
      ok: longTasks === 0,
    },
    { id: 'frame', name: `${load}: longest task`, value: longestTaskMs, unit: 'ms' },
  ]
}

/** From the key to the first numbers of the next scenario, and until all its panels are drawn. */
async function changes(browser: Browser, server: TestServer, times: number): Promise<BenchLine[]> {
  const { page } = await openPage(browser, `${server.url}/wall/main`, { width: 1920, height: 1080 })
  await waitForWall(page)
  await page.evaluate('globalThis.__name = (named) => named')
  await sleep(3_000)
  const first: number[] = []
  const whole: number[] = []
  for (let i = 0; i < times; i++) {
    const took = await page.evaluate(
      () =>
        new Promise<{ first: number; whole: number }>((resolve) => {
          const wall = (): Element | null => document.querySelector('main.wall')
          const before = wall()?.getAttribute('data-scenario')
          const startedMs = performance.now()
          let firstMs: number | null = null
          window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))
          const look = (): void => {
            const tookMs = performance.now() - startedMs
            const isNew = wall()?.getAttribute('data-scenario') !== before
            const numbers = [...document.querySelectorAll('.headline [data-indicator]')]
            const shown = numbers.some((number) => number.getAttribute('data-status') === 'fresh')
            if (isNew && shown) firstMs ??= tookMs
            const panels = [...document.querySelectorAll('[data-panel]')]
            const settled = panels.every(
              (panel) => !['loading', null].includes(panel.getAttribute('data-state')),
            )
            if (isNew && settled && panels.length > 0 && (firstMs !== null || tookMs > 5_000)) {
              resolve({ first: firstMs ?? tookMs, whole: tookMs })
            } else if (tookMs > 15_000) resolve({ first: firstMs ?? tookMs, whole: tookMs })
            else requestAnimationFrame(look)
          }
          requestAnimationFrame(look)
        }),
    )
    first.push(took.first)
    whole.push(took.whole)
    await sleep(1_500)
  }
  const recalled = await recalls(page, server, Math.min(times, 5))
  await page.context().close()
  const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const line = (name: string, values: readonly number[], bar: number): BenchLine => ({
    id: 'change',
    name: `scenario change to ${name}, median of ${values.length}`,
    value: median(values),
    unit: 'ms',
    bar: `≤ ${bar}`,
    ok: median(values) <= bar,
  })
  return [
    line('first numbers', first, 500),
    line('all panels drawn', whole, 1_000),
    {
      id: 'preset',
      name: `preset asked for at the desk until the wall shows it, median of ${recalled.length}`,
      value: median(recalled),
      unit: 'ms',
      bar: '< 1000',
      ok: median(recalled) < 1_000,
    },
  ]
}

/** Two presets in turn, from the desk's request until the wall has its scenario on. */
async function recalls(page: Page, server: TestServer, times: number): Promise<number[]> {
  const operator = await signIn(server, 'operator')
  const saved: { id: string; scenario: string }[] = []
  for (const scenario of ['city-air', 'map-vitals']) {
    const picture = { scenario, town: null, focus: null, mode: 'normal', orderId: null, tour: null }
    const reply = await postAs(server, operator, '/walls/main/presets', { name: scenario, picture })
    saved.push({ id: ((await reply.json()) as { id: string }).id, scenario })
  }
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const { id, scenario } = saved[i % saved.length] ?? { id: '', scenario: '' }
    const startedMs = performance.now()
    await postAs(server, operator, `/walls/main/presets/${id}/recall`, {})
    await page.waitForSelector(`main.wall[data-scenario="${scenario}"]`, { timeout: 15_000 })
    took.push(performance.now() - startedMs)
    await sleep(1_000)
  }
  return took
}
