import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Emergency } from '../protocol/emergency/emergency.ts'
import { getAs, type Session, signIn } from './api.ts'
import { launchBrowser, openPage } from './browser.ts'
import { seriousFindings, sitDown } from './desk.ts'
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

const active = async (): Promise<readonly Emergency[]> =>
  ((await getAs(server, duty, '/emergencies')) as { emergencies: Emergency[] }).emergencies

/** Presses a key until something is there. */
async function pressUntil(page: Page, key: string, there: string): Promise<void> {
  for (let times = 0; (await page.locator(there).count()) === 0; times += 1) {
    if (times > 30) throw new Error(`${there} is not reached by ${key}`)
    await page.keyboard.press(key)
  }
}

/** Flips the desk's theme by its menu. */
async function flipTheme(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: '登录用户 duty' }).press('Enter')
  await page.getByRole('menuitem', { name }).press('Enter')
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

test('a drill is opened, conducted and ended at the desk by keys alone, the wall goes with it, and the log tells of it', async () => {
  const wall = (
    await openPage(browser, `${server.url}/wall/main?scenario=map-vitals`, {
      width: 1280,
      height: 720,
      still: true,
    })
  ).page
  const page = await sitDown(browser, server, 'duty')
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.getByRole('heading', { name: '现在是平时' }).waitFor()
  expect(new URL(page.url()).searchParams.get('view')).toBe('emergency')

  // The plan with its basis and steps, a drill, a title; the first press says what will happen, the second does it.
  await page.keyboard.press('b')
  await page.locator('select:focus').waitFor()
  await page.locator('[data-plan]').waitFor()
  await page.keyboard.press('Home')
  await pressUntil(page, 'ArrowDown', '[data-plan="flood"]')
  await pressUntil(page, 'Tab', 'input[type="radio"]:focus')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Tab')
  await page.keyboard.type('青龙西路下穿积水演练')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-sure]').waitFor()
  expect(await active()).toEqual([])
  const findings = await seriousFindings(page)
  await wall.locator('main.wall').waitFor({ timeout: 60_000 })
  await page.keyboard.press('Control+Enter')
  await page.locator('.emergency-on[data-drill="true"]').waitFor()
  await wall.locator('main.wall[data-emergency]').waitFor({ timeout: 60_000 })
  expect(await wall.locator('h1').textContent()).toMatch(/演练.*青龙西路下穿积水演练/)

  // A step is ticked, a force moved on, a report written.
  await page.keyboard.press('j')
  const step = await page.locator('[data-step]:focus').getAttribute('data-step')
  await page.keyboard.press('t')
  await page.locator(`[data-step="${step}"][data-state="done"]`).waitFor()
  await pressUntil(page, 'j', '[data-force]:focus')
  const force = await page.locator('[data-force]:focus').getAttribute('data-force')
  await page.keyboard.press('t')
  await page.locator(`[data-force="${force}"][data-state="departed"]`).waitFor()
  await page.keyboard.press('r')
  await page.keyboard.type('水深 40 厘米,道路已封')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-event="report"]').waitFor()
  await page.keyboard.press('Escape')
  const [emergency] = await active()
  expect(emergency).toMatchObject({ drill: true, reports: [{ text: '水深 40 厘米,道路已封' }] })
  await wall.locator(`[data-force="${force}"][data-state="departed"]`).waitFor()
  findings.push(...(await seriousFindings(page)))
  await flipTheme(page, '日间')
  findings.push(...(await seriousFindings(page)))

  // The end: prefilled with the facts, asked twice.
  await page.keyboard.press('e')
  await page.locator('textarea:focus').waitFor()
  expect(await page.locator('textarea:focus').inputValue()).toContain('道路已封')
  await page.keyboard.press('Control+End')
  await page.keyboard.type('演练结束')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-sure]').waitFor()
  findings.push(...(await seriousFindings(page)))
  await page.keyboard.press('Control+Enter')
  await wall.locator('main.wall:not([data-emergency])').waitFor()
  const { entries } = (await getAs(server, duty, '/duty/log')) as {
    entries: { kind: string; text: string }[]
  }
  const log = entries.filter(({ kind }) => kind === 'emergency').map(({ text }) => text)
  expect(log[0]).toMatch(/转回平时\(演练\).*续报 1 次.*演练结束/)

  // It is read among the ended ones, with all that was done.
  await page.getByText('转回平时', { exact: true }).first().waitFor()
  findings.push(...(await seriousFindings(page)))
  expect(findings).toEqual([])
})
