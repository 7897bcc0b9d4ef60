import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { getJson, postReadings } from '../e2e/api.ts'
import { launchBrowser, openPage, waitForWall } from '../e2e/browser.ts'
import { startServer } from '../e2e/server.ts'
import type { Catalog } from '../protocol/catalog.ts'
import { readingsOf } from './all-readings.ts'
import type { Bench, BenchLine } from './bench-line.ts'
import { type Census, countGl, glRenderer, slope, takeCensus } from './page-census.ts'

/** `NZH_BENCH_TURNS=10000` for the seven days that the bar speaks of; a round is every scenario once. */
const TURNS = Number(process.env['NZH_BENCH_TURNS'] ?? '570')
/** Rounds before the first census: caches fill, code is compiled. */
const WARM_ROUNDS = 5
const SIZE = { width: 640, height: 360 }
const READINGS_EVERY_MS = 1_000

/**
 * A week of a wall, compressed: the tour through all scenarios as fast as they are drawn, 628 values a second beside
 * it, and after each round what the page still holds.
 */
export const run: Bench = async ({ smoke }) => {
  const server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  const browser = await launchBrowser()
  const stop = new AbortController()
  try {
    const catalog = await getJson<Catalog>(server, '/catalog')
    const feeding = feed(server, catalog, stop.signal)
    const { page } = await openPage(browser, 'about:blank', SIZE)
    await countGl(page)
    await page.goto(`${server.url}/wall/main`)
    await waitForWall(page)
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable')
    await cdp.send('HeapProfiler.enable')
    console.log(`       WebGL: ${await glRenderer(page)}, ${SIZE.width} × ${SIZE.height}`)
    const perRound = catalog.scenarios.length
    const rounds = smoke ? 1 : Math.max(1, Math.round(TURNS / perRound))
    const startedAtMs = Date.now()
    const censuses: [number, Census][] = []
    for (let round = 1; round <= rounds + (smoke ? 0 : WARM_ROUNDS); round++) {
      await turn(page, perRound)
      const turns = (round - (smoke ? 0 : WARM_ROUNDS)) * perRound
      if (turns <= 0) continue
      const census = await takeCensus(page, cdp)
      censuses.push([turns, census])
      console.log(`       ${String(turns).padStart(6)} turns: ${describe(census)}`)
    }
    stop.abort()
    await feeding
    return linesOf(censuses, Date.now() - startedAtMs)
  } finally {
    stop.abort()
    await browser.close()
    await server.stop()
  }
}

/** One scenario on, as a person's key does it, `times` times; each is drawn before the next. */
async function turn(page: Page, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const shown = (): string | null =>
            document.querySelector('main.wall')?.getAttribute('data-scenario') ?? null
          const before = shown()
          const patience = setTimeout(() => reject(new Error(`${before} stays`)), 30_000)
          window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))
          const look = (): void => {
            if (shown() === before) {
              requestAnimationFrame(look)
              return
            }
            clearTimeout(patience)
            // Two frames: the panels' charts are made in the first.
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 60)))
          }
          look()
        }),
    )
  }
}

async function feed(
  server: Parameters<typeof postReadings>[0],
  catalog: Catalog,
  signal: AbortSignal,
): Promise<void> {
  const batchOf = readingsOf(catalog)
  for (let second = 0; !signal.aborted; second++) {
    await postReadings(server, batchOf(second))
    await sleep(READINGS_EVERY_MS)
  }
}

const describe = ({ heapMb, nodes, listeners, glObjects, contexts, charts }: Census): string =>
  `heap ${heapMb.toFixed(1)} MB, ${nodes} nodes, ${listeners} listeners, ${glObjects} WebGL objects, ${contexts} contexts made, ${charts} charts`

function linesOf(censuses: readonly [number, Census][], ms: number): BenchLine[] {
  const per1000 = (key: keyof Census): number =>
    1_000 * slope(censuses.map(([turns, census]): [number, number] => [turns, census[key]]))
  const turns = censuses.at(-1)?.[0] ?? 0
  const growth = (key: keyof Census, name: string, bar: number, unit: string): BenchLine => ({
    id: 'soak',
    name: `${name}, growth per 1,000 turns`,
    value: per1000(key),
    unit,
    bar: `< ${bar}`,
    ...(censuses.length < 4 ? {} : { ok: per1000(key) < bar }),
  })
  return [
    { id: 'soak', name: 'turns of the tour', value: turns, unit: 'turns' },
    { id: 'soak', name: 'time of a turn', value: ms / Math.max(1, turns), unit: 'ms' },
    growth('heapMb', 'JavaScript heap', 1, 'MB'),
    growth('nodes', 'DOM nodes', 100, 'nodes'),
    growth('listeners', 'listeners', 20, 'listeners'),
    growth('glObjects', 'WebGL objects', 20, 'objects'),
    growth('charts', 'charts', 1, 'charts'),
    growth('contexts', 'WebGL contexts', 1, 'contexts'),
  ]
}
