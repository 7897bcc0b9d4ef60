import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StageState } from '../protocol/stage/state.ts'
import { getAs, postReadings, signIn } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { seriousFindings, sitDown } from './desk.ts'
import { startServer, type TestServer } from './server.ts'

const WARNING = 'safety.weather.warning-level'
const ENV = { NZH_SIMULATOR: 'off' }

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startServer({ env: ENV })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function openWall(): Promise<Page> {
  const size = { width: 1920, height: 1080, still: true }
  const { page } = await openPage(browser, `${server.url}/wall/main?scenario=map-vitals`, size)
  await waitForWall(page)
  return page
}

const warn = (grade: number) =>
  postReadings(server, [{ indicator: WARNING, at: new Date().toISOString(), value: grade }])

const stageNow = async (): Promise<StageState> =>
  (await getAs(server, await signIn(server, 'leader'), '/stage')) as StageState

const stageEntries = async (): Promise<string[]> => {
  const { entries } = (await getAs(server, await signIn(server, 'duty'), '/duty/log')) as {
    entries: { kind: string; text: string }[]
  }
  return entries.filter(({ kind }) => kind === 'stage').map(({ text }) => text)
}

test('a weather warning that stands raises the stage at wall and desk; a supervisor sets another; both outlast a cut', async () => {
  const wall = await openWall()
  const chip = wall.locator('.stage-chip')
  // Nobody has reported anything: that is not calm.
  await expect.poll(() => chip.textContent()).toBe('阶段未定')

  await warn(2)
  // The criterion asks for a minute.
  await expect.poll(() => chip.textContent(), { timeout: 100_000 }).toBe('3级 预警')
  expect(await chip.getAttribute('data-level')).toBe('yellow')
  expect(await chip.getAttribute('title')).toContain('气象预警达到 2 级(黄色)')
  expect(await stageNow()).toMatchObject({ stage: 3, simulated: false, sure: true })
  await chip.click()
  const card = wall.getByRole('dialog', { name: '3级 预警' })
  expect(
    await card
      .getByRole('button', { name: /当前最高气象预警等级/ })
      .first()
      .textContent(),
  ).toMatch(/2 级/)
  await wall.keyboard.press('Escape')

  const desk = await sitDown(browser, server, 'supervisor')
  await desk.locator('.desk-stage[data-stage="3"]').click()
  await desk.getByLabel('指定为').selectOption('4')
  await desk.getByLabel(/理由/).fill('上游泄洪通报')
  expect(await seriousFindings(desk)).toEqual([])
  await desk.getByRole('button', { name: '指定', exact: true }).click()
  await desk.locator('.desk-stage[data-stage="4"]').waitFor()
  await expect.poll(() => chip.getAttribute('data-level')).toBe('orange')
  expect(await chip.textContent()).toBe('4级 应急人工')

  const before = await stageNow()
  await server.kill()
  const port = Number(new URL(server.url).port)
  server = await startServer({ dataDir: server.dataDir, port, env: ENV })
  expect(await stageNow()).toMatchObject({
    stage: 4,
    since: before.since,
    computed: 3,
    override: before.override,
    reasons: [{ criterion: 'weather-2' }, { criterion: 'weather-1' }],
  })
  expect(await stageEntries()).toEqual([
    expect.stringMatching(/^人工指定城市阶段:4 级 应急.*理由:上游泄洪通报$/),
    expect.stringMatching(/→ 3 级 预警.*气象预警达到 2 级\(黄色\),现为 2 级/),
  ])
  await wall.context().close()
  await desk.context().close()
})
