import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Emergency } from '../protocol/emergency/emergency.ts'
import { getAs, postAs, type Session, signIn } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { startServer, type TestServer } from './server.ts'

let server: TestServer
let browser: Browser
let duty: Session

beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  browser = await launchBrowser()
  duty = await signIn(server, 'duty')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function openWall(): Promise<Page> {
  const { page } = await openPage(browser, `${server.url}/wall/main?scenario=map-vitals`, {
    width: 1920,
    height: 1080,
    still: true,
  })
  await waitForWall(page)
  await page.waitForSelector('.map-stage[data-ready="true"]', { timeout: 120_000 })
  return page
}

const active = async (): Promise<readonly Emergency[]> =>
  ((await getAs(server, duty, '/emergencies')) as { emergencies: Emergency[] }).emergencies

async function act(id: string, body: object, as = duty): Promise<number> {
  const request = { actionId: randomUUID(), ...body }
  return (await postAs(server, as, `/emergencies/${id}/acts`, request)).status
}

test('an order of severity 1 puts the wall into emergency mode, the plan is ticked live, and its end is in the log', async () => {
  const wall = await openWall()
  const startedMs = performance.now()
  const filed = await postAs(server, duty, '/orders', {
    type: 'safety.underpass-closure',
    title: '青龙西路下穿通道积水,两车被困',
    place: 'qinglong',
    position: [119.985, 31.795],
  })
  expect(filed.status).toBe(201)
  await wall.locator('main.wall[data-emergency]').waitFor({ timeout: 30_000 })
  console.log(
    `from filing an order of severity 1 to the wall's emergency mode: ${Math.round(performance.now() - startedMs)} ms (bar 5000)`,
  )
  for (const block of ['how-long', 'happened', 'coming', 'near', 'todo']) {
    expect(await wall.locator(`[data-block="${block}"]`).count()).toBe(1)
  }
  expect(await wall.locator('h1').textContent()).toContain('青龙西路下穿通道积水')
  // The rest of the city keeps its state line and its alarms.
  expect(await wall.locator('.city-word').isVisible()).toBe(true)
  const [emergency] = await active()
  expect(emergency?.plan.id).toBe('flood')
  const id = emergency?.id ?? ''

  await wall.locator('[data-block="near"] li').first().waitFor({ timeout: 15_000 })
  const camera = await wall.locator('.map-stage').getAttribute('data-camera')
  const [lon, lat] = (camera ?? '').split(',').map(Number)
  expect([lon, lat]).toEqual([expect.closeTo(119.985, 1), expect.closeTo(31.795, 1)])

  expect(await act(id, { act: 'force', force: 'traffic', state: 'arrived', people: 6 })).toBe(200)
  await wall.locator('[data-force="traffic"][data-state="arrived"]').waitFor()
  // Its arrival is what the plan's first step waits for: the system ticks it.
  const ticked = async () => (await active())[0]?.steps.find((step) => step.id === 'close-road')
  expect((await ticked())?.done?.by).toBe('system')
  expect(await act(id, { act: 'tick', step: 'power-off', note: '路灯回路已断' })).toBe(200)
  await wall.locator('[data-block="happened"]').getByText('切断积水区用电').waitFor()
  expect(await act(id, { act: 'tick', step: 'power-off', note: '再次' })).toBe(409)
  expect(await act(id, { act: 'tick', step: 'evacuate' })).toBe(400)
  const police = await signIn(server, 'handler-police')
  expect(await act(id, { act: 'tick', step: 'evacuate', note: '已转移' }, police)).toBe(403)

  await wall.reload()
  await wall.locator('main.wall[data-emergency]').waitFor({ timeout: 60_000 })

  expect(await act(id, { act: 'end', summary: '积水退尽,恢复通行' })).toBe(200)
  await wall.locator('main.wall[data-mode="normal"]:not([data-emergency])').waitFor()
  expect(await wall.locator('main.wall').getAttribute('data-scenario')).toBe('map-vitals')
  const { entries } = (await getAs(server, duty, '/duty/log')) as {
    entries: { kind: string; text: string }[]
  }
  expect(entries.find(({ kind }) => kind === 'emergency')?.text).toMatch(
    /转回平时.*预案步骤完成 \d+\/13.*积水退尽/,
  )
  await wall.context().close()
})

test('an exercise is called one, and what was acknowledged is there after the power is cut', async () => {
  const opened = await postAs(server, duty, '/emergencies', {
    plan: 'fire',
    title: '商场火灾',
    position: [119.96, 31.78],
    drill: true,
  })
  expect(opened.status).toBe(201)
  const { id } = (await opened.json()) as Emergency
  expect(await act(id, { act: 'report', text: '第一力量出动' })).toBe(200)
  await server.kill()
  const port = Number(new URL(server.url).port)
  server = await startServer({
    dataDir: server.dataDir,
    port,
    env: { NZH_SIMULATOR: 'off' },
  })
  duty = await signIn(server, 'duty')
  expect(await active()).toMatchObject([{ id, drill: true, reports: [{ text: '第一力量出动' }] }])
  const wall = await openWall()
  await wall.locator('main.wall[data-emergency]').waitFor()
  expect(await wall.locator('h1').textContent()).toContain('演练')
  expect(await act(id, { act: 'end', summary: '演练结束' })).toBe(200)
  await wall.context().close()
})
