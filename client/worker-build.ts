import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))
/** Written by the build of the pages, read here, not served. */
const MANIFEST = '.vite'
const PAGE = 'index.html'
const DESK = 'desk/desk.tsx'
/** Parts that a phone without a link can do without; each is more than all the rest. */
const WITHOUT = /^(_?(map|charts)[-.]|.*(maplibre|deck\.gl))/
/** Chinese glyphs come in a hundred files, of which a page needs a few: fetched behind the rest. */
const LATER = /noto-sans/

type Chunk = {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
}
type Manifest = Readonly<Record<string, Chunk>>

/** Every file that the desk loads: what its page and its own parts import, and the fonts that their styles name. */
export function filesOfDesk(manifest: Manifest): string[] {
  const files = new Set<string>()
  const seen = new Set<string>()
  const follow = (name: string, lazy: boolean): void => {
    const chunk = manifest[name]
    if (chunk === undefined || seen.has(name) || WITHOUT.test(name)) return
    seen.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file)
    for (const next of chunk.imports ?? []) follow(next, lazy)
    if (lazy) for (const next of chunk.dynamicImports ?? []) follow(next, lazy)
  }
  follow(PAGE, false)
  follow(DESK, true)
  return [...files].sort()
}

/** Builds the desk's service worker into a client that is built already. @param dir that client's folder */
export async function buildWorker(dir: string, buildId: string): Promise<void> {
  const text = await readFile(join(dir, MANIFEST, 'manifest.json'), 'utf8')
  await rm(join(dir, MANIFEST), { recursive: true })
  const files = filesOfDesk(JSON.parse(text) as Manifest)
  const paths = ['desk.webmanifest', 'desk-icon.svg', ...files].map((file) => `/${file}`)
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: HERE,
    publicDir: false,
    logLevel: 'error',
    define: {
      DESK_BUILD: JSON.stringify(buildId),
      DESK_FILES: JSON.stringify(paths.filter((path) => !LATER.test(path))),
      DESK_LATER: JSON.stringify(paths.filter((path) => LATER.test(path))),
    },
    build: {
      outDir: dir,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(HERE, 'worker', 'desk-worker.ts'),
        output: { format: 'iife', entryFileNames: 'desk-worker.js' },
      },
    },
  })
}
