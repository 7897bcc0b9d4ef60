import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../protocol/error/codes.ts'
import { loadCatalog, SHIPPED_DIR } from '../scenarios/load.ts'
import type { CatalogProblem, CatalogSource, LoadedCatalog } from '../scenarios/loaded.ts'

export type CatalogSourceOptions = {
  readonly dir?: string
  /** `NZH_SCENARIOS_DIR`: a deployment's own scenario files. */
  readonly extraDir?: string | undefined
  /** How often a deployment's files are looked at, the shipped ones at a fifth of that. Looking works on every file system, also shared and mounted ones. */
  readonly pollMs?: number
  readonly onProblems?: (problems: readonly CatalogProblem[]) => void
}

/** The shipped files change with a new version only: they are looked at in every so many rounds. */
const SHIPPED_EVERY = 5

/**
 * Loads the catalog and takes up changed files while the server runs. A broken file is fenced off: its problem is
 * reported and the version before it goes on.
 *
 * @throws AppError CATALOG_INVALID when there is no sound catalog to start from
 */
export async function createCatalogSource(
  options: CatalogSourceOptions = {},
): Promise<CatalogSource & { reload(): Promise<void> }> {
  const shipped = options.dir ?? SHIPPED_DIR
  const extra = options.extraDir
  const load = (previous?: LoadedCatalog) =>
    loadCatalog({
      ...(options.dir === undefined ? {} : { dir: options.dir }),
      ...(options.extraDir ? { extraDir: options.extraDir } : {}),
      ...(previous === undefined ? {} : { previous }),
    })

  let shippedPrint = await fingerprint(shipped)
  let extraPrint = extra ? await fingerprint(extra) : ''
  const first = await load()
  if (first.loaded === null) {
    throw new AppError('CATALOG_INVALID', { detail: { problems: first.problems } })
  }
  let current = first.loaded
  let problems = first.problems
  const listeners = new Set<(loaded: LoadedCatalog) => void>()
  const report = (): void => {
    const errors = problems.filter((problem) => problem.severity === 'error')
    if (errors.length > 0) options.onProblems?.(errors)
  }
  report()

  const reload = async (): Promise<void> => {
    const result = await load(current)
    problems = result.problems
    report()
    if (result.loaded === null || result.loaded.catalog.version === current.catalog.version) return
    current = result.loaded
    for (const listener of listeners) listener(current)
  }

  let rounds = 0
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      rounds++
      const extraSeen = extra ? await fingerprint(extra) : ''
      const shippedSeen = rounds % SHIPPED_EVERY === 0 ? await fingerprint(shipped) : shippedPrint
      if (extraSeen === extraPrint && shippedSeen === shippedPrint) return
      extraPrint = extraSeen
      shippedPrint = shippedSeen
      await reload()
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), options.pollMs ?? 2_000)
  timer.unref()

  return {
    current: () => current,
    problems: () => problems,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reload,
    close: () => clearInterval(timer),
  }
}

/** Names, sizes and times of every JSON and CSV file: changes exactly when one of them may have changed. */
async function fingerprint(dir: string): Promise<string> {
  const lines: string[] = []
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile() || !/\.(json|csv)$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const found = await stat(path).catch(() => null)
    lines.push(`${path} ${found?.size} ${found?.mtimeMs}`)
  }
  return lines.sort().join('\n')
}
