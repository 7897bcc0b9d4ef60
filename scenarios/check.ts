import { formatProblem, loadCatalog } from './load.ts'
import { loadPlans } from './load-plans.ts'
import { loadStages } from './load-stages.ts'

/** `npm run catalog:check`: prints every problem; exit status 1 when there is an error. */
const extraDir = process.env['NZH_SCENARIOS_DIR']
const { loaded, problems: found } = await loadCatalog(extraDir === undefined ? {} : { extraDir })
const emergency = loaded === null ? null : await loadPlans(loaded, extraDir)
const city = loaded === null ? null : await loadStages(loaded, extraDir)
const problems = [...found, ...(emergency?.problems ?? []), ...(city?.problems ?? [])]
for (const problem of problems) console.log(formatProblem(problem))
const errors = problems.filter((problem) => problem.severity === 'error').length
if (loaded !== null) {
  const { version, scenarios, indicators, departments, towns, orderTypes } = loaded.catalog
  console.log(
    `catalog ${version}: ${scenarios.length} scenarios, ${indicators.length} indicators, ${departments.length} departments, ${towns.length} towns, ${orderTypes.length} order types, ${loaded.formulas.size} formulas, ${emergency?.plans.length ?? 0} plans, ${city?.stages.stages.flatMap(({ criteria }) => criteria).length ?? 0} criteria of stages`,
  )
}
console.log(`${errors} errors, ${problems.length - errors} warnings`)
process.exitCode = errors === 0 && loaded !== null ? 0 : 1
