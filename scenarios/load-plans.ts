import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GENERIC_PLAN, Plan } from '../protocol/emergency/plan.ts'
import { AppError } from '../protocol/error/codes.ts'
import { SHIPPED_DIR } from './load.ts'
import type { CatalogProblem, LoadedCatalog } from './loaded.ts'
import { parseJson } from './parse-json.ts'

/** Where plans lie, below the catalog's folder and below a deployment's own. */
export const PLANS_FOLDER = 'plans'

export type LoadedPlans = {
  /** A deployment's own first, each in the order of its file names. */
  readonly plans: readonly Plan[]
  readonly problems: readonly CatalogProblem[]
}

/**
 * Reads the emergency plans (预案) that the product ships and a deployment's own (`plans/*.json` in its folder), which take
 * the place of shipped ones of the same id. A file that cannot be used is left out and named.
 *
 * @throws AppError CATALOG_INVALID when there is no generic plan left
 */
export async function loadPlans(
  catalog: LoadedCatalog,
  extraDir?: string | undefined,
): Promise<LoadedPlans> {
  const problems: CatalogProblem[] = []
  const byId = new Map<string, Plan>()
  const dirs = [...(extraDir === undefined ? [] : [extraDir]), SHIPPED_DIR]
  for (const dir of dirs) {
    for (const { plan, file } of await readPlans(join(dir, PLANS_FOLDER), problems)) {
      const found = checkPlan(plan, file, catalog)
      problems.push(...found)
      if (found.length === 0 && !byId.has(plan.id)) byId.set(plan.id, plan)
    }
  }
  if (!byId.has(GENERIC_PLAN)) {
    throw new AppError('CATALOG_INVALID', { detail: { reason: 'no generic plan', problems } })
  }
  return { plans: [...byId.values()], problems }
}

async function readPlans(
  dir: string,
  problems: CatalogProblem[],
): Promise<{ plan: Plan; file: string }[]> {
  const names = await readdir(dir).catch(() => [])
  const plans: { plan: Plan; file: string }[] = []
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const file = `${PLANS_FOLDER}/${name}`
    const { value, problems: bad } = parseJson(await readFile(join(dir, name), 'utf8'), file, Plan)
    problems.push(...bad)
    if (value !== null) plans.push({ plan: value, file })
  }
  return plans
}

/** What a plan names and the catalog does not have; steps and forces of the same name. */
export function checkPlan(plan: Plan, file: string, catalog: LoadedCatalog): CatalogProblem[] {
  const problems: CatalogProblem[] = []
  const refuse = (reason: string): void => {
    problems.push({ file, row: null, reason, severity: 'error' })
  }
  const department = (code: string | null, where: string): void => {
    if (code !== null && !catalog.departmentByCode.has(code)) {
      refuse(`${where} names unknown department ${code}`)
    }
  }
  for (const code of plan.trigger.order_types) {
    if (!catalog.orderTypeByCode.has(code)) refuse(`trigger names unknown order type ${code}`)
  }
  for (const { scenario } of plan.trigger.alarms) {
    if (!catalog.scenarioById.has(scenario)) refuse(`trigger names unknown scenario ${scenario}`)
  }
  for (const force of plan.forces) department(force.department, `force ${force.id}`)
  for (const step of plan.steps) {
    department(step.department, `step ${step.id}`)
    const rule = step.done_when
    if (rule === undefined) continue
    if ('indicator' in rule && !catalog.indicatorById.has(rule.indicator)) {
      refuse(`step ${step.id} names unknown indicator ${rule.indicator}`)
    }
    if ('force' in rule && rule.department !== undefined) {
      const { department: code } = rule
      if (!plan.forces.some((force) => force.department === code)) {
        refuse(`step ${step.id} waits for a force of ${code}, which the plan does not send`)
      }
    }
  }
  for (const [what, list] of [
    ['step', plan.steps],
    ['force', plan.forces],
  ] as const) {
    const ids = list.map(({ id }) => id)
    for (const id of new Set(ids.filter((each, at) => ids.indexOf(each) !== at))) {
      refuse(`${what} ${id} is there twice`)
    }
  }
  return problems
}
