#!/usr/bin/env node
/**
 * Keeps one wall page on a screen: starts the browser, looks at the page every few seconds by what it tells programs
 * (`data-ready`, `data-link`), and puts a new page in the place of one that was killed, hangs or stays blank. A page
 * cannot do that for itself. Needs Node 20 and a Chromium; no package.
 *
 *   node kiosk.mjs --url https://nzh.example/wall/main [--browser /usr/bin/chromium] [--profile DIR] [-- browser flags]
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openBrowser } from './browser-pipe.mjs'
import { backOffMs, judge, WELL_AFTER_MS } from './judge.mjs'

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
]
const LOOK_EVERY_MS = 3_000
const FLAGS = [
  '--kiosk',
  '--no-first-run',
  '--no-default-browser-check',
  '--hide-crash-restore-bubble',
  '--disable-session-crashed-bubble',
  '--disable-features=Translate,InfiniteSessionRestore',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--autoplay-policy=no-user-gesture-required',
  '--force-device-scale-factor=1',
]
/** Asked of the page; a page whose main thread hangs does not answer. */
const QUESTION = `JSON.stringify({
  ready: document.documentElement.dataset.ready === 'true',
  says: document.querySelector('[data-pairing], [data-boot], [role=alert]') !== null,
  error: location.protocol === 'chrome-error:'
})`

const { values, positionals } = parseArgs({
  options: { url: { type: 'string' }, browser: { type: 'string' }, profile: { type: 'string' } },
  allowPositionals: true,
})
const url = values.url
const program = values.browser ?? BROWSERS.find((path) => existsSync(path))
if (url === undefined || program === undefined) {
  console.error('usage: kiosk.mjs --url <address of the wall> [--browser <path>] [--profile <dir>]')
  console.error('用法:kiosk.mjs --url <大屏地址> [--browser <浏览器路径>] [--profile <目录>]')
  process.exit(2)
}
const profile = values.profile ?? join(tmpdir(), 'nzh-kiosk-profile')
const say = (what, detail = {}) =>
  console.log(JSON.stringify({ at: new Date().toISOString(), what, ...detail }))

/** One life of the browser; ends when it does. */
async function live() {
  let ended = null
  let tries = 0
  /** @type {{ targetId: string, sessionId: string, openedAtMs: number, looks: any[] } | null} */
  let page = null
  let crashed = false
  const browser = openBrowser(
    program,
    [...FLAGS, `--user-data-dir=${profile}`, ...positionals, 'about:blank'],
    {
      onEvent({ method, params }) {
        if (method === 'Target.targetCrashed' && params.targetId === page?.targetId) crashed = true
        if (method === 'Target.targetDestroyed' && params.targetId === page?.targetId)
          crashed = true
      },
      onExit(why) {
        ended = why
      },
    },
  )
  const open = async () => {
    const { targetId } = await browser.ask('Target.createTarget', { url })
    const { sessionId } = await browser.ask('Target.attachToTarget', { targetId, flatten: true })
    const before = page
    page = { targetId, sessionId, openedAtMs: Date.now(), looks: [] }
    crashed = false
    const others = (await browser.ask('Target.getTargets')).targetInfos
    for (const other of others) {
      if (other.type !== 'page' || other.targetId === targetId) continue
      // One that was killed may be past closing.
      await browser.ask('Target.closeTarget', { targetId: other.targetId }).catch(() => undefined)
    }
    say(before === null ? 'opened' : 'replaced', { url })
  }
  const retry = async (why, act) => {
    if (page !== null && Date.now() - page.openedAtMs > WELL_AFTER_MS) tries = 0
    const waitMs = backOffMs(tries++)
    say(why, { waitMs })
    await sleep(waitMs)
    await act()
  }
  try {
    await browser.ask('Target.setDiscoverTargets', { discover: true })
    await open()
    while (ended === null) {
      for (let i = 0; i < LOOK_EVERY_MS / 250 && !crashed && ended === null; i++) await sleep(250)
      if (ended !== null) break
      if (crashed) {
        await retry('killed', open)
        continue
      }
      page.looks = [...page.looks.slice(-50), await lookAt(browser, page.sessionId)]
      const verdict = judge(page.looks, page.openedAtMs)
      if (verdict === 'replace') await retry('hangs', open)
      if (verdict === 'load') {
        await retry('unreachable', () => browser.ask('Page.navigate', { url }, page.sessionId))
      }
    }
  } catch (error) {
    say('browser', { error: error.message })
  }
  if (ended === null) browser.kill()
  say('browser ended', { why: ended })
}

async function lookAt(browser, sessionId) {
  const atMs = Date.now()
  try {
    const { result } = await browser.ask('Runtime.evaluate', { expression: QUESTION }, sessionId)
    return { atMs, kind: 'answer', ...JSON.parse(result.value) }
  } catch {
    return { atMs, kind: 'silent' }
  }
}

for (let lives = 0; ; lives++) {
  const startedAtMs = Date.now()
  await live()
  if (Date.now() - startedAtMs > WELL_AFTER_MS) lives = 0
  await sleep(Math.max(500, backOffMs(lives)))
}
