import { formatProblem, loadCatalog } from './load.ts'

/** `npm run catalog:check`: prints every problem; exit status 1 when there is an error. */
const extraDir = process.env['NZH_SCENARIOS_DIR']
const { loaded, problems } = await loadCatalog(extraDir === undefined ? {} : { extraDir })
for (const problem of problems) console.log(formatProblem(problem))
const errors = problems.filter((problem) => problem.severity === 'error').length
if (loaded !== null) {
  const { version, scenarios, indicators, departments, towns, orderTypes } = loaded.catalog
  console.log(
    `catalog ${version}: ${scenarios.length} scenarios, ${indicators.length} indicators, ${departments.length} departments, ${towns.length} towns, ${orderTypes.length} order types, ${loaded.formulas.size} formulas`,
  )
}
console.log(`${errors} errors, ${problems.length - errors} warnings`)
process.exitCode = errors === 0 && loaded !== null ? 0 : 1
