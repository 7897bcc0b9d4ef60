import { beforeAll, expect, test } from 'vitest'
import { requireCatalog } from '../../scenarios/load.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import { CityTally } from './city-tally.ts'
import { anAlarm, anOrder, aValue, FakeCity } from './testing.ts'
import { selectionOf, selectionPrint } from './topics.ts'

const names = new FakeCity()
let loaded: LoadedCatalog

beforeAll(async () => {
  loaded = await requireCatalog()
})

const select = (topic: string) => selectionOf(topic, loaded, names)

test('every scenario, category and indicator of the catalog is a topic', () => {
  for (const { id } of loaded.catalog.scenarios) expect(select(`scenario:${id}`)).not.toBeNull()
  for (const { id } of loaded.catalog.categories) expect(select(`category:${id}`)).not.toBeNull()
  for (const { id } of loaded.catalog.indicators) expect(select(`indicator:${id}`)).not.toBeNull()
  for (const topic of ['city', 'orders', 'alarms', 'wall:main', 'room:main']) {
    expect(select(topic)).not.toBeNull()
  }
})

test('a scenario carries each indicator that it shows, at all places', () => {
  for (const scenario of loaded.catalog.scenarios) {
    const everywhere = select(`scenario:${scenario.id}`)?.everywhere ?? new Set()
    const bound = scenario.layers.map((layer) => layer.binds)
    const shown = [...scenario.headline, ...scenario.panels.flatMap((panel) => panel.indicators)]
    for (const id of shown) expect(everywhere).toContain(id)
    for (const id of bound) if (loaded.indicatorById.has(id)) expect(everywhere).toContain(id)
    for (const id of everywhere) expect([...shown, ...bound]).toContain(id)
  }
})

test('a scenario carries the orders of its types and the alarms of its rules, and no others', () => {
  const scenario = loaded.catalog.scenarios.find(
    (s) =>
      s.alarms.length > 0 &&
      s.order_types.length > 0 &&
      !s.layers.some(({ binds }) => binds === 'orders:all'),
  )
  if (scenario === undefined) throw new Error('no such scenario in the catalog')
  const selection = select(`scenario:${scenario.id}`)
  const [rule] = scenario.alarms
  expect(selection?.orders(anOrder({ type: scenario.order_types[0] ?? '' }))).toBe(true)
  expect(selection?.orders(anOrder({ type: 'no.such' }))).toBe(false)
  expect(selection?.alarms(anAlarm({ indicator: rule?.indicator ?? '' }))).toBe(true)
  expect(selection?.alarms(anAlarm({ indicator: 'none', scenario: 'none' }))).toBe(false)
})

test('where a layer shows all orders, the scenario carries all of them', () => {
  const scenario = loaded.catalog.scenarios.find((s) =>
    s.layers.some(({ binds }) => binds === 'orders:all'),
  )
  const selection = select(`scenario:${scenario?.id}`)
  expect(selection?.orders(anOrder({ type: 'any.type' }))).toBe(true)
})

test('the city line carries its vitals at the district, every alarm and the counts', () => {
  const city = select('city')
  expect(city?.city).toBe(true)
  expect([...(city?.district ?? [])].some((id) => id.startsWith('map.vitals.'))).toBe(true)
  expect(city?.everywhere.size).toBe(0)
  expect(city?.alarms(anAlarm({ category: 'society' }))).toBe(true)
})

test('another word in a title changes no topic, another indicator does', () => {
  const [first, ...rest] = loaded.catalog.scenarios
  if (first === undefined) throw new Error('no scenario in the catalog')
  const changed = (fields: object): LoadedCatalog => ({
    ...loaded,
    catalog: { ...loaded.catalog, scenarios: [{ ...first, ...fields }, ...rest] },
  })
  expect(selectionPrint(changed({ name_zh: '别的名字' }))).toBe(selectionPrint(loaded))
  expect(selectionPrint(changed({ headline: [] }))).not.toBe(selectionPrint(loaded))
})

test('the state line counts freshness and names the worst alarm that nobody shelved', () => {
  const { live } = new FakeCity()
  const tally = new CityTally(['a', 'b', 'c'], live)
  tally.take(aValue({ indicator: 'a', quality: 'simulated' }))
  tally.take(aValue({ indicator: 'b', status: 'stale' }))
  tally.take(aValue({ indicator: 'b', place: 'chashan', status: 'missing' }))
  tally.take(aValue({ indicator: 'unheard-of' }))
  const state = tally.state([
    anAlarm({ id: '1', category: 'city', level: 'yellow' }),
    anAlarm({ id: '2', category: 'city', level: 'red', state: 'shelved' }),
    anAlarm({ id: '3', category: 'safety', level: 'orange', state: 'acknowledged' }),
  ])
  expect(state).toEqual({
    worst: { map: null, economy: null, city: 'yellow', safety: 'orange', society: null },
    alarms: { blue: 0, yellow: 1, orange: 1, red: 1 },
    freshness: { fresh: 1, stale: 1, missing: 1, total: 3 },
    simulated: 1,
  })
})
