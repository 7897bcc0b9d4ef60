import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp, type TestApp } from '../testing/an-app.ts'
import { aPicture, aTileServer, type TileServer } from '../tiles/testing.ts'
import { createTiles, type Tiles } from '../tiles/tiles.ts'
import { mapTileRoutes } from './map-tiles.ts'

const GREY = aPicture(8, () => [90, 90, 90])
const KEY = 'secret-0123456789'

let source: TileServer
let tiles: Tiles
let server: TestApp
let headers: Record<string, string>
let nowMs = Date.UTC(2024, 5, 7)

beforeAll(async () => {
  source = await aTileServer((_request, response) => response.end(GREY))
  const { mapTiles } = readConfig({ NZH_MAP_TILES: `${source.url}/{z}/{x}/{y}?tk=${KEY}` })
  if (mapTiles === null) throw new Error('no tiles')
  tiles = createTiles(mapTiles, () => nowMs)
  server = await anApp(createMemoryStore(), {
    api: async (api) => {
      await api.register(mapTileRoutes, { tiles })
    },
  })
  headers = await server.signIn('operator')
})
afterAll(async () => {
  await tiles.close()
  await source.stop()
})

const get = (url: string, given = headers) =>
  server.app.inject({ url: `/api/v1/map/tiles${url}`, headers: given })

test('a screen learns what there is and gets a tile from our own origin, without the key', async () => {
  const about = await get('')
  expect(about.json()).toMatchObject({ kind: 'raster', datum: 'wgs84', maxZoom: 18 })
  const tile = await get('/11/1707/829')
  expect(tile.statusCode).toBe(200)
  expect(tile.headers['content-type']).toBe('image/png')
  expect(tile.headers['x-tile-stale-since']).toBeUndefined()
  expect(tile.rawPayload.equals(GREY)).toBe(true)
  expect(about.body + JSON.stringify(tile.headers)).not.toContain(KEY)
})

test('numbers that name no tile are refused before anybody is asked', async () => {
  const before = source.asked.length
  for (const url of ['/1/2/0', '/1/0/2', '/23/0/0']) {
    expect((await get(url)).json(), url).toMatchObject({ code: 'TILE_MISSING' })
  }
  for (const url of ['/01/0/0', '/-1/0/0', '/1.5/0/0', '/a/0/0', '/1/..%2f/0']) {
    expect((await get(url)).statusCode, url).toBe(400)
  }
  expect(source.asked.length).toBe(before)
})

test('nobody reads them without having signed in', async () => {
  expect((await get('', {})).statusCode).toBe(401)
  expect((await get('/11/1707/829', {})).statusCode).toBe(401)
})

test('a stale tile says since when; a failure has its code and tells no key', async () => {
  await source.stop()
  nowMs += 90_000_000
  const stale = await get('/11/1707/829')
  expect(stale.statusCode).toBe(200)
  expect(stale.headers['x-tile-stale-since']).toBe('2024-06-07T00:00:00.000Z')
  expect(stale.headers['cache-control']).toBe('no-store')
  const failed = await get('/11/1/1')
  expect(failed.statusCode).toBe(502)
  expect(failed.json()).toMatchObject({ code: 'TILES_UNREACHABLE', retry: true })
  expect(failed.body).not.toContain(KEY)
})

test('a deployment without tiles says so', async () => {
  const none = await anApp(createMemoryStore(), {
    api: async (api) => {
      await api.register(mapTileRoutes, { tiles: null })
    },
  })
  const reply = await none.app.inject({
    url: '/api/v1/map/tiles',
    headers: await none.signIn('operator'),
  })
  expect(reply.statusCode).toBe(404)
  expect(reply.json().code).toBe('TILES_NOT_SET')
})
