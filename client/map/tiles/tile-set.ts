import type { TileSet } from '../../../protocol/geo/tile-set.ts'
import { isRecord } from '../../data/api.ts'

const isNumber = (value: unknown): value is number => Number.isFinite(value)

/** Reads the reply of `/api/v1/map/tiles`. @returns null when it cannot be drawn from */
export function parseTileSet(reply: unknown): TileSet | null {
  if (!isRecord(reply)) return null
  const { kind, datum, minZoom, maxZoom, tileSize, bounds, layers, credit } = reply
  if (kind !== 'raster' && kind !== 'vector') return null
  if (!isNumber(minZoom) || !isNumber(maxZoom) || !isNumber(tileSize)) return null
  const [west, south, east, north] = Array.isArray(bounds) ? (bounds as readonly unknown[]) : []
  return {
    kind,
    datum: datum === 'gcj02' ? 'gcj02' : 'wgs84',
    minZoom,
    maxZoom,
    tileSize,
    bounds:
      isNumber(west) && isNumber(south) && isNumber(east) && isNumber(north)
        ? [west, south, east, north]
        : null,
    layers: Array.isArray(layers)
      ? layers.filter((name): name is string => typeof name === 'string')
      : null,
    credit: typeof credit === 'string' ? credit : null,
  }
}
