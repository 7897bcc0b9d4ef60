import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { startServer, type TestServer } from './server.ts'

let server: TestServer
let browser: Browser
let extraDir: string
const shipped = new URL('../scenarios/map/map-duty.json', import.meta.url)

beforeAll(async () => {
  extraDir = await mkdtemp(join(tmpdir(), 'nzh-scenarios-'))
  server = await startServer({ env: { NZH_SCENARIOS_DIR: extraDir } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

test('a scenario that changes is on the wall without a reload, and a broken one leaves the old', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/wall/main?scenario=map-duty`)
  await waitForWall(page)
  await page.evaluate(() => Object.assign(window, { samePageAsBefore: true }))

  const changed = JSON.parse(await readFile(shipped, 'utf8'))
  changed.name_zh = '夜班值守'
  changed.panels[0].title_zh = '夜班在岗'
  await writeFile(join(extraDir, 'map-duty.json'), JSON.stringify(changed))
  await page.waitForSelector('[data-panel][aria-label="夜班在岗"]', { timeout: 30_000 })

  await writeFile(join(extraDir, 'map-duty.json'), '{"id": "map-duty", ')
  await page.waitForTimeout(5_000)
  expect(await page.locator('[data-panel][aria-label="夜班在岗"]').count()).toBe(1)
  expect(server.output()).toContain('map-duty.json')
  expect(await page.evaluate(() => 'samePageAsBefore' in window)).toBe(true)
  expect(faults).toEqual({ errors: [], foreignRequests: [] })
})
