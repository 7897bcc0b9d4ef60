import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GRAINS } from '../../../protocol/indicator/definition.ts'
import type { Order } from '../../../protocol/order/order.ts'
import { LAYERS, type LayerKind, type ScenarioLayer } from '../../../protocol/scenario/scenario.ts'
import { parseAssets } from '../assets.ts'
import { distanceM } from '../geometry.ts'
import { marksOf, type World } from '../marks.ts'
import { aDefinition, aPlace, aReading, aStage, aWorld, shippedGeo } from '../test-world.ts'
import { layerStrengths, planLayer } from './build.ts'
import type { Drawing, LayerPlan } from './plan.ts'

const geo = shippedGeo()
const stage = aStage(geo)
const FILES = import.meta.glob<{ layers: ScenarioLayer[] }>('../../../scenarios/*/*-*.json', {
  import: 'default',
  eager: true,
})
const scenarios = Object.values(FILES).filter((file) => Array.isArray(file.layers))
const layers = scenarios.flatMap((file) => file.layers)

const POINTS = Array.from({ length: 14 }, (_, i) => geo.communities[i * 8]?.label ?? geo.center)
const PLACES = [
  'district',
  ...geo.towns.map(({ code }) => code),
  'tnedz',
  ...geo.communities.slice(0, 20).map(({ code }) => `grid:${code}`),
  ...geo.roads.slice(0, 6).map(({ id }) => `road:${id}`),
  ...POINTS.map((_, i) => `point:p${i}`),
  ...POINTS.map((_, i) => `enterprise:e${i}`),
  'point:nowhere',
]
const places = new Map(
  POINTS.flatMap((at, i) => [aPlace(`point:p${i}`, at), aPlace(`enterprise:e${i}`, at)]).map(
    (p) => [p.id, p],
  ),
)
const anOrder = (id: string, type: string): Order => ({
  id,
  rev: 1,
  type,
  title: '占道经营',
  description: '',
  state: 'dispatched',
  place: 'point:p1',
  town: 'chashan',
  position: id.endsWith('0') ? null : geo.center,
  address: '',
  severity: 3,
  department: 'cg',
  channel: 'app',
  externalId: null,
  alarmId: null,
  simulated: true,
  createdAt: '2026-11-23T07:40:00Z',
  changedAt: '2026-11-23T07:40:00Z',
})
const RING = geo.towns[0]?.polygon ?? []
const ASSETS = parseAssets({
  rows: [
    { id: 'a', name: '一号', position: geo.center, polygon: RING, value: 4 },
    { id: 'b', position: geo.center, path: geo.roads[0]?.path, timesS: [0, 5, 9], loopS: 60 },
    { id: 'c', from: [113.3, 23.1], to: geo.center, value: 1e308 },
  ],
})

/** Numbers in every row of a drawing, with the way to each, so that a bad one is named. */
function badNumbers(drawing: Drawing): string[] {
  const bad: string[] = []
  const walk = (value: unknown, way: string): void => {
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) bad.push(`${way}=${value}`)
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) walk(item, `${way}[${i}]`)
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      for (const [key, item] of Object.entries(value))
        if (key !== 'mark') walk(item, `${way}.${key}`)
    }
  }
  walk(drawing, '')
  return bad
}

const values = fc.array(
  fc.oneof(
    fc.constant(null),
    fc.constantFrom(0, 1e308, -1e308, 1e-300),
    fc.double({ noNaN: true, min: -1e4, max: 1e4 }),
  ),
  { minLength: PLACES.length, maxLength: PLACES.length },
)

test('the scenario files are all here, with every layer kind among them', () => {
  expect(scenarios).toHaveLength(57)
  expect(new Set(layers.map(({ layer }) => layer)).size).toBe(LAYERS.length)
})

function planAll(worldOf: (layer: ScenarioLayer) => World): LayerPlan[] {
  return layers.map((layer) =>
    planLayer({ layer, set: marksOf(layer.binds, worldOf(layer)), stage }),
  )
}

test('each layer of the 57 scenarios draws finite numbers whatever its values are, at every grain', () => {
  fc.assert(
    fc.property(values, fc.constantFrom(...GRAINS), (list, grain) => {
      const plans = planAll((layer) =>
        aWorld(
          geo,
          PLACES.map((place, i) => aReading(layer.binds, place, list[i] ?? null)),
          {
            places,
            indicators: new Map([[layer.binds, aDefinition(layer.binds, grain, i(layer))]]),
            orders: new Map(
              ['o0', 'o1', 'o2'].map((id) => [id, anOrder(id, layer.binds.replace('orders:', ''))]),
            ),
            assets: new Map([[layer.binds.slice(7), { state: 'loaded', rows: ASSETS }]]),
          },
        ),
      )
      for (const plan of plans) expect(badNumbers(plan.drawing)).toEqual([])
    }),
    { numRuns: 6 },
  )
  function i(layer: ScenarioLayer) {
    return (['sum', 'max', 'mean'] as const)[layer.binds.length % 3] ?? 'sum'
  }
}, 60_000)

test('without any data each layer is empty and its legend says so', () => {
  const plans = planAll((layer) =>
    aWorld(geo, [], { indicators: new Map([[layer.binds, aDefinition(layer.binds, 'point')]]) }),
  )
  for (const [index, plan] of plans.entries()) {
    const binds = layers[index]?.binds ?? ''
    expect(plan.legend.note).toBe(
      binds.startsWith('assets:') ? 'loading' : binds.startsWith('orders:') ? 'no-orders' : 'empty',
    )
    const drawn = Object.values(plan.drawing).flatMap((rows) => (Array.isArray(rows) ? rows : []))
    expect(drawn).toEqual([])
  }
})

test('a missing asset table gives an empty layer with a note, not an error', () => {
  const layer = aLayer('icons', 'assets:unheard-of')
  const world = aWorld(geo, [], { assets: new Map([['unheard-of', { state: 'missing' }]]) })
  const plan = planLayer({ layer, set: marksOf(layer.binds, world), stage })
  expect(plan.legend.note).toBe('no-table')
  expect(plan.drawing.icons).toEqual([])
})

const aLayer = (kind: LayerKind, binds: string): ScenarioLayer => ({
  layer: kind,
  binds,
  label_zh: '图层',
  label_en: 'Layer',
})

test.each(LAYERS)(
  'a value known only for the district is never spread over the map by %s',
  (kind) => {
    const layer = aLayer(kind, 'city.x')
    const world = aWorld(geo, [aReading('city.x', 'district', 42)], {
      indicators: new Map([['city.x', aDefinition('city.x', 'district', 'none')]]),
    })
    const { legend, drawing } = planLayer({ layer, set: marksOf('city.x', world), stage })
    expect(legend).toMatchObject({ note: 'district-only', district: '42.0 cm', drawn: 0 })
    expect(Object.values(drawing).flatMap((rows) => (Array.isArray(rows) ? rows : []))).toEqual([])
  },
)

test('a place without a value stays hollow', () => {
  const layer = aLayer('points', 'city.x')
  const world = aWorld(
    geo,
    [aReading('city.x', 'point:p0', null), aReading('city.x', 'point:p5', 3)],
    { places, indicators: new Map([['city.x', aDefinition('city.x', 'point')]]) },
  )
  const plan = planLayer({ layer, set: marksOf('city.x', world), stage })
  const missing = plan.drawing.dots?.find(({ mark }) => mark?.value === null)
  expect(missing?.fill[3]).toBe(0)
  expect(missing?.line[3]).toBeGreaterThan(0)
  expect(plan.legend.missing).toBe(1)
})

test('only a thing in a level carries the level’s colour, as a ring and never as its fill', () => {
  const layer = aLayer('points', 'city.x')
  const world = aWorld(
    geo,
    [aReading('city.x', 'point:p0', 9, { level: 'red' }), aReading('city.x', 'point:p5', 3)],
    { places, indicators: new Map([['city.x', aDefinition('city.x', 'point')]]) },
  )
  const dots = planLayer({ layer, set: marksOf('city.x', world), stage }).drawing.dots ?? []
  const red = [229, 72, 77]
  expect(dots.filter(({ line }) => line.slice(0, 3).join() === red.join())).toHaveLength(1)
  expect(dots.filter(({ fill }) => fill.slice(0, 3).join() === red.join())).toEqual([])
})

test('the zone that overlaps two towns is not drawn beside them', () => {
  const layer = aLayer('choropleth-town', 'city.x')
  const world = aWorld(geo, [aReading('city.x', 'tnedz', 9), aReading('city.x', 'chashan', 3)], {
    indicators: new Map([['city.x', aDefinition('city.x', 'town')]]),
  })
  expect(marksOf('city.x', world).towns.map(({ id }) => id)).toEqual(['chashan'])
  expect(planLayer({ layer, set: marksOf('city.x', world), stage }).legend.drawn).toBe(1)
})

test('a station colours its own river and leaves a far one neutral', () => {
  const river = geo.rivers.find(({ id }) => id === 'beitanghe')
  const at = river?.path[4] ?? geo.center
  const layer = aLayer('paths', 'city.river.nh3n')
  const world = aWorld(geo, [aReading('city.river.nh3n', 'point:s', 0.4)], {
    places: new Map([['point:s', aPlace('point:s', at)]]),
    indicators: new Map([['city.river.nh3n', aDefinition('city.river.nh3n', 'point', 'mean')]]),
  })
  const lines = planLayer({ layer, set: marksOf(layer.binds, world), stage }).drawing.lines ?? []
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.flatMap(({ path }) => path)).not.toContainEqual(
    geo.rivers.find(({ id }) => id === 'xingouhe')?.path[0],
  )
})

test('of several covering layers one leads, and ground steps back under columns', () => {
  expect(layerStrengths(['points', 'heatmap', 'choropleth-town', 'hexbin'])).toEqual([
    1, 0.6, 0.4, 1,
  ])
  expect(layerStrengths(['choropleth-town', 'icons'])).toEqual([1, 1])
})

test('differences below an indicator’s precision do not become differences in colour', () => {
  const layer = aLayer('choropleth-town', 'city.x')
  const readings = geo.towns.map(({ code }, i) => aReading('city.x', code, 97.1 + i * 0.001))
  const world = aWorld(geo, readings, {
    indicators: new Map([['city.x', aDefinition('city.x', 'town', 'mean')]]),
  })
  const areas = planLayer({ layer, set: marksOf('city.x', world), stage }).drawing.areas ?? []
  expect(new Set(areas.map(({ fill }) => fill.join())).size).toBe(1)
})

test('a link to a far city is drawn to the horizon in its direction, named at that end, never off the wall', () => {
  const layer = aLayer('arcs', 'assets:partner')
  const rows = parseAssets([
    { id: 'sh', name: '上海', from: geo.seat, to: [121.47, 31.23], value: 3 },
  ])
  const world = aWorld(geo, [], { assets: new Map([['partner', { state: 'loaded', rows }]]) })
  const plan = planLayer({ layer, set: marksOf(layer.binds, world), stage })
  const [arc] = plan.drawing.arcs ?? []
  expect(arc?.from).toEqual(geo.seat)
  expect(distanceM(geo.seat, arc?.to ?? geo.seat)).toBeLessThan(12_000)
  expect(plan.callouts[0]).toMatchObject({ title: '上海', position: arc?.to })
})
