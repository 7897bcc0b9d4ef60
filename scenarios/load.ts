import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Static, type TSchema, Type } from 'typebox'
import { type Catalog, Category, Department, OrderType, Town } from '../protocol/catalog.ts'
import { AppError } from '../protocol/error/codes.ts'
import { CATEGORIES } from '../protocol/indicator/definition.ts'
import { Scenario } from '../protocol/scenario/scenario.ts'
import { sourceUrl } from '../source-url.ts'
import {
  type CatalogParts,
  checkDefinitions,
  checkFormulas,
  checkScenario,
  checkShipped,
} from './check-catalog.ts'
import type { CatalogProblem, LoadedCatalog } from './loaded.ts'
import { parseIndicators } from './parse-indicators.ts'
import { MAX_FILE_BYTES, parseJson } from './parse-json.ts'

/** Folder of the catalog that the product ships. */
export const SHIPPED_DIR = fileURLToPath(new URL('.', sourceUrl(import.meta.url)))

const CategoryFile = Type.Array(
  Type.Object({ ...Category.properties, scenarios: Type.Array(Type.String()) }),
)
const OrderTypeFile = Type.Array(Type.Omit(OrderType, ['category']))

export type LoadOptions = {
  /** Where the shipped catalog lies; tests give a copy. */
  readonly dir?: string
  /** A deployment's own scenario files: added, or put in the place of a shipped one of the same id. */
  readonly extraDir?: string
  /** The catalog in force: a scenario whose new file is broken keeps its old form. */
  readonly previous?: LoadedCatalog
}

export type LoadResult = {
  /** Null when the shipped catalog itself is refused and there is no earlier one. */
  readonly loaded: LoadedCatalog | null
  readonly problems: readonly CatalogProblem[]
}

type ScenarioFile = CatalogParts['scenarios'][number]
type ShippedParts = CatalogParts & { readonly categories: Static<typeof CategoryFile> }

/** Reads, checks and indexes the catalog. Never throws for bad content: problems say file, row and reason. */
export async function loadCatalog(options: LoadOptions = {}): Promise<LoadResult> {
  const problems: CatalogProblem[] = []
  const { previous, extraDir } = options
  const parts = await readShipped(options.dir ?? SHIPPED_DIR, problems)
  problems.push(...checkDefinitions(parts))
  const { formulas, problems: formulaProblems } = checkFormulas(parts)
  problems.push(...formulaProblems)
  const hasErrors = (): boolean => problems.some((problem) => problem.severity === 'error')
  if (problems.some(({ file, severity }) => severity === 'error' && !isScenarioFile(file))) {
    return { loaded: previous ?? null, problems }
  }

  const indicatorById = new Map(parts.indicators.map((row) => [row.definition.id, row.definition]))
  const orderTypeByCode = new Map(parts.orderTypes.map(({ file: _, ...type }) => [type.code, type]))
  const departmentByCode = new Map(parts.departments.map((d) => [d.code, d]))
  const find = {
    indicator: (id: string) => indicatorById.get(id),
    hasOrderType: (code: string) => orderTypeByCode.has(code),
    hasDepartment: (code: string) => departmentByCode.has(code),
    hasTown: (code: string) => parts.towns.some((town) => town.code === code),
  }
  const isSound = ({ scenario, file }: ScenarioFile): boolean => {
    const found = checkScenario(scenario, file, find)
    problems.push(...found)
    return found.length === 0
  }
  const sound = parts.scenarios.filter(isSound)
  if (!hasErrors()) problems.push(...checkShipped(parts))
  if (hasErrors() && previous === undefined) return { loaded: null, problems }

  const scenarioById = new Map<string, Scenario>()
  const keepPrevious = (id: string): void => {
    const old = previous?.scenarioById.get(id)
    if (old !== undefined && checkScenario(old, id, find).length === 0) scenarioById.set(id, old)
  }
  // The shipped order is the order on the wall; a scenario whose file broke keeps its place and old form.
  for (const id of parts.categories.flatMap((category) => category.scenarios)) {
    const scenario = sound.find((candidate) => candidate.scenario.id === id)?.scenario
    if (scenario === undefined) keepPrevious(id)
    else scenarioById.set(id, scenario)
  }
  const extra = extraDir === undefined ? [] : await readExtra(extraDir, problems)
  for (const { scenario } of extra.filter(isSound)) scenarioById.set(scenario.id, scenario)
  for (const id of fencedIds(extra, problems)) keepPrevious(id)

  const content = {
    categories: parts.categories.map(({ scenarios: _, ...category }) => category),
    departments: [...parts.departments],
    towns: [...parts.towns],
    indicators: [...indicatorById.values()],
    scenarios: [...scenarioById.values()],
    orderTypes: [...orderTypeByCode.values()],
  }
  const version = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)
  const catalog: Catalog = { version, ...content }
  const townByCode = new Map(parts.towns.map((town) => [town.code, town]))
  return {
    problems,
    loaded: {
      catalog,
      indicatorById,
      scenarioById,
      orderTypeByCode,
      departmentByCode,
      townByCode,
      townCodes: new Set(townByCode.keys()),
      formulas,
    },
  }
}

/** Reads the shipped files; what cannot be read or parsed is left out and named in `problems`. */
async function readShipped(dir: string, problems: CatalogProblem[]): Promise<ShippedParts> {
  const read = async <T>(
    path: string,
    file: string,
    parse: (content: string) => { value: T | null; problems: CatalogProblem[] },
  ): Promise<T | null> => {
    const content = await readText(join(dir, path))
    if (typeof content !== 'string') {
      problems.push({ file, row: null, reason: content.reason, severity: 'error' })
      return null
    }
    const parsed = parse(content)
    problems.push(...parsed.problems)
    return parsed.value
  }
  const json = <T extends TSchema>(path: string, file: string, schema: T) =>
    read(path, file, (content) => parseJson(content, file, schema))
  const table = <T extends TSchema>(file: string, schema: T) =>
    json(`catalog/${file}`, file, schema)

  const departments = (await table('departments.json', Type.Array(Department))) ?? []
  const towns = (await table('towns.json', Type.Array(Town))) ?? []
  const categories = (await json('categories.json', 'categories.json', CategoryFile)) ?? []
  const indicators: CatalogParts['indicators'][number][] = []
  const orderTypes: CatalogParts['orderTypes'][number][] = []
  for (const category of CATEGORIES) {
    const file = `${category}.indicators.csv`
    const rows = await read(`catalog/${file}`, file, (content) => {
      const parsed = parseIndicators(content, file, category)
      return { value: parsed.rows, problems: parsed.problems }
    })
    for (const row of rows ?? []) indicators.push({ ...row, file })
    const orderFile = `${category}.order-types.json`
    const types = (await table(orderFile, OrderTypeFile)) ?? []
    for (const type of types) orderTypes.push({ ...type, category, file: orderFile })
  }
  const scenarios: ScenarioFile[] = []
  for (const { id: category, scenarios: ids } of categories) {
    for (const id of ids) {
      const file = `${category}/${id}.json`
      const scenario = await json(file, file, Scenario)
      if (scenario === null) continue
      if (scenario.id === id && scenario.category === category) scenarios.push({ file, scenario })
      else problems.push({ file, row: null, reason: `holds ${scenario.id}`, severity: 'error' })
    }
  }
  return { departments, towns, categories, indicators, orderTypes, scenarios }
}

const isScenarioFile = (file: string): boolean => file.includes('/')

/** Scenarios whose deployment file is broken: by what the file says, or by its name when it cannot be read. */
function fencedIds(
  extra: readonly ScenarioFile[],
  problems: readonly CatalogProblem[],
): readonly string[] {
  return problems
    .filter(({ file, severity }) => severity === 'error' && file.startsWith('deployment/'))
    .map(
      ({ file }) =>
        extra.find((candidate) => candidate.file === file)?.scenario.id ?? basename(file, '.json'),
    )
}

/** Files of a deployment's folder that others read. */
const NOT_SCENARIOS: ReadonlySet<string> = new Set([
  'orders.rules.json',
  'calendar.json',
  'stages.json',
])

async function readExtra(dir: string, problems: CatalogProblem[]): Promise<ScenarioFile[]> {
  let names: string[]
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    names = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .filter((entry) => !NOT_SCENARIOS.has(entry.name))
      // Plans of emergencies lie in a folder of their own.
      .filter((entry) => basename(entry.parentPath) !== 'plans')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch (error) {
    problems.push({
      file: `${dir}/`,
      row: null,
      reason: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      severity: 'error',
    })
    return []
  }
  const found: ScenarioFile[] = []
  for (const path of names) {
    const file = `deployment/${relative(dir, path)}`
    const content = await readText(path)
    if (typeof content !== 'string') {
      problems.push({ file, row: null, reason: content.reason, severity: 'error' })
      continue
    }
    const { value, problems: bad } = parseJson(content, file, Scenario)
    problems.push(...bad)
    if (value === null) continue
    const twin = found.find((other) => other.scenario.id === value.id)
    if (twin === undefined) found.push({ file, scenario: value })
    else {
      const reason = `scenario ${value.id} is already in ${twin.file}`
      problems.push({ file, row: null, reason, severity: 'error' })
    }
  }
  return found
}

async function readText(path: string): Promise<string | { reason: string }> {
  try {
    const { size } = await stat(path)
    if (size > MAX_FILE_BYTES) return { reason: `has ${size} bytes, more than ${MAX_FILE_BYTES}` }
    return await readFile(path, 'utf8')
  } catch (error) {
    return { reason: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/**
 * The shipped catalog, for programs that cannot go on without it.
 *
 * @throws AppError CATALOG_INVALID with the problems
 */
export async function requireCatalog(options: LoadOptions = {}): Promise<LoadedCatalog> {
  const { loaded, problems } = await loadCatalog(options)
  if (loaded === null) throw new AppError('CATALOG_INVALID', { detail: { problems } })
  return loaded
}

/** One line a problem, for a terminal. */
export const formatProblem = ({ file, row, reason, severity }: CatalogProblem): string =>
  `${severity}: ${file}${row === null ? '' : `, row ${row}`}: ${reason}`
