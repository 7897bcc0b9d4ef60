/** Where `server/build.ts` puts the compiled server; the same tree as the sources. */
export const COMPILED = 'dist/compiled'

const INSIDE = `/${COMPILED}/`

/** @returns whether a module (`import.meta.url`) runs from the compiled tree */
export const isCompiled = (moduleUrl: string): boolean => moduleUrl.includes(INSIDE)

/**
 * @returns where a module lies among the sources. Data files stay there and are read from there, so that an edited
 *   one is taken up whichever way the server was started
 */
export function sourceUrl(moduleUrl: string): string {
  const at = moduleUrl.lastIndexOf(INSIDE)
  return at === -1 ? moduleUrl : `${moduleUrl.slice(0, at)}/${moduleUrl.slice(at + INSIDE.length)}`
}
