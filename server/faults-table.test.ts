import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const TOP = new URL('../', import.meta.url)
const FOLDERS = ['protocol', 'scenarios', 'data-fixtures', 'server', 'client', 'e2e']
const TEST_FILE = /(?:\.test\.tsx?|\.e2e\.ts|(?:^|\/)contract-[a-z]+\.ts)$/
/** The marks that a test's name begins with: `[R12]`, `[ORD-f] [R19]`. */
const MARKED = /\b(?:test|it)(?:\.each)?(?:\([^)]*\))?\(\s*['"`]((?:\[[A-Z]+-?[a-z\d]+\] ?)+)/g
const FAULT = /\[([A-Z]\d+)\]/g
const ROW = /^\| ([RS]\d+) [^|]*\|[^|]*\| ([^|]*) \| (holds|partly|not yet) \|$/
/** Cases of other lists than faults and attacks: of the control room (C10), features (D23, I08). */
const OTHERS = /^[CDI]/

/** Which files test which case, by the names of their tests. */
async function tested(): Promise<Set<string>> {
  const found = new Set<string>()
  for (const folder of FOLDERS) {
    const files = await readdir(new URL(folder, TOP), { recursive: true })
    for (const name of files.filter((path) => TEST_FILE.test(path))) {
      const file = `${folder}/${name}`
      const text = await readFile(new URL(file, TOP), 'utf8')
      for (const [, marks = ''] of text.matchAll(MARKED)) {
        for (const [, id = ''] of marks.matchAll(FAULT)) {
          if (!OTHERS.test(id)) found.add(`${id} ${file}`)
        }
      }
    }
  }
  return found
}

async function claimed(): Promise<{ pairs: Set<string>; untested: string[] }> {
  const text = await readFile(new URL('docs/spec/faults.md', TOP), 'utf8')
  const lines = text.split('\n').filter((line) => /^\| [RS]\d/.test(line))
  const pairs = new Set<string>()
  const untested: string[] = []
  for (const line of lines) {
    const [, id = '', tests = '', status] = ROW.exec(line) ?? []
    expect(id, line).not.toBe('')
    const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file)
    if (status !== 'not yet' && files.length === 0) untested.push(id)
    for (const file of files) pairs.add(`${id} ${file}`)
  }
  return { pairs, untested }
}

test('every fault that is said to hold has its tests, and every such test its place in the table', async () => {
  const [names, table] = [await tested(), await claimed()]
  expect(table.untested).toEqual([])
  expect(table.pairs.size).toBeGreaterThan(20)
  expect([...table.pairs].sort()).toEqual([...names].sort())
})

const RULE = /\[(ORD-[a-z])\]/g
const RULE_ROW = /^\| (ORD-[a-z])(?:, [RS]\d+)* \|[^|]*\| ([^|]*) \|$/gm

test('every rule of work orders has its tests, and every such test its rule', async () => {
  const names = new Set<string>()
  for (const folder of FOLDERS) {
    const files = await readdir(new URL(folder, TOP), { recursive: true })
    for (const file of files.filter((path) => TEST_FILE.test(path))) {
      const text = await readFile(new URL(`${folder}/${file}`, TOP), 'utf8')
      for (const [, marks = ''] of text.matchAll(MARKED)) {
        for (const [, id = ''] of marks.matchAll(RULE)) names.add(`${id} ${folder}/${file}`)
      }
    }
  }
  const text = await readFile(new URL('docs/spec/orders.md', TOP), 'utf8')
  const rows = [...text.matchAll(RULE_ROW)].flatMap(([, id = '', tests = '']) =>
    [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => `${id} ${file}`),
  )
  expect(rows.length).toBeGreaterThanOrEqual(8)
  expect([...rows].sort()).toEqual([...names].sort())
})
