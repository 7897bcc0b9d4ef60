import { addProtocol } from 'maplibre-gl'
import type { TileDatum } from '../../../protocol/geo/tile-set.ts'
import { shiftedPicture } from './shifted-picture.ts'
import type { TileOutcome } from './tile-health.ts'

const SCHEME = 'site-tiles'

/** Address of the tiles for the map: they come by `fetch`, so that what became of each is known. */
export const tileAddress = (datum: TileDatum): string => `${SCHEME}://${datum}/{z}/{x}/{y}`

type TileAnswer = { readonly outcome: TileOutcome; readonly data: ArrayBuffer | null }

/** Asks our own server for one tile. Never throws but when it is called off. */
async function fetchTile(path: string, signal: AbortSignal): Promise<TileAnswer> {
  try {
    const response = await fetch(`/api/v1/map/tiles/${path}`, {
      credentials: 'same-origin',
      signal,
    })
    if (response.status === 404) return { outcome: 'missing', data: null }
    if (!response.ok) return { outcome: 'failed', data: null }
    const isStale = response.headers.get('x-tile-stale-since') !== null
    return { outcome: isStale ? 'stale' : 'fresh', data: await response.arrayBuffer() }
  } catch (error) {
    if (signal.aborted) throw error
    return { outcome: 'failed', data: null }
  }
}

/** What the source itself answers now, past everything that is kept of the tile. */
export const askSource = async (path: string, signal: AbortSignal): Promise<TileOutcome> =>
  (await fetchTile(`${path}?ask=source`, signal)).outcome

let listener: (outcome: TileOutcome) => void = () => {}

/** Tells what becomes of each tile to the map that is drawn now. @returns a function that ends it */
export function watchTiles(tell: (outcome: TileOutcome) => void): () => void {
  listener = tell
  return () => {
    if (listener === tell) listener = () => {}
  }
}

/** A tile of the source; null where it has none. @throws Error when it fails */
async function wanted(path: string, signal: AbortSignal): Promise<ArrayBuffer | null> {
  const { outcome, data } = await fetchTile(path, signal)
  listener(outcome)
  if (outcome === 'failed') throw new Error(`tile ${path} could not be had`)
  return data
}

/** A tile under several shifted ones is fetched for all of them, so none of them calls it off. */
const NEVER = new AbortController().signal

async function load(url: string, signal: AbortSignal): Promise<ArrayBuffer | ImageBitmap> {
  const [, datum, z, x, y] = /:\/\/(\w+)\/(\d+)\/(\d+)\/(\d+)/.exec(url) ?? []
  const path = `${z}/${x}/${y}`
  const data =
    datum === 'gcj02'
      ? await shiftedPicture({ z: Number(z), x: Number(x), y: Number(y) }, (each) =>
          wanted(each, NEVER),
        )
      : await wanted(path, signal)
  if (data === null) throw new Error(`there is no tile ${path}`)
  return data
}

addProtocol(SCHEME, async ({ url }, { signal }) => ({ data: await load(url, signal) }))
