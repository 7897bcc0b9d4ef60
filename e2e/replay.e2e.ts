import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { FEED_TOKEN, startServer, type TestServer } from './server.ts'

const TOP = fileURLToPath(new URL('..', import.meta.url))
const REAL = fileURLToPath(new URL('../../shared/real/', import.meta.url))
const hasReal = existsSync(REAL)
if (!hasReal) console.log('recorded real data is absent (../shared/real): it is not replayed here')

let server: TestServer
let browser: Browser
beforeAll(async () => {
  if (!hasReal) return
  server = await startServer()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function replay(path: string, mapping: string): Promise<string> {
  const args = [
    '--import',
    'tsx',
    'server/feeds/replay-cli.ts',
    `${REAL}${path}`,
    '--mapping',
    mapping,
  ]
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...args, '--speed', 'max', '--server', server.url, '--token', FEED_TOKEN],
    { cwd: TOP, maxBuffer: 10_000_000 },
  )
  return stdout
}

/** `sent 42: accepted 42, duplicates 0, corrections 0, rejected: 0` as numbers. */
function totalsOf(output: string) {
  const match =
    /sent (\d+): accepted (\d+), duplicates (\d+), corrections (\d+), rejected: (.*)/.exec(output)
  const [sent, accepted, duplicates, corrections] = (match ?? []).slice(1, 5).map(Number)
  return { sent, accepted, duplicates, corrections, rejected: match?.[5] }
}

test.runIf(hasReal)('six Changzhou stations of the national hour are taken in whole', async () => {
  const output = await replay('china-aqi-hour', 'china-aqi')
  expect(output).toContain('1495 rows, 1489 left out, 42 readings')
  expect(totalsOf(output)).toEqual({
    sent: 42,
    accepted: 42,
    duplicates: 0,
    corrections: 0,
    rejected: '0',
  })
})

test.runIf(hasReal)('a week of Los Angeles loop speeds is taken in whole', async () => {
  const output = await replay('la-loop-speed', 'la-speed')
  expect(output).toContain('2016 rows')
  expect(totalsOf(output)).toMatchObject({ sent: 62_496, accepted: 62_496, rejected: '0' })
})

test.runIf(hasReal)(
  'the city series of the anomaly benchmark are taken in, gaps and all',
  async () => {
    const output = await replay('nab-city', 'nab-city')
    for (const rows of ['7267 rows', '2500 rows', '1127 rows']) expect(output).toContain(rows)
    const { sent, accepted = 0, duplicates = 0, corrections = 0, rejected } = totalsOf(output)
    expect({ sent, rejected }).toEqual({ sent: 10_894, rejected: '0' })
    expect(accepted + duplicates + corrections).toBe(10_894)
  },
)

test.runIf(hasReal)(
  'one Beijing station of four years is taken in whole',
  async () => {
    const output = await replay(
      'beijing-air-multisite/PRSA_Data_Wanliu_20130301-20170228.csv.gz',
      'beijing-air',
    )
    expect(output).toContain('35064 rows, 0 left out, 204154 readings')
    expect(totalsOf(output)).toMatchObject({ sent: 204_154, accepted: 204_154, rejected: '0' })
  },
  300_000,
)

test.runIf(hasReal)(
  'on the wall the real stations are told apart from simulated ones',
  async () => {
    const real = await getJson<{ quality: string; source: string }>(
      server,
      '/indicators/city.air.pm25?place=point:air-station-8',
    )
    expect(real).toMatchObject({ quality: 'good', source: 'replay:beijing-air' })
    // Every road's speed is recorded, the congestion index beside it is still the generator's.
    const { page, faults } = await openPage(
      browser,
      `${server.url}/wall/main?scenario=city-traffic`,
    )
    await waitForWall(page)
    const shown = (indicator: string) =>
      page.locator(`[data-indicator="${indicator}"][data-place="district"]`).first()
    const quality = (indicator: string) => shown(indicator).getAttribute('data-quality')
    const around = (indicator: string) =>
      shown(indicator).locator('xpath=ancestor::button[1]').textContent()
    expect(await quality('city.traffic.mean-speed')).toBe('good')
    expect(await around('city.traffic.mean-speed')).not.toContain('演')
    expect(await quality('city.traffic.congestion-index')).toBe('simulated')
    expect(await around('city.traffic.congestion-index')).toContain('演')
    expect(await page.getByText('演示数据').count()).toBeGreaterThan(0)
    expect(faults).toEqual({ errors: [], foreignRequests: [] })
  },
)
