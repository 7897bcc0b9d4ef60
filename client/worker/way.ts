/** What of a request the way of its answer depends on. */
export type Asked = {
  readonly method: string
  readonly url: string
  /** `navigate` for a page itself. */
  readonly mode: string
}

/**
 * How a request of the desk is answered where there may be no link.
 *
 * - `page`: the desk itself. From the network while there is one, so that nobody works on an old build; else as kept.
 * - `asset`: a file named by the hash of its content. As kept, for it never changes.
 * - `names`: the catalog and the places. From the network while there is one, else as last read.
 * - `pass`: everything else is none of the worker's business: orders and sessions, and every other page.
 */
export type Way = 'page' | 'asset' | 'names' | 'pass'

export const NAME_PATHS: ReadonlySet<string> = new Set(['/api/v1/catalog', '/api/v1/places'])
const PLAIN: ReadonlySet<string> = new Set(['/desk.webmanifest', '/desk-icon.svg'])

/** @param origin the worker's own; nothing is ever kept of another one */
export function wayOf({ method, url, mode }: Asked, origin: string): Way {
  const asked = new URL(url)
  if (method !== 'GET' || asked.origin !== origin) return 'pass'
  if (mode === 'navigate') return asked.pathname === '/desk' ? 'page' : 'pass'
  if (asked.pathname.startsWith('/assets/')) return 'asset'
  return NAME_PATHS.has(asked.pathname) || PLAIN.has(asked.pathname) ? 'names' : 'pass'
}

/** Caches that a new worker removes: all builds but its own and the one before, from which an open page may still load. */
export function outdated(names: readonly string[], own: string, prefix: string): string[] {
  const builds = names.filter((name) => name.startsWith(prefix) && name !== own)
  return builds.slice(0, -1)
}
