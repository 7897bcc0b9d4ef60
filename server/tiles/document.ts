import { MAX_TILE_ZOOM, type TileSet } from '../../protocol/geo/tile-set.ts'

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An attribution may be HTML; a wall shows its words. */
export function plainCredit(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const words = value
    .replace(/<[^>]*>/g, ' ')
    .replace(/&copy;/gi, '©')
    .replace(/&amp;/gi, '&')
    .replace(/&nbsp;/gi, ' ')
    .replace(/[<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words === '' ? null : words.slice(0, 120)
}

/** A zoom as a document states it, within what there can be. */
export const wholeZoom = (value: unknown, fallback: number): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.max(0, Math.min(MAX_TILE_ZOOM, Math.trunc(value)))
    : fallback

/** @returns null for bounds that are no box on the globe */
export function boundsOf(value: unknown): TileSet['bounds'] {
  if (!Array.isArray(value) || value.length !== 4) return null
  const [west, south, east, north] = value.map(Number) as [number, number, number, number]
  const isBox = west >= -180 && east <= 180 && south >= -90 && north <= 90
  return isBox && west < east && south < north ? [west, south, east, north] : null
}

/** Names of the layers that a document of vector tiles lists; null: it lists none. */
export function vectorLayers(document: Json): string[] | null {
  const listed = document['vector_layers']
  if (!Array.isArray(listed)) return null
  return listed.flatMap((each: unknown) =>
    isJson(each) && typeof each['id'] === 'string' ? [each['id']] : [],
  )
}
