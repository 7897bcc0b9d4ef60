import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../protocol/error/codes.ts'
import { levelOf, limitOf } from '../protocol/indicator/threshold.ts'
import { DISTRICT, placeKind } from '../protocol/place/place.ts'
import type { Condition, Criterion, IndicatorCondition } from '../protocol/stage/stages.ts'
import { STAGE_NUMBERS, Stages } from '../protocol/stage/stages.ts'
import { SHIPPED_DIR } from './load.ts'
import type { CatalogProblem, LoadedCatalog } from './loaded.ts'
import { parseJson } from './parse-json.ts'

/** Name of the file, in the catalog's folder and in a deployment's own. */
export const STAGES_FILE = 'stages.json'

export type LoadedStages = {
  readonly stages: Stages
  readonly problems: readonly CatalogProblem[]
}

/**
 * Reads the criteria of the city's stages: a deployment's own file as a whole in the place of the shipped one. One that
 * cannot be used is named, and the shipped one decides.
 *
 * @throws AppError CATALOG_INVALID when the shipped file cannot be used either
 */
export async function loadStages(
  catalog: LoadedCatalog,
  extraDir?: string | undefined,
): Promise<LoadedStages> {
  const problems: CatalogProblem[] = []
  for (const dir of [...(extraDir === undefined ? [] : [extraDir]), SHIPPED_DIR]) {
    const content = await readFile(join(dir, STAGES_FILE), 'utf8').catch(() => null)
    if (content === null) continue
    const file = dir === SHIPPED_DIR ? STAGES_FILE : `deployment/${STAGES_FILE}`
    const { value, problems: bad } = parseJson(content, file, Stages)
    const found = value === null ? bad : checkStages(value, file, catalog)
    problems.push(...found)
    if (value !== null && !found.some(({ severity }) => severity === 'error')) {
      return { stages: value, problems }
    }
  }
  throw new AppError('CATALOG_INVALID', { detail: { reason: 'no stages', problems } })
}

/** What a file of stages names and the catalog does not have, what it says twice, and what its sentences leave out. */
export function checkStages(
  { stages }: Stages,
  file: string,
  catalog: LoadedCatalog,
): CatalogProblem[] {
  const problems: CatalogProblem[] = []
  const add = (reason: string, severity: CatalogProblem['severity'] = 'error'): void => {
    problems.push({ file, row: null, reason, severity })
  }
  if (stages.some(({ stage }, at) => stage !== STAGE_NUMBERS[at])) {
    add(`holds stages ${stages.map(({ stage }) => stage).join(', ')}, not 1 to 5 in this order`)
  }
  const ids = new Set<string>()
  for (const { stage, criteria } of stages) {
    if (stage === 1 && criteria.length > 0) add('stage 1 is what remains and has no criteria')
    if (stage > 1 && criteria.length === 0) add(`stage ${stage} has no criterion`)
    for (const criterion of criteria) {
      if (ids.has(criterion.id)) add(`criterion ${criterion.id} is there twice`)
      ids.add(criterion.id)
      const at = `criterion ${criterion.id}`
      for (const condition of criterion.all) {
        for (const reason of refusals(condition, catalog)) add(`${at} ${reason}`)
      }
      for (const number of unsaid(criterion)) add(`${at} does not say ${number} in its sentences`)
      if (isAlwaysOn(criterion, catalog)) add(`${at} holds at the sim_base itself`, 'warning')
    }
  }
  return problems
}

function refusals(condition: Condition, catalog: LoadedCatalog): string[] {
  if (!('indicator' in condition)) {
    const named = 'scenario' in condition ? condition.scenario : undefined
    const isKnown = named === undefined || catalog.scenarioById.has(named)
    return isKnown ? [] : [`names unknown scenario ${named}`]
  }
  const definition = catalog.indicatorById.get(condition.indicator)
  if (definition === undefined) return [`names unknown indicator ${condition.indicator}`]
  const refused: string[] = []
  const { place = DISTRICT } = condition
  if (placeKind(place, catalog.townCodes) === null) refused.push(`names unknown place ${place}`)
  if ('level' in condition && limitOf(definition, condition.level) === null) {
    refused.push(`asks for level ${condition.level}, which ${definition.id} does not have`)
  }
  return refused
}

/** Numbers that a criterion compares with and that one of its sentences does not contain. */
function unsaid({ all, zh, en }: Criterion): string[] {
  return all.flatMap(numbersOf).filter((number) => {
    const isSaid = (text: string): boolean =>
      [...text.matchAll(/\d+(?:\.\d+)?/g)].some(([said]) => said === number)
    return !isSaid(zh) || !isSaid(en)
  })
}

function numbersOf(condition: Condition): string[] {
  if ('emergencies' in condition) return [String(condition.emergencies)]
  if ('alarms' in condition) {
    const { alarms, categories } = condition
    return [String(alarms), ...(categories === undefined ? [] : [String(categories)])]
  }
  if ('level' in condition) return []
  return [String('atLeast' in condition ? condition.atLeast : condition.atMost)]
}

/** Only of values: how many alarms stand is nobody's base. */
function isAlwaysOn({ all }: Criterion, { indicatorById }: LoadedCatalog): boolean {
  const holds = (condition: IndicatorCondition): boolean => {
    const definition = indicatorById.get(condition.indicator)
    if (definition === undefined) return false
    if ('atLeast' in condition) return definition.sim_base >= condition.atLeast
    if ('atMost' in condition) return definition.sim_base <= condition.atMost
    return levelOf(definition, definition.sim_base) === condition.level
  }
  return all.every((condition) => 'indicator' in condition && holds(condition))
}
