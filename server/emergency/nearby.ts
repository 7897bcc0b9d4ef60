import { ASSET_TYPES, readAssetText } from '../../data-fixtures/assets/assets.ts'
import type { NearbyAsset } from '../../protocol/emergency/nearby.ts'

export type Nearby = {
  readonly assets: readonly NearbyAsset[]
  /** Kinds that were asked for and of which there is no table. */
  readonly unknown: readonly string[]
}

const EARTH_M = 6_371_008.8
const RAD = Math.PI / 180

/** Great-circle distance (haversine), metres. */
export function distanceM(
  [lon1, lat1]: readonly [number, number],
  [lon2, lat2]: readonly [number, number],
): number {
  const a =
    Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 +
    Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a)))
}

type Row = Omit<NearbyAsset, 'kind' | 'distanceM'>

const isPosition = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)

function rowsOf(kind: string): Row[] {
  const rows: unknown = JSON.parse(readAssetText(kind))
  if (!Array.isArray(rows)) return []
  return rows.flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null) return []
    const { id, name_zh, name_en, position, simulated } = row as Record<string, unknown>
    if (typeof id !== 'string' || typeof name_zh !== 'string' || !isPosition(position)) return []
    const english = typeof name_en === 'string' ? name_en : name_zh
    return [{ id, name_zh, name_en: english, position, simulated: simulated === true }]
  })
}

/** Looks for assets by distance. Tables are read once, at the first question about them. */
export function createNearby() {
  const tables = new Map<string, readonly Row[]>()
  const table = (kind: string): readonly Row[] | null => {
    if (!ASSET_TYPES.has(kind)) return null
    const rows = tables.get(kind) ?? rowsOf(kind)
    tables.set(kind, rows)
    return rows
  }
  /**
   * @param most of each kind
   * @returns by kind in the order asked for, nearest first
   */
  return (at: readonly [number, number], kinds: readonly string[], most: number): Nearby => {
    const unknown: string[] = []
    const assets = kinds.flatMap((kind) => {
      const rows = table(kind)
      if (rows === null || rows.length === 0) {
        unknown.push(kind)
        return []
      }
      return rows
        .map((row) => ({ ...row, kind, distanceM: Math.round(distanceM(at, row.position)) }))
        .sort((a, b) => a.distanceM - b.distanceM)
        .slice(0, most)
    })
    return { assets, unknown }
  }
}
