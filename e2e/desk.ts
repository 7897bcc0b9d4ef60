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
