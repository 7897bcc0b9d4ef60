import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import {
  Compression,
  EtagMismatch,
  type Header,
  PMTiles,
  type RangeResponse,
  ResolvedValueCache,
  type Source,
  TileType,
} from 'pmtiles'
import { AppError } from '../../protocol/error/codes.ts'
import { MAX_TILE_ZOOM, type TileSet } from '../../protocol/geo/tile-set.ts'
import { boundsOf, isJson, plainCredit, vectorLayers } from './document.ts'
import type { TileOrigin } from './origin.ts'
import type { Upstream } from './upstream.ts'

/** A directory or tile that is longer, packed or not, belongs to a damaged archive. */
const MAX_PART_BYTES = 16_777_216
/** Directories kept in memory: some tens of thousands of tiles each. */
const KEPT_DIRECTORIES = 200

const RASTER: readonly TileType[] = [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif]

const unusable = (why: string): AppError => new AppError('TILES_UNUSABLE', { detail: { why } })

function checkLength(length: number): void {
  if (!(length >= 0 && length <= MAX_PART_BYTES)) throw unusable('the archive is damaged')
}

/** A copy with a buffer of its own, as the reader of archives wants it. */
const alone = (part: Uint8Array): ArrayBuffer => new Uint8Array(part).buffer

async function unpack(packed: ArrayBuffer, compression: Compression): Promise<ArrayBuffer> {
  const limits = { maxOutputLength: MAX_PART_BYTES }
  switch (compression) {
    case Compression.None:
    case Compression.Unknown:
      return packed
    case Compression.Gzip:
      return alone(await promisify(gunzip)(packed, limits))
    case Compression.Brotli:
      return alone(await promisify(brotliDecompress)(packed, limits))
    default:
      throw unusable('the archive is packed in a way that is not known here')
  }
}

/** A file on this machine; one that is put in its place is noticed by its time and size. */
export function fileParts(path: string): Source {
  return {
    getKey: () => path,
    async getBytes(offset, length, _signal, etag): Promise<RangeResponse> {
      checkLength(length)
      const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
        throw new AppError('TILES_UNREACHABLE', { detail: { cause: error.code ?? 'FAILED' } })
      })
      try {
        const { mtimeMs, size } = await file.stat()
        const now = `${mtimeMs}-${size}`
        if (etag !== undefined && etag !== now) throw new EtagMismatch()
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
        return { data: alone(buffer.subarray(0, bytesRead)), etag: now }
      } finally {
        await file.close()
      }
    },
  }
}

/** A file on a host that serves parts of it (HTTP range requests). */
export function remoteParts(upstream: Upstream, url: string): Source {
  return {
    getKey: () => url,
    async getBytes(offset, length, _signal, etag): Promise<RangeResponse> {
      checkLength(length)
      const reply = await upstream.get(url, { maxBytes: length, range: { offset, length } })
      const isWhole = reply.status === 200 && offset === 0
      if (reply.status === 416 && etag !== undefined) throw new EtagMismatch()
      if (reply.status === 200 && !isWhole) throw unusable('the host serves no parts of a file')
      if (reply.status !== 206 && !isWhole) {
        throw new AppError('TILES_UNREACHABLE', { detail: { upstream: reply.status } })
      }
      if (etag !== undefined && reply.etag !== null && reply.etag !== etag) throw new EtagMismatch()
      const data = alone(reply.body)
      return reply.etag === null ? { data } : { data, etag: reply.etag }
    },
  }
}

function setOf(header: Header, metadata: unknown): TileSet {
  const isRaster = RASTER.includes(header.tileType)
  if (!isRaster && header.tileType !== TileType.Mvt) {
    throw unusable('the archive holds tiles of a kind that is not known here')
  }
  const { minLon, minLat, maxLon, maxLat } = header
  const about = isJson(metadata) ? metadata : {}
  return {
    kind: isRaster ? 'raster' : 'vector',
    datum: 'wgs84',
    minZoom: Math.min(header.minZoom, MAX_TILE_ZOOM),
    maxZoom: Math.min(header.maxZoom, MAX_TILE_ZOOM),
    tileSize: isRaster ? 256 : 512,
    bounds: boundsOf([minLon, minLat, maxLon, maxLat]),
    layers: isRaster ? null : vectorLayers(about),
    credit: plainCredit(about['attribution']),
  }
}

/** Tiles out of one PMTiles archive (version 3), of which only the parts that are needed are read. */
export function createArchiveOrigin(parts: Source, close: () => void = () => {}): TileOrigin {
  // The library's other cache keeps a failure for ever.
  const cache = new ResolvedValueCache(KEPT_DIRECTORIES, undefined, unpack)
  const archive = new PMTiles(parts, cache, unpack)
  let known: { readonly header: Header; readonly set: TileSet } | null = null

  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read()
    } catch (error) {
      if (error instanceof AppError) throw error
      throw new AppError('TILES_UNUSABLE', {
        detail: { why: 'the archive cannot be read' },
        cause: error,
      })
    }
  }

  return {
    describe: () =>
      reading(async () => {
        const header = await archive.getHeader()
        if (known?.header !== header) {
          known = { header, set: setOf(header, await archive.getMetadata()) }
        }
        return known.set
      }),
    read: ({ z, x, y }) =>
      reading(async () => {
        const found = await archive.getZxy(z, x, y)
        return found === undefined || found.data.byteLength === 0 ? null : Buffer.from(found.data)
      }),
    close: async () => close(),
  }
}
