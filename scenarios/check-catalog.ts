import type { Department, OrderType, Town } from '../protocol/catalog.ts'
import { CATEGORIES, type IndicatorDefinition } from '../protocol/indicator/definition.ts'
import {
  dependencyOrder,
  evaluate,
  type Formula,
  parseFormula,
} from '../protocol/indicator/formula.ts'
import { levelOf, limitOf, roundTo } from '../protocol/indicator/threshold.ts'
import type { Scenario } from '../protocol/scenario/scenario.ts'
import type { CatalogProblem } from './loaded.ts'
import type { IndicatorRow } from './parse-indicators.ts'

/** What the product ships; a deployment adds scenarios, never changes these counts. */
export const SHIPPED = {
  scenarios: { map: 5, economy: 20, city: 10, safety: 11, society: 11 },
  indicators: { map: 50, economy: 220, city: 118, safety: 120, society: 120 },
  departments: 21,
  towns: 8,
} as const

/** Everything read, before it is known to fit together. */
export type CatalogParts = {
  readonly departments: readonly Department[]
  readonly towns: readonly Town[]
  readonly indicators: readonly (IndicatorRow & { readonly file: string })[]
  readonly orderTypes: readonly (OrderType & { readonly file: string })[]
  readonly scenarios: readonly { readonly file: string; readonly scenario: Scenario }[]
}

const problem = (
  file: string,
  row: number | null,
  reason: string,
  severity: CatalogProblem['severity'] = 'error',
): CatalogProblem => ({ file, row, reason, severity })

/** Rules about indicators and order types among themselves (numbers 1 to 4 of the catalog's README). */
export function checkDefinitions(parts: CatalogParts): CatalogProblem[] {
  const problems: CatalogProblem[] = []
  const departments = new Set(parts.departments.map((d) => d.code))
  const ids = new Set<string>()
  const names = new Set<string>()
  for (const { definition, file, row } of parts.indicators) {
    if (ids.has(definition.id))
      problems.push(problem(file, row, `id ${definition.id} occurs twice`))
    ids.add(definition.id)
    for (const name of [`zh ${definition.name_zh}`, `en ${definition.name_en}`]) {
      const key = `${file} ${name}`
      if (names.has(key)) problems.push(problem(file, row, `name "${name.slice(3)}" occurs twice`))
      names.add(key)
    }
    if (!departments.has(definition.department)) {
      problems.push(problem(file, row, `unknown department ${definition.department}`))
    }
    const level = levelOf(definition, definition.sim_base)
    if (level !== null) {
      problems.push(
        problem(
          file,
          row,
          `sim_base ${definition.sim_base} is itself at level ${level}`,
          'warning',
        ),
      )
    }
  }
  const codes = new Set<string>()
  for (const { code, category, lead, co, file } of parts.orderTypes) {
    if (codes.has(code)) problems.push(problem(file, null, `order type ${code} occurs twice`))
    codes.add(code)
    if (!code.startsWith(`${category}.`)) {
      problems.push(problem(file, null, `order type ${code} is not ${category}.<slug>`))
    }
    for (const department of [lead, ...co]) {
      if (!departments.has(department)) {
        problems.push(problem(file, null, `order type ${code}: unknown department ${department}`))
      }
    }
  }
  return problems
}

/**
 * Parses the formulas and checks that each resolves within its file, has no cycle and agrees with `sim_base`.
 *
 * @returns formulas by id in the order in which they can be computed
 */
export function checkFormulas(parts: CatalogParts): {
  formulas: Map<string, Formula>
  problems: CatalogProblem[]
} {
  const problems: CatalogProblem[] = []
  const byId = new Map(parts.indicators.map((row) => [row.definition.id, row]))
  const parsed = new Map<string, Formula>()
  for (const { definition, file, row } of parts.indicators) {
    if (definition.formula === null) continue
    try {
      const formula = parseFormula(definition.formula)
      parsed.set(definition.id, formula)
      for (const input of formula.inputs) {
        if (byId.get(input)?.file !== file) {
          problems.push(
            problem(file, row, `formula reads ${input}, which this file does not define`),
          )
        }
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      problems.push(problem(file, row, `formula: ${error.message}`))
    }
  }
  let order: string[]
  try {
    order = dependencyOrder(parsed)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const cycled = error.message.match(/: (\S+)/)?.[1] ?? ''
    const at = byId.get(cycled)
    problems.push(problem(at?.file ?? '', at?.row ?? null, error.message))
    order = []
  }
  const formulas = new Map<string, Formula>()
  for (const id of order) {
    const formula = parsed.get(id)
    const at = byId.get(id)
    if (formula === undefined || at === undefined) continue
    formulas.set(id, formula)
    problems.push(...checkBase(formula, at, (input) => byId.get(input)?.definition ?? null))
  }
  return { formulas, problems }
}

/** At the `sim_base` of its inputs a formula gives its own `sim_base`, within what rounding hides. */
function checkBase(
  formula: Formula,
  { definition, file, row }: IndicatorRow & { file: string },
  find: (id: string) => IndicatorDefinition | null,
): CatalogProblem[] {
  const value = evaluate(formula.root, (id) => find(id)?.sim_base ?? null)
  if (value === null) return [problem(file, row, 'formula has no value at sim_base of its inputs')]
  const tolerance = 10 ** -definition.precision
  const difference = Math.abs(roundTo(value, definition.precision) - definition.sim_base)
  return difference <= tolerance + 1e-9
    ? []
    : [
        problem(
          file,
          row,
          `formula gives ${value} at sim_base of its inputs, not ${definition.sim_base}`,
        ),
      ]
}

/** References of one scenario file (number 5 of the README, seen from the scenario). */
export function checkScenario(
  scenario: Scenario,
  file: string,
  find: {
    indicator(id: string): IndicatorDefinition | undefined
    hasOrderType(code: string): boolean
    hasDepartment(code: string): boolean
    hasTown(code: string): boolean
  },
): CatalogProblem[] {
  const problems: CatalogProblem[] = []
  const refuse = (reason: string): void => {
    problems.push(problem(file, null, reason))
  }
  const wantIndicator = (id: string, where: string): void => {
    if (find.indicator(id) === undefined) refuse(`${where} names unknown indicator ${id}`)
  }
  if (!scenario.id.startsWith(`${scenario.category}-`)) {
    refuse(`id ${scenario.id} does not begin with its category ${scenario.category}-`)
  }
  for (const code of [scenario.lead, ...scenario.departments]) {
    if (!find.hasDepartment(code)) refuse(`unknown department ${code}`)
  }
  if (!scenario.departments.includes(scenario.lead)) {
    refuse(`lead ${scenario.lead} is not among its departments`)
  }
  for (const id of scenario.headline) wantIndicator(id, 'headline')
  for (const [i, panel] of scenario.panels.entries()) {
    for (const id of panel.indicators) wantIndicator(id, `panels/${i}`)
  }
  for (const [i, { binds }] of scenario.layers.entries()) {
    if (binds.startsWith('assets:') || binds === 'orders:all') continue
    if (!binds.startsWith('orders:')) wantIndicator(binds, `layers/${i}`)
    else if (!find.hasOrderType(binds.slice('orders:'.length))) {
      refuse(`layers/${i} names unknown order type ${binds}`)
    }
  }
  checkComposition(scenario, find.hasTown, refuse)
  for (const code of scenario.order_types) {
    if (!find.hasOrderType(code)) refuse(`unknown order type ${code}`)
  }
  for (const [i, rule] of scenario.alarms.entries()) {
    const definition = find.indicator(rule.indicator)
    if (definition === undefined) wantIndicator(rule.indicator, `alarms/${i}`)
    else if (limitOf(definition, rule.level) === null) {
      refuse(`alarms/${i}: ${rule.indicator} has no ${rule.level} limit`)
    }
    if (rule.raises !== null && !scenario.order_types.includes(rule.raises)) {
      refuse(`alarms/${i} raises ${rule.raises}, which is not in order_types`)
    }
  }
  return problems
}

/** A wide panel exists, and no two stand in one place; a camera looks at a town that there is. */
function checkComposition(
  { composition, panels }: Scenario,
  hasTown: (code: string) => boolean,
  refuse: (reason: string) => void,
): void {
  const wide = composition?.wide ?? []
  for (const [i, { panel, at }] of wide.entries()) {
    const where = `composition/wide/${i}`
    if (panel >= panels.length) refuse(`${where} names panel ${panel} of ${panels.length}`)
    const others = wide.slice(0, i)
    if (others.some((other) => other.panel === panel)) refuse(`${where} names panel ${panel} again`)
    if (others.some((other) => other.at === at)) refuse(`${where} stands at ${at} again`)
  }
  const town = composition?.camera?.town
  if (town !== undefined && !hasTown(town)) refuse(`composition/camera names unknown town ${town}`)
}

/** Counts of what we ship, and that no shipped indicator is left unseen (numbers 2 and 5). */
export function checkShipped(parts: CatalogParts): CatalogProblem[] {
  const problems: CatalogProblem[] = []
  const count = (file: string, what: string, found: number, wanted: number): void => {
    if (found !== wanted)
      problems.push(problem(file, null, `has ${found} ${what} instead of ${wanted}`))
  }
  count('departments.json', 'departments', parts.departments.length, SHIPPED.departments)
  count('towns.json', 'towns', parts.towns.length, SHIPPED.towns)
  for (const category of CATEGORIES) {
    const file = `${category}.indicators.csv`
    const rows = parts.indicators.filter((row) => row.definition.category === category)
    const scenarios = parts.scenarios.filter((s) => s.scenario.category === category)
    count(file, 'indicators', rows.length, SHIPPED.indicators[category])
    count(`${category}/`, 'scenarios', scenarios.length, SHIPPED.scenarios[category])
    const shown = indicatorsShown(scenarios.map((s) => s.scenario))
    for (const { definition, row } of rows) {
      if (!shown.has(definition.id)) {
        problems.push(problem(file, row, `${definition.id} appears in no scenario of ${category}`))
      }
    }
  }
  return problems
}

/** Ids in the headlines, panels and layers of the scenarios. */
export function indicatorsShown(scenarios: readonly Scenario[]): Set<string> {
  const shown = new Set<string>()
  for (const scenario of scenarios) {
    for (const id of scenario.headline) shown.add(id)
    for (const panel of scenario.panels) for (const id of panel.indicators) shown.add(id)
    for (const { binds } of scenario.layers) if (!binds.includes(':')) shown.add(binds)
  }
  return shown
}
