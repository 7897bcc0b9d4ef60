import { readdir } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import type { Bench, BenchLine } from './bench-line.ts'

/** `npm run bench [-- --smoke] [-- --only <name>]`: runs every benchmark here and prints its figures. */
const { values } = parseArgs({
  options: { smoke: { type: 'boolean', default: false }, only: { type: 'string' } },
})

const describe = ({ id, name, value, unit, bar, ok }: BenchLine): string => {
  const figure = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)
  const verdict = ok === undefined ? '' : ok ? '  ok' : '  SHORT'
  return `${id.padEnd(6)} ${name}: ${figure} ${unit}${bar === undefined ? '' : ` (bar ${bar})`}${verdict}`
}

const [cpu] = cpus()
console.log(
  `${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}${values.smoke ? ', smoke run' : ''}`,
)
const names = (await readdir(new URL('.', import.meta.url)))
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => values.only === undefined || name.startsWith(values.only))
  .sort()
let broken = names.length === 0 ? 1 : 0
for (const name of names) {
  console.log(`\n# ${name.replace('.bench.ts', '')}`)
  try {
    const { run } = (await import(`./${name}`)) as { run: Bench }
    for (const line of await run({ smoke: values.smoke })) console.log(describe(line))
  } catch (error) {
    broken++
    console.error(error)
  }
}
// A figure that falls short is printed, not asserted: machines differ. A benchmark that breaks is a failure.
process.exitCode = broken === 0 ? 0 : 1
