import type { lookup } from 'node:dns'
import { mkdtemp, rename, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { anArchive, aPicture, aTileServer, sendParts, type TileServer } from './testing.ts'
import { createTiles, openTiles, type Tiles } from './tiles.ts'
import { createUpstream } from './upstream.ts'

const DAY_MS = 86_400_000
const KEY = 'secret-0123456789'
const GREY = aPicture(8, () => [90, 90, 90])
const WHITE = aPicture(8, () => [255, 255, 255])
const AT = { z: 11, x: 1707, y: 829 }

const opened: { close(): Promise<void> }[] = []
const servers: TileServer[] = []
afterEach(async () => {
  for (const tiles of opened.splice(0)) await tiles.close()
  for (const server of servers.splice(0)) await server.stop()
})

type Answer = (request: IncomingMessage, response: ServerResponse, path: string) => void

async function aServer(answer: Answer): Promise<TileServer> {
  const server = await aTileServer(answer)
  servers.push(server)
  return server
}

function tilesOf(
  text: string,
  rest: Record<string, string> = {},
): Tiles & { pass(ms: number): void } {
  const setting = readConfig({ NZH_MAP_TILES: text, ...rest }).mapTiles
  if (setting === null) throw new Error('no tiles')
  let nowMs = 0
  const tiles = createTiles(setting, () => nowMs)
  opened.push(tiles)
  return {
    ...tiles,
    pass: (ms) => {
      nowMs += ms
    },
  }
}

describe('tiles by their address', () => {
  test('a tile is asked for once, however many screens want it at the same time and later', async () => {
    const server = await aServer((_request, response) => response.end(GREY))
    const tiles = tilesOf(`${server.url}/{z}/{x}/{-y}.png?tk=${KEY}`)
    const served = await Promise.all([tiles.tile(AT), tiles.tile(AT), tiles.tile(AT)])
    expect(served.map(({ type, isStale }) => [type, isStale])).toEqual(
      Array.from({ length: 3 }, () => ['image/png', false]),
    )
    expect((await tiles.tile(AT)).body.equals(GREY)).toBe(true)
    expect(server.asked).toEqual([`/11/1707/${2 ** 11 - 1 - 829}.png?tk=${KEY}`])
  })

  test('when the source is gone, what is kept is served and called stale; the rest fails with a code', async () => {
    const server = await aServer((_request, response) => response.end(GREY))
    const tiles = tilesOf(`${server.url}/{z}/{x}/{y}.png?tk=${KEY}`)
    await tiles.tile(AT)
    await server.stop()
    expect((await tiles.tile(AT)).isStale).toBe(false)
    expect((await tiles.tile(AT, true)).isStale).toBe(true)
    tiles.pass(DAY_MS + 1)
    expect(await tiles.tile(AT)).toMatchObject({ isStale: true, atMs: 0 })
    const failure = await tiles.tile({ ...AT, x: 1 }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'TILES_UNREACHABLE',
      detail: { host: new URL(server.url).host, cause: 'ECONNREFUSED' },
    })
    expect(JSON.stringify(failure) + String(failure)).not.toContain(KEY)
  })

  test('a source that gives no answer is left alone for two seconds, then asked again', async () => {
    let isUp = false
    const server = await aServer((_request, response) =>
      isUp ? response.end(GREY) : response.destroy(),
    )
    const tiles = tilesOf(`${server.url}/{z}/{x}/{y}.png`)
    for (const x of [1, 2, 3]) {
      await expect(tiles.tile({ ...AT, x })).rejects.toMatchObject({ code: 'TILES_UNREACHABLE' })
    }
    expect(server.asked.length).toBe(1)
    isUp = true
    tiles.pass(2_000)
    expect((await tiles.tile(AT)).isStale).toBe(false)
  })

  test('a tile that is not there, a page in place of a picture and a redirect each have their code', async () => {
    const server = await aServer((_request, response, path) => {
      if (path.startsWith('/1/')) response.writeHead(404).end()
      else if (path.startsWith('/2/')) response.end('{"msg":"非法Key"}')
      else if (path.startsWith('/3/')) {
        response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
      } else if (path.startsWith('/4/')) response.writeHead(403).end(GREY)
      else response.end(Buffer.alloc(5_000_000))
    })
    const tiles = tilesOf(`${server.url}/{z}/{x}/{y}`)
    const codes = await Promise.all(
      [1, 2, 3, 4, 5].map((z) =>
        tiles.tile({ z, x: 0, y: 0 }).then(
          () => 'served',
          ({ code, detail }) => `${code} ${detail.upstream ?? ''}`.trim(),
        ),
      ),
    )
    expect(codes).toEqual([
      'TILE_MISSING',
      'TILES_UNUSABLE',
      'TILES_UNREACHABLE 302',
      'TILES_UNREACHABLE 403',
      'TILES_UNUSABLE',
    ])
  })

  test('天地图 is named without a further setting; the operator has the last word', async () => {
    const url = 'https://t0.tianditu.gov.cn/vec_w/wmts?x={x}&y={y}&l={z}'
    expect(await tilesOf(url).describe()).toMatchObject({ kind: 'raster', credit: '天地图' })
    const named = tilesOf(url, {
      NZH_MAP_TILES_CREDIT: '天地图 · 常州',
      NZH_MAP_TILES_DATUM: 'gcj02',
    })
    expect(await named.describe()).toMatchObject({ credit: '天地图 · 常州', datum: 'gcj02' })
  })
})

describe('[S25] the way to the source', () => {
  const leadsTo = (...addresses: string[]) =>
    ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as unknown as typeof lookup
  const asked = { maxBytes: 1_000 }

  test('a name is judged by where it leads at that moment', async () => {
    const server = await aServer((_request, response) => response.end(GREY))
    const home = `http://map.example:${new URL(server.url).port}/`
    for (const where of [
      ['127.0.0.1'],
      ['::1'],
      ['10.0.0.1', '127.0.0.1'],
      ['169.254.169.254'],
      ['::ffff:a9fe:a9fe'],
      ['fe80::1'],
    ]) {
      const way = createUpstream(home, leadsTo(...where))
      await expect(way.get(home, asked), where.join()).rejects.toMatchObject({
        code: 'TILES_REFUSED',
        detail: { host: 'map.example' },
      })
      way.close()
    }
    expect(server.asked).toEqual([])
  })

  test('this machine is gone to when the setting itself names it, a metadata service never', async () => {
    const server = await aServer((_request, response) => response.end(GREY))
    const home = `http://localhost:${new URL(server.url).port}/`
    const way = createUpstream(home, leadsTo('127.0.0.1'))
    expect((await way.get(home, asked)).status).toBe(200)
    way.close()
    const other = createUpstream(home, leadsTo('169.254.169.254'))
    await expect(other.get(home, asked)).rejects.toMatchObject({ code: 'TILES_REFUSED' })
    other.close()
  })

  test('another host, port or protocol than the one that was set is refused', async () => {
    const server = await aServer((_request, response) => response.end(GREY))
    const other = await aServer((_request, response) => response.end(GREY))
    const way = createUpstream(server.url)
    const { port } = new URL(server.url)
    const foreign = [
      other.url,
      `https://127.0.0.1:${port}/`,
      `http://127.0.0.2:${port}/`,
      'http://169.254.169.254/latest/meta-data',
      '//169.254.169.254/',
      'file:///etc/passwd',
    ]
    for (const url of foreign) {
      await expect(way.get(url, asked), url).rejects.toMatchObject({
        code: 'TILES_REFUSED',
      })
    }
    way.close()
    expect(other.asked).toEqual([])
  })
})

describe('tiles that a document describes', () => {
  const LAYERS = [{ id: 'water' }, { id: 'transportation' }]
  const VECTOR = Buffer.from([0x1a, 0x03, 0x0a, 0x01, 0x61])

  test('TileJSON tells kind, zooms, layers and whose map it is; packed tiles are unpacked', async () => {
    const server = await aServer((_request, response, path) => {
      if (path.endsWith('.json')) {
        response.end(
          JSON.stringify({
            tilejson: '3.0.0',
            tiles: ['{z}/{x}/{y}'],
            vector_layers: LAYERS,
            minzoom: 3,
            maxzoom: 99,
            bounds: [119, 31, 121, 33],
            attribution: '<a href="x">&copy; 测绘 院</a>',
          }),
        )
      } else response.end(gzipSync(VECTOR))
    })
    const tiles = tilesOf(`${server.url}/data/v.json`)
    expect(await tiles.describe()).toEqual({
      kind: 'vector',
      datum: 'wgs84',
      minZoom: 3,
      maxZoom: 22,
      tileSize: 512,
      bounds: [119, 31, 121, 33],
      layers: ['water', 'transportation'],
      credit: '© 测绘 院',
    })
    const { type, body } = await tiles.tile(AT)
    expect([type, body]).toEqual(['application/vnd.mapbox-vector-tile', VECTOR])
    expect(server.asked.at(-1)).toBe('/data/11/1707/829')
  })

  test('a style leads to its tiles; none of its looks is taken', async () => {
    const server = await aServer((_request, response, path) => {
      const json = path.endsWith('style')
        ? { version: 8, sources: { a: { type: 'geojson' }, b: { type: 'vector', url: '/v' } } }
        : { tiles: ['/t/{z}/{x}/{y}.pbf'], scheme: 'tms' }
      if (path.startsWith('/t/')) response.end(VECTOR)
      else response.end(JSON.stringify(json))
    })
    const tiles = tilesOf(`${server.url}/style`)
    expect(await tiles.describe()).toMatchObject({ kind: 'vector', layers: null, maxZoom: 14 })
    await tiles.tile({ z: 1, x: 0, y: 0 })
    expect(server.asked).toEqual(['/style', '/v', '/t/1/0/1.pbf'])
  })

  test('a document that leads to another host, to itself for ever or to nothing is refused', async () => {
    const loop = { version: 8, sources: { a: { type: 'vector', url: '/loop' } } }
    const server = await aServer((_request, response, path) => {
      if (path === '/foreign') {
        response.end(JSON.stringify({ tiles: ['http://169.254.169.254/{z}/{x}/{y}.png'] }))
      } else if (path === '/loop') response.end(JSON.stringify(loop))
      else response.end(path === '/text' ? 'no' : '{}')
    })
    await expect(tilesOf(`${server.url}/foreign`).tile(AT)).rejects.toMatchObject({
      code: 'TILES_REFUSED',
    })
    for (const path of ['/loop', '/text', '/empty']) {
      await expect(tilesOf(`${server.url}${path}`).describe()).rejects.toMatchObject({
        code: 'TILES_UNUSABLE',
      })
    }
  })

  test('vector tiles cannot be on GCJ-02', async () => {
    const server = await aServer((_request, response) =>
      response.end(JSON.stringify({ tiles: ['/{z}/{x}/{y}.pbf'] })),
    )
    const tiles = tilesOf(`${server.url}/v.json`, { NZH_MAP_TILES_DATUM: 'gcj02' })
    await expect(tiles.describe()).rejects.toMatchObject({ code: 'TILES_UNUSABLE' })
    await expect(tiles.tile(AT)).rejects.toMatchObject({ code: 'TILES_UNUSABLE' })
  })
})

describe('tiles out of one archive', () => {
  const archive = anArchive(
    [
      { ...AT, body: GREY },
      { z: 3, x: 6, y: 3, body: WHITE },
    ],
    2,
    { attribution: '测绘院' },
  )

  test('of an archive on a host only the parts that are needed are asked for', async () => {
    const ranges: (string | undefined)[] = []
    const server = await aServer((request, response) => {
      ranges.push(request.headers.range)
      sendParts(request, response, archive)
    })
    const tiles = tilesOf(`${server.url}/city.pmtiles`)
    expect(await tiles.describe()).toEqual({
      kind: 'raster',
      datum: 'wgs84',
      minZoom: 3,
      maxZoom: 11,
      tileSize: 256,
      bounds: [119, 31, 121, 33],
      layers: null,
      credit: '测绘院',
    })
    expect((await tiles.tile(AT)).body.equals(GREY)).toBe(true)
    await expect(tiles.tile({ ...AT, x: 5 })).rejects.toMatchObject({ code: 'TILE_MISSING' })
    expect(ranges.length).toBe(3)
    expect(ranges.every((range) => /^bytes=\d+-\d+$/.test(range ?? ''))).toBe(true)
  })

  test('a host that failed once is asked again', async () => {
    let isUp = false
    const server = await aServer((request, response) =>
      isUp ? sendParts(request, response, archive) : response.destroy(),
    )
    const tiles = tilesOf(`${server.url}/city.pmtiles`)
    await expect(tiles.describe()).rejects.toMatchObject({ code: 'TILES_UNREACHABLE' })
    isUp = true
    expect((await tiles.tile(AT)).type).toBe('image/png')
  })

  test('an archive that is put in the place of a file is noticed', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'nzh-tiles-')), 'city.pmtiles')
    await writeFile(path, archive)
    const tiles = tilesOf(path)
    expect((await tiles.tile(AT)).body.equals(GREY)).toBe(true)
    await writeFile(`${path}.new`, anArchive([{ ...AT, body: WHITE }], 2, {}))
    await rename(`${path}.new`, path)
    tiles.pass(DAY_MS + 1)
    expect((await tiles.tile(AT)).body.equals(WHITE)).toBe(true)
  })

  test('a file that is missing or no archive is told at the start, with its path', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'nzh-tiles-'))
    const start = (path: string) => openTiles(readConfig({ NZH_MAP_TILES: path }).mapTiles, () => 0)
    const missing = join(dir, 'missing.pmtiles')
    await expect(start(missing)).rejects.toMatchObject({
      code: 'TILES_UNREACHABLE',
      detail: { NZH_MAP_TILES: missing, cause: 'ENOENT' },
    })
    const broken = join(dir, 'broken.pmtiles')
    for (const content of [Buffer.from('no archive'), archive.subarray(0, 140), Buffer.alloc(0)]) {
      await writeFile(broken, content)
      await expect(start(broken)).rejects.toMatchObject({ code: 'TILES_UNUSABLE' })
    }
  })
})
