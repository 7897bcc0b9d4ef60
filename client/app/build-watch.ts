/** The build names itself in the page's head. */
const BUILD_META = /<meta\s+name="nzh-build"\s+content="([^"]+)"/

/** The build that a served page belongs to; null when the page does not say. */
export const buildOf = (html: string): string | null => BUILD_META.exec(html)?.[1] ?? null

/** The build this page runs; `dev` on the development server, whose pages carry no name. */
export const ownBuild = (page: Document = document): string =>
  page.querySelector('meta[name="nzh-build"]')?.getAttribute('content') ?? 'dev'

const LOOK_EVERY_MS = 600_000

/**
 * Loads the page again when the server serves another build than the one that runs here.
 *
 * @param mayReload asked just before, so that nobody is cut off in the middle of something
 * @returns a function that ends the watch
 */
export function watchBuild(mayReload: () => boolean): () => void {
  const own = ownBuild()
  const look = async (): Promise<void> => {
    try {
      const response = await fetch(window.location.pathname, { cache: 'no-store' })
      if (!response.ok) return
      const served = buildOf(await response.text())
      if (served !== null && served !== own && mayReload()) window.location.reload()
    } catch {
      // The server is away; the link's banner says so, and the next look comes by itself.
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  return () => clearInterval(timer)
}
