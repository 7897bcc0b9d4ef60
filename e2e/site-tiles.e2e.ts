import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mercator, unmercator } from '../client/map/geometry.ts'
import { surfaces } from '../client/map/tiles/looks.ts'
import { NIGHT } from '../client/ui/theme.ts'
import { toGcj02 } from '../protocol/geo/gcj02.ts'
import {
  aFullTile,
  anArchive,
  aPicture,
  aTileServer,
  type TileServer,
} from '../server/tiles/testing.ts'
import { postAs, postReadings, signIn } from './api.ts'
import { launchBrowser, openPage, waitForWall } from './browser.ts'
import { freePort, startServer, type TestServer } from './server.ts'
import { measurePixels } from './wall-check/pixels.ts'

const SIZE = { width: 1280, height: 720, still: true }
/** A place in the district, on WGS 84, that the tiles mark white on red within this distance. */
const MARK = [119.99, 31.79] as const
const MARK_M = 300
const ZOOM = 14
const METERS_PER_DEGREE = 111_195
const PM25 = 'city.air.pm25'
const PICTURES = process.env['NZH_E2E_PICTURES']

type Datum = 'wgs84' | 'gcj02'
type Rgb = readonly [number, number, number]

/** The purest red and a white: what a wall must never show, and what it must not be blinded by. */
const [RED, WHITE]: readonly [Rgb, Rgb] = [
  [235, 15, 15],
  [255, 255, 255],
]
const PLAIN = aPicture(256, () => RED)

/** A tile as a map on that datum would show it: the mark stands where that datum puts it. */
function tileOf(datum: Datum, z: number, x: number, y: number): Buffer {
  const mark = datum === 'gcj02' ? toGcj02(MARK) : MARK
  const [east, south] = mercator(mark).map((each) => each * 2 ** z) as [number, number]
  if (Math.abs(east - x - 0.5) > 2 || Math.abs(south - y - 0.5) > 2) return PLAIN
  const lonScale = METERS_PER_DEGREE * Math.cos((MARK[1] * Math.PI) / 180)
  return aPicture(256, (column, row) => {
    const [lon, lat] = unmercator([
      (x + (column + 0.5) / 256) / 2 ** z,
      (y + (row + 0.5) / 256) / 2 ** z,
    ])
    const awayM = Math.hypot((lon - mark[0]) * lonScale, (lat - mark[1]) * METERS_PER_DEGREE)
    return awayM < MARK_M ? WHITE : RED
  })
}

let tilesPort: number
let tiles: TileServer | null = null
let browser: Browser
let bench: Page
const servers: TestServer[] = []
/** Where the mark stands on the wall when the map is on WGS 84. */
let straight = { x: 0, y: 0 }

const startTiles = async (): Promise<void> => {
  tiles = await aTileServer((_request, response, path) => {
    const [, datum, z, x, y] = /^\/(wgs84|gcj02)\/(\d+)\/(\d+)\/(\d+)\.png$/.exec(path) ?? []
    if (datum === undefined) response.writeHead(404).end()
    else response.end(tileOf(datum as Datum, Number(z), Number(x), Number(y)))
  }, tilesPort)
}
const stopTiles = async (): Promise<void> => {
  await tiles?.stop()
  tiles = null
}

const pictures = (datum: Datum): Record<string, string> => ({
  NZH_MAP_TILES: `http://127.0.0.1:${tilesPort}/${datum}/{z}/{x}/{y}.png`,
  NZH_MAP_TILES_DATUM: datum,
  NZH_MAP_TILES_CREDIT: '常州测绘院',
})

async function serve(env: Record<string, string>): Promise<TestServer> {
  const server = await startServer({ env: { NZH_SIMULATOR: 'off', ...env } })
  servers.push(server)
  await postReadings(server, [{ indicator: PM25, at: Date.now(), value: 27 }])
  return server
}

async function openWall(server: TestServer): Promise<Page> {
  const { page } = await openPage(browser, `${server.url}/wall/main?scenario=city-air`, SIZE)
  await waitForWall(page)
  return page
}

const ground = (page: Page, state: string): Promise<unknown> =>
  page.waitForSelector(`.map-stage[data-tiles="${state}"]`, { timeout: 45_000 })
const foot = (page: Page): Promise<string> => page.innerText('.map-schematic')
const look = (server: TestServer, zoom: number) =>
  signIn(server, 'operator').then((session) =>
    postAs(server, session, '/walls/main/command', { command: 'focus', position: MARK, zoom }),
  )

async function takePicture(page: Page, name: string): Promise<string> {
  // Two frames with all tiles in them.
  await page.waitForTimeout(2_000)
  if (PICTURES !== undefined) await mkdir(PICTURES, { recursive: true })
  const path = PICTURES === undefined ? {} : { path: `${PICTURES}/${name}.png` }
  return (await page.screenshot({ ...path })).toString('base64')
}

/** Middle and number of the pixels in the free part of the map that lie on what a white tile is at night. */
const findMark = (picture: string): Promise<{ x: number; y: number; count: number }> =>
  bench.evaluate(async (given) => {
    const bytes = Uint8Array.from(atob(given), (sign) => sign.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes]))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('no canvas')
    pen.drawImage(bitmap, 0, 0)
    const { width, height } = bitmap
    const { data } = pen.getImageData(0, 0, width, height)
    const isLight = (column: number, row: number): boolean => {
      const at = (row * width + column) * 4
      const [r = 0, g = 0, b = 0] = [data[at], data[at + 1], data[at + 2]]
      return Math.min(r, g, b) >= 34 && Math.max(r, g, b) <= 50
    }
    // The edge of a letter is as light, but thin.
    const AROUND = [
      [0, 0],
      [-4, 0],
      [4, 0],
      [0, -4],
      [0, 4],
    ] as const
    let [x, y, count] = [0, 0, 0]
    for (let row = Math.round(height * 0.15); row < height * 0.75; row++) {
      for (let column = Math.round(width * 0.3); column < width * 0.7; column++) {
        if (!AROUND.every(([dx, dy]) => isLight(column + dx, row + dy))) continue
        x += column
        y += row
        count += 1
      }
    }
    return { x: x / count, y: y / count, count }
  }, picture)

/** The commonest colour of the free part of the map. */
const commonest = (picture: string): Promise<readonly [number, number, number]> =>
  bench.evaluate(async (given) => {
    const bytes = Uint8Array.from(atob(given), (sign) => sign.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes]))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('no canvas')
    pen.drawImage(bitmap, 0, 0)
    const { width, height } = bitmap
    const [left, top] = [Math.round(width * 0.35), Math.round(height * 0.3)]
    const { data } = pen.getImageData(left, top, width * 0.3, height * 0.4)
    const counts = new Map<number, number>()
    for (let at = 0; at < data.length; at += 4) {
      const color = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)
      counts.set(color, (counts.get(color) ?? 0) + 1)
    }
    const [color] = [...counts].reduce((a, each) => (each[1] > a[1] ? each : a))
    return [color >> 16, (color >> 8) & 255, color & 255] as const
  }, picture)

const alarmPixels = async (picture: string): Promise<number> =>
  (await measurePixels(bench, { picture, texts: [], levels: Object.values(NIGHT.level) }))
    .alarmPixels

beforeAll(async () => {
  tilesPort = await freePort()
  browser = await launchBrowser()
  bench = await (await browser.newContext()).newPage()
})
afterAll(async () => {
  await browser.close()
  await Promise.all(servers.map((server) => server.stop()))
  await stopTiles()
})

test('[R35] a wall whose tiles are away shows the shipped map and says so, takes them up when they come, and loses them again', async () => {
  const server = await serve(pictures('wgs84'))
  const page = await openWall(server)
  await ground(page, 'failed')
  expect(await foot(page)).toContain('自有底图不可用,现为内置底图')
  const shipped = await takePicture(page, 'shipped')

  await startTiles()
  await ground(page, 'shown')
  expect(await foot(page)).toContain('底图 常州测绘院')
  expect(await foot(page)).not.toContain('不可用')
  await look(server, ZOOM)
  const own = await takePicture(page, 'own')
  const mark = await findMark(own)
  straight = mark
  expect(mark.count).toBeGreaterThan(2_000)
  // What there is of the levels' colours are the wall's own marks and limits.
  expect(Math.abs((await alarmPixels(own)) - (await alarmPixels(shipped)))).toBeLessThan(100)

  await stopTiles()
  await look(server, 16)
  await ground(page, 'failed')
  expect(await foot(page)).toContain('自有底图不可用,现为内置底图')
  await look(server, ZOOM)
  const again = await takePicture(page, 'again')
  expect((await findMark(again)).count).toBeLessThan(mark.count / 20)
  const number = page.locator(`[data-indicator="${PM25}"][data-place="district"]`).first()
  expect(await number.textContent()).toContain('27')
  // Nothing is waited for: no word and no sign of loading.
  expect(await page.locator('.map-notice').count()).toBe(0)
  expect(await page.innerText('body')).not.toContain('地图载入中')
})

test('[I08] a map on GCJ-02 and one on WGS 84 show the same place at the same spot of the wall', async () => {
  await startTiles()
  const server = await serve(pictures('gcj02'))
  const page = await openWall(server)
  await ground(page, 'shown')
  await look(server, ZOOM)
  const shifted = await findMark(await takePicture(page, 'gcj02'))
  expect(shifted.count).toBeGreaterThan(2_000)
  // The 500 m by which the two are apart here are 120 pixels of this picture.
  expect(Math.hypot(straight.x - shifted.x, straight.y - shifted.y)).toBeLessThan(3)
})

test('vector tiles out of an archive on the server are drawn in the wall’s own colours, without their boundaries', async () => {
  const tiles = [7, 8, 9, 10, 11].flatMap((z) => {
    const [east, south] = mercator(MARK).map((each) => Math.floor(each * 2 ** z)) as [
      number,
      number,
    ]
    const around = [-3, -2, -1, 0, 1, 2, 3]
    return around.flatMap((dx) =>
      around.map((dy) => ({
        z,
        x: east + dx,
        y: south + dy,
        body: aFullTile(['water', 'boundary', 'place']),
      })),
    )
  })
  const about = { vector_layers: [{ id: 'water' }, { id: 'boundary' }], attribution: '测绘院 矢量' }
  const path = join(await mkdtemp(join(tmpdir(), 'nzh-tiles-')), 'city.pmtiles')
  await writeFile(path, anArchive(tiles, 1, about))
  const server = await serve({ NZH_MAP_TILES: path })
  const page = await openWall(server)
  await ground(page, 'shown')
  expect(await foot(page)).toContain('底图 测绘院 矢量')
  await look(server, ZOOM)
  const [r, g, b] = await commonest(await takePicture(page, 'vector'))
  const { water } = surfaces(NIGHT)
  expect(Math.hypot(r - water[0], g - water[1], b - water[2])).toBeLessThan(12)
})
