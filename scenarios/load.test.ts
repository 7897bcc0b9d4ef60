import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { generated } from './generate.ts'
import { loadCatalog, requireCatalog, SHIPPED_DIR } from './load.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nzh-catalog-'))
  await cp(SHIPPED_DIR, dir, { recursive: true })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const edit = async (file: string, change: (text: string) => string): Promise<void> => {
  const path = join(dir, file)
  const before = await readFile(path, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  await writeFile(path, after)
}
const errors = async (): Promise<string[]> =>
  (await loadCatalog({ dir })).problems
    .filter((p) => p.severity === 'error')
    .map((p) => `${p.file} ${p.row ?? '-'} ${p.reason}`)

/** Replaces one cell of the row with that id (no cell of these rows is quoted). */
const setCell = (id: string, column: number, value: string) => (text: string) =>
  text
    .split('\r\n')
    .map((line) => {
      const cells = line.split(',')
      if (cells[0] !== id) return line
      cells[column] = value
      return cells.join(',')
    })
    .join('\r\n')

test('the shipped catalog holds 57 scenarios, 628 indicators, 21 departments and 8 towns', async () => {
  const { loaded, problems } = await loadCatalog()
  expect(problems.filter((p) => p.severity === 'error')).toEqual([])
  expect(loaded?.catalog.scenarios).toHaveLength(57)
  expect(loaded?.catalog.indicators).toHaveLength(628)
  expect(loaded?.catalog.departments).toHaveLength(21)
  expect(loaded?.catalog.towns).toHaveLength(8)
  expect(loaded?.formulas.size).toBe(60)
})

test('scenarios keep the order in which the wall shows them', async () => {
  const { catalog } = await requireCatalog()
  const categories = JSON.parse(await readFile(join(SHIPPED_DIR, 'categories.json'), 'utf8'))
  expect(catalog.scenarios.map((s) => s.id)).toEqual(
    categories.flatMap((c: { scenarios: string[] }) => c.scenarios),
  )
})

test('the same files give the same version, another text gives another', async () => {
  const first = await requireCatalog({ dir })
  expect((await requireCatalog({ dir })).catalog.version).toBe(first.catalog.version)
  await edit('map/map-vitals.json', (text) => text.replace('"name_en": "', '"name_en": "The '))
  expect((await requireCatalog({ dir })).catalog.version).not.toBe(first.catalog.version)
})

const CSV = 'catalog/city.indicators.csv'
test.each<[string, string, (text: string) => string, RegExp]>([
  [
    'a header with another column',
    CSV,
    (t) => t.replace('name_zh', 'name_cn'),
    /city.indicators.csv 1 the header/,
  ],
  [
    'a row with too few cells',
    CSV,
    (t) => t.replace(',practice\r\n', '\r\n'),
    /city.indicators.csv 2 has 22 cells/,
  ],
  [
    'a number that is none',
    CSV,
    setCell('city.sanitation.track-rate', 19, '9x'),
    /csv 3 sim_base "9x" is not a number/,
  ],
  [
    'an unknown cadence',
    CSV,
    setCell('city.sanitation.track-rate', 6, 'weekly'),
    /csv 3 cadence "weekly" is not one of/,
  ],
  [
    'a period on a gauge',
    CSV,
    setCell('city.sanitation.track-rate', 8, 'day'),
    /csv 3 period is set exactly for counters/,
  ],
  [
    'limits that do not rise',
    CSV,
    setCell('city.sanitation.dust-load', 12, '0.5'),
    /csv 4 limits are not strictly monotonic: yellow 0.5/,
  ],
  [
    'an id twice',
    CSV,
    setCell('city.sanitation.track-rate', 0, 'city.sanitation.dust-load'),
    /occurs twice/,
  ],
  [
    'a department that does not exist',
    CSV,
    setCell('city.sanitation.track-rate', 5, 'magic'),
    /csv 3 unknown department magic/,
  ],
  [
    'a formula on a measured indicator',
    CSV,
    setCell('city.sanitation.track-rate', 15, '1 + 1'),
    /csv 3 formula is set exactly for derived/,
  ],
  [
    'a formula with a call',
    'catalog/map.indicators.csv',
    (t) => t.replace('map.orders.signed / map.orders.reported * 100', 'max(map.orders.signed)'),
    /formula: unexpected/,
  ],
  [
    'a formula that disagrees with sim_base',
    'catalog/map.indicators.csv',
    (t) =>
      t.replace(
        'map.orders.signed / map.orders.reported * 100',
        'map.orders.signed / map.orders.reported',
      ),
    /formula gives .* not/,
  ],
  [
    'a formula over another category',
    'catalog/map.indicators.csv',
    (t) =>
      t.replace(
        'map.orders.signed / map.orders.reported * 100',
        'map.orders.signed / city.air.aqi * 100',
      ),
    /which this file does not define/,
  ],
  [
    'a scenario that is not JSON',
    'map/map-duty.json',
    (t) => t.slice(0, -10),
    /map\/map-duty.json - is not JSON/,
  ],
  [
    'a scenario with an unknown chart',
    'map/map-duty.json',
    (t) => t.replace(/"chart": "[^"]+"/, '"chart": "speedometer"'),
    /map\/map-duty.json - \/panels\/0\/chart/,
  ],
  [
    'a scenario with an unknown indicator',
    'map/map-duty.json',
    (t) => t.replace('"map.duty.presence-rate"', '"map.duty.nonsense"'),
    /unknown indicator map.duty.nonsense/,
  ],
  [
    'a composition with a panel that there is not',
    'map/map-duty.json',
    (t) => t.replace(/"panel": \d/, '"panel": 7'),
    /composition\/wide\/0 names panel 7 of 6/,
  ],
  [
    'a composition with two panels in one place',
    'city/city-air.json',
    (t) => t.replace('"at": "left-bottom"', '"at": "right-top"'),
    /composition\/wide\/1 stands at right-top again/,
  ],
  [
    'a camera over a town that there is not',
    'city/city-site.json',
    (t) => t.replace('"town": "qinglong"', '"town": "atlantis"'),
    /composition\/camera names unknown town atlantis/,
  ],
  [
    'order types that are no list',
    'catalog/map.order-types.json',
    () => '{}',
    /map.order-types.json -/,
  ],
  [
    'one town missing',
    'catalog/towns.json',
    (t) =>
      JSON.stringify(JSON.parse(t).filter(({ code }: { code: string }) => code !== 'diaozhuang')),
    /towns.json - has 7 towns instead of 8/,
  ],
])('%s is refused with file, row and reason', async (_name, file, change, expected) => {
  await edit(file, change)
  expect((await loadCatalog({ dir })).loaded).toBeNull()
  expect((await errors()).join('\n')).toMatch(expected)
})

test('two formulas that read each other are refused as a cycle', async () => {
  await edit('catalog/map.indicators.csv', (text) =>
    text
      .replace('map.orders.signed / map.orders.reported * 100', 'map.orders.clearance * 1')
      .replace('map.orders.closed / map.orders.reported * 100', 'map.orders.sign-rate * 1'),
  )
  expect((await errors()).join('\n')).toMatch(
    /formulas form a cycle: map\.orders\.\S+ -> map\.orders\.\S+ -> map/,
  )
})

const aDeploymentScenario = async (change: (s: Record<string, unknown>) => void) => {
  const scenario = JSON.parse(await readFile(join(SHIPPED_DIR, 'map/map-duty.json'), 'utf8'))
  change(scenario)
  return JSON.stringify(scenario)
}

test('a deployment adds a scenario and overrides another', async () => {
  const extraDir = await mkdtemp(join(tmpdir(), 'nzh-extra-'))
  await writeFile(
    join(extraDir, 'own.json'),
    await aDeploymentScenario((s) => {
      s['id'] = 'map-night-shift'
    }),
  )
  await writeFile(
    join(extraDir, 'over.json'),
    await aDeploymentScenario((s) => {
      s['name_en'] = 'Our duty'
    }),
  )
  const { catalog, scenarioById } = await requireCatalog({ dir, extraDir })
  expect(catalog.scenarios).toHaveLength(58)
  expect(scenarioById.get('map-duty')?.name_en).toBe('Our duty')
  expect(catalog.scenarios.findIndex((s) => s.id === 'map-duty')).toBe(4)
})

test('a broken deployment file costs only itself, and its last good version goes on', async () => {
  const extraDir = await mkdtemp(join(tmpdir(), 'nzh-extra-'))
  const file = join(extraDir, 'map-duty.json')
  await writeFile(
    file,
    await aDeploymentScenario((s) => {
      s['name_en'] = 'Our duty'
    }),
  )
  const previous = await requireCatalog({ dir, extraDir })
  await writeFile(file, '{"id": "map-duty", ')
  const { loaded, problems } = await loadCatalog({ dir, extraDir, previous })
  expect(loaded?.catalog.version).toBe(previous.catalog.version)
  expect(problems.filter((p) => p.severity === 'error').map((p) => p.file)).toEqual([
    'deployment/map-duty.json',
  ])
})

test('[S19] a catalog file that reaches into prototypes is refused and changes nothing', async () => {
  const extraDir = await mkdtemp(join(tmpdir(), 'nzh-extra-'))
  const scenario = await aDeploymentScenario(() => undefined)
  for (const poison of [
    '"__proto__":{"polluted":1}',
    '"constructor":{"prototype":{"polluted":1}}',
  ]) {
    await writeFile(join(extraDir, 'over.json'), scenario.replace('{', `{${poison},`))
    const { problems } = await loadCatalog({ dir, extraDir })
    const files = problems.filter((p) => p.severity === 'error').map((p) => p.file)
    expect(new Set(files)).toEqual(new Set(['deployment/over.json']))
  }
  await edit('catalog/city.indicators.csv', (text) => text.replace('name_en', '__proto__'))
  expect((await errors())[0]).toMatch(/city\.indicators\.csv/)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('what is generated from the catalog and the schemas is what is committed', async () => {
  for (const [path, content] of await generated()) {
    expect(await readFile(join(SHIPPED_DIR, '..', path), 'utf8'), path).toBe(content)
  }
})
