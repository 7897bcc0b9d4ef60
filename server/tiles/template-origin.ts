import { AppError } from '../../protocol/error/codes.ts'
import type { TileSet } from '../../protocol/geo/tile-set.ts'
import type { TileId, TileOrigin } from './origin.ts'
import type { Upstream } from './upstream.ts'

const MAX_TILE_BYTES = 4_194_304

/** Address of a tile; `{-y}` counts rows from the south (TMS). */
export function tileUrl(template: string, { z, x, y }: TileId): string {
  const numbers: Readonly<Record<string, number>> = { z, x, y, '-y': 2 ** z - 1 - y }
  return template.replace(/\{(z|x|-?y)\}/g, (_whole, name: string) => String(numbers[name]))
}

/**
 * One tile of a template.
 *
 * @returns null for "no such tile": 404, 410, and 204 or an empty answer where nothing is drawn
 * @throws AppError TILES_UNREACHABLE for every other status, with the status
 */
export async function readTemplate(
  upstream: Upstream,
  template: string,
  id: TileId,
): Promise<Buffer | null> {
  const { status, body } = await upstream.get(tileUrl(template, id), { maxBytes: MAX_TILE_BYTES })
  if (status === 404 || status === 410 || status === 204) return null
  if (status !== 200) throw new AppError('TILES_UNREACHABLE', { detail: { upstream: status } })
  return body.length === 0 ? null : body
}

/** Tiles whose address alone is known: XYZ, TMS and WMTS. */
export const createTemplateOrigin = (
  upstream: Upstream,
  template: string,
  set: TileSet,
): TileOrigin => ({
  describe: async () => set,
  read: (id) => readTemplate(upstream, template, id),
  close: async () => upstream.close(),
})
