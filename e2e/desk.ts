import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { openPage, waitForWall } from './browser.ts'
import type { TestServer } from './server.ts'

export const AT_A_DESK = { width: 1366, height: 768 }
export const ON_A_PHONE = { width: 390, height: 844 }

/** A desk with somebody at it, signed in by hand, its queue drawn. */
export async function sitDown(
  browser: Browser,
  server: TestServer,
  user: string,
  size = AT_A_DESK,
): Promise<Page> {
  const { page } = await openPage(browser, `${server.url}/desk`, size)
  await page.getByLabel('用户名').fill(user)
  await page.getByLabel('密码').fill(user)
  await page.keyboard.press('Enter')
  // The page that asks who it is was drawn, too.
  await page.locator('.queue').waitFor()
  await waitForWall(page)
  return page
}

/** Serious and critical findings of axe on the page as it stands, one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe: runner } = window as unknown as {
      axe: {
        run(): Promise<{
          violations: {
            id: string
            impact: string | null
            nodes: { target: unknown[]; failureSummary?: string }[]
          }[]
        }>
      }
    }
    const { violations } = await runner.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
      )
  })
}

/** Goes down the queue to the order and opens it, by keyboard alone. */
export async function openByKeys(page: Page, id: string): Promise<void> {
  const row = page.locator(`[data-order="${id}"]`)
  await row.waitFor()
  await page.keyboard.press('Home')
  const selected = page.locator(`[data-order="${id}"][aria-selected="true"]`)
  for (let moves = 0; (await selected.count()) === 0; moves += 1) {
    if (moves > 20) throw new Error(`${id} is not reached by j`)
    await page.keyboard.press('j')
  }
  await page.keyboard.press('Enter')
  await page.locator(`[data-open="${id}"] .order-head`).waitFor()
}

/** Waits until the open order stands in that state. */
export const inState = (page: Page, state: string): Promise<void> =>
  page.locator(`.order-standing [data-state="${state}"]`).waitFor({ timeout: 15_000 })

/** Opens the form of an act by its key once the act is allowed there. */
export async function formBy(page: Page, key: string, action: string): Promise<void> {
  await page.locator(`[data-action="${action}"]`).waitFor({ timeout: 15_000 })
  await page.keyboard.press(key)
  await page.locator(`form[data-act="${action}"]`).waitFor()
}
