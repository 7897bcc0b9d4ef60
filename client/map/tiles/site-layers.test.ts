import { expect, test } from 'vitest'
import type { TileSet } from '../../../protocol/geo/tile-set.ts'
import { DAY, NIGHT } from '../../ui/theme.ts'
import { baseStyle, GROUND_BEFORE, LINES_BEFORE } from '../base-style.ts'
import { shippedGeo } from '../test-world.ts'
import { isDoubled, SITE_BEFORE, siteLayers, siteSource } from './site-layers.ts'

const SET: TileSet = {
  kind: 'raster',
  datum: 'wgs84',
  minZoom: 0,
  maxZoom: 18,
  tileSize: 256,
  bounds: [119, 31, 121, 33],
  layers: null,
  credit: null,
}
const idsOf = (set: TileSet) => siteLayers(set, NIGHT, 1)?.map(({ id }) => id) ?? null

test('the site’s ground lies above the plate and below everything that a scenario draws', () => {
  const order = baseStyle(shippedGeo(), NIGHT, 1).layers.map(({ id }) => id)
  const at = order.indexOf(SITE_BEFORE)
  expect(order.slice(0, at)).toContain('plate')
  expect(order.indexOf(GROUND_BEFORE)).toBeGreaterThan(at)
  expect(order.indexOf(LINES_BEFORE)).toBeGreaterThan(at)
})

test('waters, roads and their names step back for the site’s own; boundaries and towns stay', () => {
  const order = baseStyle(shippedGeo(), NIGHT, 1).layers.map(({ id }) => id)
  const kept = order.filter((id) => !isDoubled(id))
  expect(kept).toEqual(
    expect.arrayContaining(['towns-line', 'district-rim', 'labels-town', 'counts', 'mask']),
  )
  expect(kept.filter((id) => /river|road|rail|metro|labels-line/.test(id))).toEqual([])
})

test('pictures lose their colours and are dark at night, light by day', () => {
  const brightest = (theme: typeof NIGHT) => {
    const [layer] = siteLayers(SET, theme, 1) ?? []
    return layer?.type === 'raster' ? layer.paint : undefined
  }
  expect(brightest(NIGHT)?.['raster-brightness-max']).toBeLessThan(0.3)
  expect(brightest(DAY)?.['raster-brightness-min']).toBeGreaterThan(0.5)
  expect(brightest(NIGHT)?.['raster-saturation']).toBeLessThan(-0.9)
})

test('of vector tiles waters, buildings and roads are drawn, whichever common schema names them', () => {
  const drawn = (...layers: string[]) => idsOf({ ...SET, kind: 'vector', layers })
  expect(drawn('water', 'transportation', 'boundary', 'place')).toEqual([
    'site-water-water',
    'site-waterway-water',
    'site-rail-transportation',
    'site-street-transportation',
    'site-arterial-transportation',
    'site-fast-transportation',
    'site-mask',
  ])
  expect(drawn('ocean', 'streets', 'buildings')).toContain('site-building-buildings')
  expect(drawn('boundary', 'place')).toBeNull()
})

test('tiles are asked for within their zooms and bounds, on their own datum', () => {
  expect(siteSource({ ...SET, datum: 'gcj02', minZoom: 3 })).toEqual({
    type: 'raster',
    tiles: ['site-tiles://gcj02/{z}/{x}/{y}'],
    tileSize: 256,
    minzoom: 3,
    maxzoom: 18,
    bounds: [119, 31, 121, 33],
  })
})
