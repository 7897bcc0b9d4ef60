import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32, deflateSync } from 'node:zlib'
import { zxyToTileId } from 'pmtiles'

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

type Rgb = readonly [number, number, number]

/** A PNG of `size` × `size` pixels. */
export function aPicture(size: number, colorAt: (x: number, y: number) => Rgb): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(size * (1 + size * 3))
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) rows.set(colorAt(x, y), y * (1 + size * 3) + 1 + x * 3)
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export type ArchiveTile = {
  readonly z: number
  readonly x: number
  readonly y: number
  readonly body: Buffer
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}

const field = (number: number, wire: 0 | 2, body: readonly number[]): number[] => [
  ...varint(number * 8 + wire),
  ...(wire === 2 ? varint(body.length) : []),
  ...body,
]
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)

/** A vector tile of which every layer covers the whole. */
export function aFullTile(layers: readonly string[]): Buffer {
  const side = 4_096
  const [move, line, close] = [9, 26, 15]
  const ring = [move, 0, 0, line, side, 0, 0, side, -side, 0, close]
  const geometry = ring.flatMap((value, at) =>
    varint([0, 3, 10].includes(at) ? value : zigzag(value)),
  )
  const feature = [...field(3, 0, [3]), ...field(4, 2, geometry)]
  return Buffer.from(
    layers.flatMap((name) =>
      field(3, 2, [
        ...field(15, 0, [2]),
        ...field(1, 2, [...Buffer.from(name)]),
        ...field(2, 2, feature),
        ...field(5, 0, varint(side)),
      ]),
    ),
  )
}

/**
 * A PMTiles archive, version 3, unpacked, with one directory.
 *
 * @param type 1 vector, 2 PNG
 */
export function anArchive(tiles: readonly ArchiveTile[], type: number, about: object): Buffer {
  const placed = tiles
    .map((tile) => ({ ...tile, id: zxyToTileId(tile.z, tile.x, tile.y) }))
    .toSorted((a, b) => a.id - b.id)
  const ids = placed.map(({ id }, at) => id - (placed[at - 1]?.id ?? 0))
  // An offset of 0 means "right behind the one before".
  const directory = Buffer.from([
    ...varint(placed.length),
    ...ids.flatMap(varint),
    ...placed.flatMap(() => varint(1)),
    ...placed.flatMap(({ body }) => varint(body.length)),
    ...placed.flatMap((_, at) => varint(at === 0 ? 1 : 0)),
  ])
  const metadata = Buffer.from(JSON.stringify(about))
  const data = Buffer.concat(placed.map(({ body }) => body))
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'latin1')
  header[7] = 3
  const sections: readonly (readonly [number, number])[] = [
    [127, directory.length],
    [127 + directory.length, metadata.length],
    [0, 0],
    [127 + directory.length + metadata.length, data.length],
  ]
  for (const [at, [offset, length]] of sections.entries()) {
    header.writeBigUInt64LE(BigInt(offset), 8 + at * 16)
    header.writeBigUInt64LE(BigInt(length), 16 + at * 16)
  }
  for (const at of [72, 80, 88]) header.writeBigUInt64LE(BigInt(placed.length), at)
  const zooms = placed.map(({ z }) => z)
  header.set([1, 1, 1, type, Math.min(...zooms), Math.max(...zooms)], 96)
  for (const [at, degrees] of [119, 31, 121, 33].entries()) {
    header.writeInt32LE(degrees * 10_000_000, 102 + at * 4)
  }
  return Buffer.concat([header, directory, metadata, data])
}

export type TileServer = {
  /** `http://127.0.0.1:port` */
  readonly url: string
  /** Paths with their queries as they were asked for. */
  readonly asked: readonly string[]
  /** Ends every connection and listens no more. */
  stop(): Promise<void>
}

/**
 * A map server on loopback that answers as the test says.
 *
 * @param port 0: a free one
 */
export async function aTileServer(
  answer: (request: IncomingMessage, response: ServerResponse, path: string) => void,
  port = 0,
): Promise<TileServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    answer(request, response, path)
  })
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers with a file, or with the part of it that is asked for. */
export function sendParts(request: IncomingMessage, response: ServerResponse, file: Buffer): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  response.setHeader('etag', `"${crc32(file)}"`)
  if (from === undefined || to === undefined) response.end(file)
  else response.writeHead(206).end(file.subarray(Number(from), Number(to) + 1))
}
