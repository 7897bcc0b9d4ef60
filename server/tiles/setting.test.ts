import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../config.ts'

const KEY = 'secret-0123456789'
const tilesOf = (tiles: string, rest: Record<string, string> = {}) =>
  readConfig({ NZH_MAP_TILES: tiles, ...rest }, '/srv').mapTiles
const problemsOf = (tiles: string, rest: Record<string, string> = {}): readonly string[] => {
  try {
    tilesOf(tiles, rest)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)]
  }
}

const TIANDITU =
  'https://t0.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default' +
  `&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${KEY}`

test('each form of the setting is told from the others', () => {
  expect(tilesOf('https://map.example/{z}/{x}/{y}.png')).toEqual({
    address: {
      kind: 'template',
      template: 'https://map.example/{z}/{x}/{y}.png',
      format: 'raster',
    },
    datum: 'wgs84',
    credit: null,
  })
  const addressOf = (tiles: string) => tilesOf(tiles)?.address
  expect(addressOf(TIANDITU)).toMatchObject({ kind: 'template', format: 'raster' })
  expect(addressOf('https://map.example/v/{z}/{x}/{y}.pbf?tk=1')).toMatchObject({
    format: 'vector',
  })
  expect(addressOf('https://map.example/tiles.json')).toMatchObject({ kind: 'document' })
  expect(addressOf('http://10.1.2.3:8080/styles/base')).toMatchObject({ kind: 'document' })
  expect(addressOf('https://map.example/city.pmtiles?sig=1')).toMatchObject({ kind: 'archive' })
  expect(addressOf('maps/city.pmtiles')).toEqual({
    kind: 'archive-file',
    path: '/srv/maps/city.pmtiles',
  })
  expect(readConfig({}).mapTiles).toBeNull()
})

test('the names that WMTS gives to the numbers of a tile are understood', () => {
  const wmts = 'https://map.example/wmts/{TileMatrix}/{TileRow}/{TileCol}.png'
  expect(tilesOf(wmts)?.address).toMatchObject({
    template: 'https://map.example/wmts/{z}/{y}/{x}.png',
  })
})

test('the datum is read beside it; CGCS2000 counts as WGS 84', () => {
  const tiles = 'https://map.example/{z}/{x}/{y}.png'
  const datumOf = (datum: string) => tilesOf(tiles, { NZH_MAP_TILES_DATUM: datum })?.datum
  expect(datumOf('cgcs2000')).toBe('wgs84')
  expect(datumOf('GCJ02')).toBe('gcj02')
  expect(problemsOf(tiles, { NZH_MAP_TILES_DATUM: 'bd09' })).toEqual([
    'NZH_MAP_TILES_DATUM=bd09: must be one of wgs84, cgcs2000, gcj02',
  ])
  expect(
    problemsOf('https://map.example/{z}/{x}/{y}.pbf', { NZH_MAP_TILES_DATUM: 'gcj02' }),
  ).toEqual([expect.stringContaining('not vector tiles')])
})

test('what cannot be tiles is refused with the reason', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['tiles', /neither an http\(s\) address nor the path/],
    ['ftp://map.example/{z}/{x}/{y}', /must be an http or https address/],
    ['file:///etc/passwd', /must be an http or https address/],
    ['https://', /cannot be read/],
    ['https://map.example/{z}/{x}.png', /\{z\}, \{x\} and \{y\} once each/],
    ['https://map.example/{z}/{x}/{y}/{x}.png', /once each/],
    ['https://t{s}.tianditu.gov.cn/{z}/{x}/{y}', /name one host/],
    ['https://{x}.example/{z}/{x}/{y}', /once each|one host/],
    ['https://{x}.example/{z}/{y}', /one host/],
    ['https://map.example/{z}/{x}/{y}?k={key}', /placeholder other than/],
    ['https://map.example/12/3/4.png', /address of a single tile/],
    ['https://u:p@map.example/{z}/{x}/{y}', /user name or password/],
    ['http://169.254.169.254/{z}/{x}/{y}', /metadata/],
    ['http://[::ffff:a9fe:a9fe]/{z}/{x}/{y}', /metadata/],
    ['http://2852039166/{z}/{x}/{y}', /metadata/],
    [TIANDITU.replace('vec_w', 'vec_c').replace('SET=w', 'SET=c'), /matrix in degrees/],
  ]
  for (const [tiles, reason] of cases) {
    expect(problemsOf(tiles), tiles).toEqual([expect.stringMatching(reason)])
  }
})

test('no complaint tells the address, which may hold a key', () => {
  for (const tiles of [`${TIANDITU}&again={z}`, `ftp://x/${KEY}`, `https://${KEY}:p@x/`]) {
    const [problem = ''] = problemsOf(tiles)
    expect(problem).toContain('TILES_SETTING')
    expect(problem).not.toContain(KEY)
  }
})
