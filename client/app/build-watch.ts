import { healed } from './heals.ts'

/** The build names itself in the page's head. */
const BUILD_META = /<meta\s+name="nzh-build"\s+content="([^"]+)"/

/** The build that a served page belongs to; null when the page does not say. */
export const buildOf = (html: string): string | null => BUILD_META.exec(html)?.[1] ?? null

/** The build this page runs; `dev` on the development server, whose pages carry no name. */
export const ownBuild = (page: Document = document): string =>
  page.querySelector('meta[name="nzh-build"]')?.getAttribute('content') ?? 'dev'

/** A page that only tries out a new build says and keeps nothing (`?trial=1`). */
export const isTrial = (search: string = window.location.search): boolean =>
  new URLSearchParams(search).has('trial')

const LOOK_EVERY_MS = 600_000
/** After the link is back, a server that restarted may serve another build. */
const LOOK_AFTER_LINK_MS = 2_000
const TRIAL_MS = 90_000
const TRIAL_LOOK_MS = 250
const SWAP_NOTE = 'nzh.swap'

export type BuildWatch = {
  /** Asked just before, so that nobody is cut off in the middle of something. */
  readonly mayReload: () => boolean
  /** @returns ends the subscription; the listener hears that the link is back */
  readonly onLinkBack: (listener: () => void) => () => void
  /** Keeps what the next page shows first. */
  readonly beforeReload: () => Promise<void>
}

/**
 * Swaps the page for another build that the server serves: first opens it in a hidden frame, and only when it draws
 * its data there loads it in place, from the browser's store. A build that does not come up is left alone.
 *
 * @returns a function that ends the watch
 */
export function watchBuild({ mayReload, onLinkBack, beforeReload }: BuildWatch): () => void {
  const own = ownBuild()
  let busy = false
  let refused: string | null = null
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const response = await fetch(window.location.pathname, { cache: 'no-store' })
      const served = response.ok ? buildOf(await response.text()) : null
      if (served === null || served === own || served === refused || !mayReload()) return
      if (!(await comesUp())) {
        refused = served
        console.warn(`build ${served} does not come up; staying with ${own}`)
        return
      }
      await beforeReload()
      noteSwap({ fromBuild: own, toBuild: served, atMs: Date.now() })
      window.location.reload()
    } catch {
      // The server is away; the link's banner says so, and the next look comes by itself.
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  let soon: ReturnType<typeof setTimeout> | undefined
  const stopLink = onLinkBack(() => {
    clearTimeout(soon)
    soon = setTimeout(() => void look(), LOOK_AFTER_LINK_MS)
  })
  return () => {
    clearInterval(timer)
    clearTimeout(soon)
    stopLink()
  }
}

/** Opens this page as the server serves it now, out of sight. @returns whether it drew its first data in time */
function comesUp(): Promise<boolean> {
  const url = new URL(window.location.href)
  url.searchParams.set('trial', '1')
  const frame = document.createElement('iframe')
  frame.src = url.href
  frame.tabIndex = -1
  frame.ariaHidden = 'true'
  frame.className = 'trial-frame'
  document.body.append(frame)
  return new Promise((resolve) => {
    const end = (good: boolean): void => {
      clearInterval(timer)
      clearTimeout(patience)
      frame.remove()
      resolve(good)
    }
    const timer = setInterval(() => {
      if (frame.contentDocument?.documentElement.dataset['ready'] === 'true') end(true)
    }, TRIAL_LOOK_MS)
    const patience = setTimeout(() => end(false), TRIAL_MS)
  })
}

type Swap = { readonly fromBuild: string; readonly toBuild: string; readonly atMs: number }

function noteSwap(swap: Swap): void {
  try {
    sessionStorage.setItem(SWAP_NOTE, JSON.stringify(swap))
  } catch {
    // Without storage the swap is not told.
  }
}

/** Tells of the swap that led to this page, once it is drawn. */
export async function tellSwap(drawn: Promise<unknown>): Promise<void> {
  const kept = sessionStorage.getItem(SWAP_NOTE)
  if (kept === null) return
  sessionStorage.removeItem(SWAP_NOTE)
  const swap = JSON.parse(kept) as Swap
  await drawn
  healed('build', swap.atMs, Date.now(), `${swap.fromBuild} → ${ownBuild()}`)
}
