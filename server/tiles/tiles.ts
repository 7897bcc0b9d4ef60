import { AppError } from '../../protocol/error/codes.ts'
import type { TileSet } from '../../protocol/geo/tile-set.ts'
import { createArchiveOrigin, fileParts, remoteParts } from './archive-origin.ts'
import { createDocumentOrigin } from './document-origin.ts'
import type { TileId, TileOrigin } from './origin.ts'
import { asTile } from './picture.ts'
import type { TileSetting } from './setting.ts'
import { createTemplateOrigin, tileUrl } from './template-origin.ts'
import { createTileCache, type KeptTile } from './tile-cache.ts'
import { createUpstream, type Upstream } from './upstream.ts'

/** A tile on its way to a screen. */
export type ServedTile = KeptTile & {
  /** The source failed; this is how the tile was at `atMs`. */
  readonly isStale: boolean
}

/** The site's own tiles, fetched by the server so that no screen needs a way to their host. */
export type Tiles = {
  /** @throws AppError when the source does not say what it has, and never did */
  describe(): Promise<TileSet>
  /**
   * @param asksSource whether the source itself is to answer, however fresh the kept tile is
   * @throws AppError TILE_MISSING, or why the source gives none while none is kept
   */
  tile(id: TileId, asksSource?: boolean): Promise<ServedTile>
  close(): Promise<void>
}

const CACHE_BYTES = 67_108_864
/** A kept tile is handed out for a day before the source is asked again. */
const FRESH_MS = 86_400_000
/** After a failure the source is left alone for this long, so that a wall full of tiles does not wait for each. */
const REST_MS = 2_000
const TIANDITU = /(^|\.)tianditu\.(gov\.cn|cn|com)$/i

const creditOfHost = (url: string): string | null =>
  TIANDITU.test(new URL(url).hostname) ? '天地图' : null

function originOf(
  { address, datum }: TileSetting,
  nowMs: () => number,
  open: (home: string) => Upstream,
): TileOrigin {
  switch (address.kind) {
    case 'template': {
      const url = tileUrl(address.template, { z: 0, x: 0, y: 0 })
      return createTemplateOrigin(open(url), address.template, {
        kind: address.format,
        datum,
        minZoom: 0,
        maxZoom: address.format === 'vector' ? 14 : 18,
        tileSize: address.format === 'vector' ? 512 : 256,
        bounds: null,
        layers: null,
        credit: creditOfHost(url),
      })
    }
    case 'document':
      return createDocumentOrigin(open(address.url), address.url, nowMs)
    case 'archive': {
      const upstream = open(address.url)
      return createArchiveOrigin(remoteParts(upstream, address.url), upstream.close)
    }
    case 'archive-file':
      return createArchiveOrigin(fileParts(address.path))
  }
}

/** A host that gave no answer at all is left alone for a while; one that refuses a tile is asked for the next. */
const isSilence = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'TILES_UNREACHABLE' && 'cause' in error.detail

/**
 * @param open makes the way to the source's host
 */
export function createTiles(
  setting: TileSetting,
  nowMs: () => number,
  open: (home: string) => Upstream = (home) => createUpstream(home),
): Tiles {
  const origin = originOf(setting, nowMs, open)
  const cache = createTileCache(CACHE_BYTES)
  const coming = new Map<string, Promise<ServedTile>>()
  let failure: { readonly error: unknown; readonly atMs: number } | null = null

  async function describe(): Promise<TileSet> {
    const set = await origin.describe()
    if (set.kind === 'vector' && setting.datum === 'gcj02') {
      throw new AppError('TILES_UNUSABLE', { detail: { why: 'vector tiles on GCJ-02' } })
    }
    return { ...set, datum: setting.datum, credit: setting.credit ?? set.credit }
  }

  async function fetchTile(id: TileId, key: string): Promise<ServedTile> {
    const kept = cache.get(key)
    try {
      if (failure !== null && nowMs() - failure.atMs < REST_MS) throw failure.error
      const { kind } = await describe()
      const given = await origin.read(id)
      failure = null
      if (given === null) {
        cache.drop(key)
        throw new AppError('TILE_MISSING', { detail: { ...id } })
      }
      const tile = { ...(await asTile(kind, given)), atMs: nowMs() }
      cache.put(key, tile)
      return { ...tile, isStale: false }
    } catch (error) {
      if (error instanceof AppError && error.code === 'TILE_MISSING') throw error
      if (isSilence(error) && error !== failure?.error) failure = { error, atMs: nowMs() }
      if (kept !== null) return { ...kept, isStale: true }
      throw error
    }
  }

  return {
    describe,
    async tile(id, asksSource = false) {
      const key = `${id.z}/${id.x}/${id.y}`
      const kept = cache.get(key)
      const isFresh = kept !== null && nowMs() - kept.atMs < FRESH_MS
      if (isFresh && !asksSource) return { ...kept, isStale: false }
      const under = coming.get(key)
      if (under !== undefined) return under
      const asked = fetchTile(id, key).finally(() => coming.delete(key))
      coming.set(key, asked)
      return asked
    },
    close: () => origin.close(),
  }
}

/**
 * Opens the site's own tiles. A host may be away at the start; a file on this machine must be there and whole.
 *
 * @throws AppError with the file's path when it is not
 */
export async function openTiles(
  setting: TileSetting | null,
  nowMs: () => number,
): Promise<Tiles | null> {
  if (setting === null) return null
  const tiles = createTiles(setting, nowMs)
  if (setting.address.kind !== 'archive-file') return tiles
  const { path } = setting.address
  await tiles.describe().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, { detail: { NZH_MAP_TILES: path, ...error.detail } })
  })
  return tiles
}
