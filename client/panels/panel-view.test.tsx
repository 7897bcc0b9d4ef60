import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { Panel, Scenario } from '../../protocol/scenario/scenario.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { applyCatalog, catalogStore } from '../stores/catalog.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { PanelView } from './panel-view.tsx'

const definition = (id: string, more: Partial<IndicatorDefinition> = {}): IndicatorDefinition => ({
  id,
  category: 'city',
  name_zh: '积水点',
  name_en: 'ponds',
  unit: '处',
  unit_en: '',
  department: 'urban',
  cadence: 'day',
  kind: 'gauge',
  period: null,
  precision: 0,
  direction: 'lower_better',
  warn_blue: null,
  warn_yellow: null,
  warn_orange: null,
  warn_red: null,
  formula: null,
  grain: 'town',
  aggregate: 'sum',
  sim_model: 'event',
  sim_base: 3,
  sim_amplitude: 5,
  sim_noise: 0,
  source: 'practice',
  ...more,
})

const panel = (more: Partial<Panel> = {}): Panel => ({
  title_zh: '镇街积水点',
  title_en: 'Ponds by town',
  chart: 'horizontal-rank',
  indicators: ['city.drain.ponds'],
  by: 'town',
  window: '24h',
  ...more,
})

const scenario: Scenario = {
  id: 'city-drainage',
  category: 'city',
  name_zh: '排水',
  name_en: 'Drainage',
  lead: 'urban',
  departments: ['urban'],
  question_zh: '?',
  question_en: '?',
  audience: ['wall'],
  headline: ['city.drain.ponds', 'city.drain.ponds', 'city.drain.ponds'],
  panels: [panel(), panel(), panel(), panel()],
  layers: [{ layer: 'points', binds: 'orders:all', label_zh: 'x', label_en: 'x' }],
  order_types: [],
  alarms: [],
  drilldown: 'x',
  normal_vs_emergency: 'x',
}

const town = (code: string, name: string) => ({
  code,
  adcode: null,
  name_zh: name,
  name_en: code,
  kind: 'subdistrict' as const,
  centroid: [120, 31.8] as [number, number],
  area_km2: 1,
  partition_area_km2: 1,
  population_10k: 1,
  communities: [],
})

const reading = (place: string, value: number | null): [string, WireReading] => [
  valueKey('city.drain.ponds', place),
  {
    indicator: 'city.drain.ponds',
    place,
    value,
    at: new Date().toISOString(),
    quality: 'simulated',
    level: null,
    status: value === null ? 'missing' : 'fresh',
  },
]

const frames = async (): Promise<void> => {
  await act(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60))
  })
}

beforeEach(() => {
  vi.stubGlobal('fetch', async () => new Response('{"series":[]}'))
  applyCatalog({
    version: '1',
    categories: [],
    departments: [],
    towns: [town('chashan', '茶山街道'), town('lanling', '兰陵街道')],
    indicators: [definition('city.drain.ponds')],
    scenarios: [],
    orderTypes: [],
  })
  indicatorStore.setState({ version: 0, values: new Map(), placesOf: new Map() })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('a panel names itself, of when its numbers are and their unit, and lists every town with the missing one as a dash', async () => {
  indicatorStore.setState({
    version: 1,
    values: new Map([reading('chashan', 12), reading('lanling', null)]),
    placesOf: new Map([['city.drain.ponds', ['chashan', 'lanling']]]),
  })
  const { container } = render(<PanelView panel={panel()} scenario={scenario} index={3} />)
  await frames()
  expect(screen.getByRole('region', { name: '镇街积水点' }).dataset['panel']).toBe('3')
  expect(container.textContent).toContain('现值 · 处')
  const rows = [...container.querySelectorAll('.rank-row')].map((row) => row.textContent)
  expect(rows).toEqual(['茶山12', '兰陵—'])
})

test('a panel without data says why, with how often the indicator comes', async () => {
  indicatorStore.setState({ version: 1, values: new Map(), placesOf: new Map() })
  const { container } = render(<PanelView panel={panel()} scenario={scenario} index={0} />)
  await frames()
  expect(container.querySelector('.panel-state')?.textContent).toBe('尚无数据 · 该指标每日更新')
})

test('a panel of an indicator known for the district only says so when it is asked by town', async () => {
  catalogStore.setState({
    indicators: new Map([
      [
        'city.drain.ponds',
        definition('city.drain.ponds', { grain: 'district', aggregate: 'none' }),
      ],
    ]),
  })
  indicatorStore.setState({ version: 1, values: new Map(), placesOf: new Map() })
  const { container } = render(<PanelView panel={panel()} scenario={scenario} index={0} />)
  await frames()
  expect(container.querySelector('.panel-state')?.textContent).toContain('只有全区数据')
})

test('before anything came the panel is loading, and a live value fills it', async () => {
  const { container } = render(<PanelView panel={panel()} scenario={scenario} index={0} />)
  await frames()
  expect(container.querySelector('[data-state]')?.getAttribute('data-state')).toBe('loading')
  act(() =>
    indicatorStore.setState({
      version: 1,
      values: new Map([reading('chashan', 7)]),
      placesOf: new Map([['city.drain.ponds', ['chashan']]]),
    }),
  )
  await frames()
  expect(container.querySelector('.rank-row')?.textContent).toBe('茶山7')
})

test('the past that cannot be fetched is said, with a way to try again', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 503 }))
  indicatorStore.setState({ version: 1, values: new Map(), placesOf: new Map() })
  const line = panel({ chart: 'line', by: 'time' })
  const { container } = render(<PanelView panel={line} scenario={scenario} index={0} />)
  await frames()
  await frames()
  expect(container.querySelector('[role="alert"]')?.textContent).toContain('立即重试')
})

test('the numbers behind the picture are there on request', async () => {
  indicatorStore.setState({
    version: 1,
    values: new Map([reading('chashan', 12)]),
    placesOf: new Map([['city.drain.ponds', ['chashan']]]),
  })
  const { container } = render(<PanelView panel={panel()} scenario={scenario} index={0} />)
  await frames()
  act(() => screen.getByRole('button', { name: '表' }).click())
  const cells = [...container.querySelectorAll('.data-table tbody tr')].map(
    (row) => row.textContent,
  )
  expect(cells).toEqual(['茶山12', '兰陵—'])
})
