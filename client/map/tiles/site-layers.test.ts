import { expect, test } from 'vitest'
import type { TileSet } from '../../../protocol/geo/tile-set.ts'
import { DAY, NIGHT } from '../../ui/theme.ts'
import { baseStyle, GROUND_BEFORE, LINES_BEFORE } from '../base-style.ts'
import { rgba } from '../color.ts'
import { shippedGeo } from '../test-world.ts'
import { PICTURE_RANGE, surfaces } from './looks.ts'
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

const linear = (share: number): number =>
  share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
const luminance = ([r, g, b]: readonly number[]): number =>
  0.2126 * linear((r ?? 0) / 255) +
  0.7152 * linear((g ?? 0) / 255) +
  0.0722 * linear((b ?? 0) / 255)
const contrast = (a: readonly number[], b: readonly number[]): number => {
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

test('the quietest text keeps its contrast on whatever a picture shows and on every surface, by night and by day', () => {
  for (const theme of [NIGHT, DAY]) {
    const picture = PICTURE_RANGE[theme.name].map((share) => [
      share * 255,
      share * 255,
      share * 255,
    ])
    const { water, building } = surfaces(theme)
    for (const ground of [...picture, water, building]) {
      expect(contrast(rgba(theme.inkQuiet), ground), `${theme.name} ${ground}`).toBeGreaterThan(4.5)
    }
    const [layer] = siteLayers(SET, theme, 1) ?? []
    expect(layer).toMatchObject({
      type: 'raster',
      paint: {
        'raster-brightness-min': PICTURE_RANGE[theme.name][0],
        'raster-brightness-max': PICTURE_RANGE[theme.name][1],
      },
    })
  }
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
