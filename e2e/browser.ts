import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/**
 * WebGL drawn by the processor, the same on every machine. Text, boxes and charts are then painted without going through
 * it, as in a browser that was not told to ignore the missing card: a third of the time.
 */
const SOFTWARE_GL = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-gpu-rasterization',
  '--disable-accelerated-2d-canvas',
]

const FLAGS = [
  '--no-sandbox',
  // A machine with a graphics card names its own, e.g. `--use-angle=vulkan --enable-features=Vulkan`.
  ...(process.env['NZH_BROWSER_FLAGS']?.split(/\s+/).filter(Boolean) ?? SOFTWARE_GL),
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
]

/** A browser as it is started: program, flags and environment. */
export type BrowserProgram = {
  readonly path: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/**
 * The browser of the tests: `CHROMIUM_PATH`, one of the system's, or the one that a development dependency brings
 * along, so that npm alone is enough. Never skipped: without a browser the tests fail.
 */
export async function browserProgram(): Promise<BrowserProgram> {
  const own = process.env['CHROMIUM_PATH'] ?? SYSTEM.find((path) => existsSync(path))
  const given = process.env as Record<string, string>
  if (own !== undefined) return { path: own, args: FLAGS, env: given }
  // The package unpacks its own shared libraries only where it believes to run in that environment.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  packaged.setGraphicsMode = true
  const path = await packaged.executablePath()
  return {
    path,
    args: [...packaged.args.filter((flag) => flag !== '--single-process'), ...FLAGS],
    env: { ...given, LD_LIBRARY_PATH: join(tmpdir(), 'al2023', 'lib') },
  }
}

/** @param extra flags besides the usual ones */
export async function launchBrowser(extra: readonly string[] = []): Promise<Browser> {
  const { path, args, env } = await browserProgram()
  return chromium.launch({
    executablePath: path,
    chromiumSandbox: false,
    args: [...args, ...extra],
    env,
  })
}

/** What a page did that it must not do. */
export type PageFaults = { readonly errors: string[]; readonly foreignRequests: string[] }

/** Opens a page of the given size and notes console errors, page errors and requests to other hosts. */
export async function openPage(
  browser: Browser,
  url: string,
  size: { width: number; height: number; still?: boolean; scale?: number } = {
    width: 1920,
    height: 1080,
  },
): Promise<{ page: Page; faults: PageFaults }> {
  const context = await browser.newContext({
    viewport: { width: size.width, height: size.height },
    reducedMotion: size.still === true ? 'reduce' : 'no-preference',
    deviceScaleFactor: size.scale ?? 1,
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  const faults: PageFaults = { errors: [], foreignRequests: [] }
  const { host } = new URL(url)
  page.on('console', (message) => {
    if (message.type() === 'error') faults.errors.push(message.text())
  })
  page.on('pageerror', (error) => faults.errors.push(`${error.message}\n${error.stack ?? ''}`))
  page.on('request', (request) => {
    const target = new URL(request.url())
    if (!['data:', 'blob:'].includes(target.protocol) && target.host !== host) {
      faults.foreignRequests.push(request.url())
    }
  })
  await page.goto(url)
  return { page, faults }
}

/** Waits until the page has drawn its first data. */
export const waitForWall = (page: Page): Promise<unknown> =>
  page.waitForSelector('html[data-ready="true"]', { timeout: 120_000, state: 'attached' })
