import { cruise } from 'dependency-cruiser'
import rules from './.dependency-cruiser.mjs'

/** `npm run layers`: who may import whom. Fails also when it sees no modules, which would be a false green. */
const folders = ['protocol', 'scenarios', 'data-fixtures', 'server', 'client', 'bench', 'e2e']
const { output } = await cruise(folders, { ...rules.options, ruleSet: rules, validate: true })
const { summary, modules } = output
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} -> ${to}`)
console.log(`${modules.length} modules, ${summary.violations.length} violations`)
process.exitCode = summary.violations.length === 0 && modules.length > 50 ? 0 : 1
