import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AppError } from '../../protocol/error/codes.ts'

const VECTOR = 'application/vnd.mapbox-vector-tile'
/** A tile that unpacks to more is no tile. */
const MAX_UNPACKED_BYTES = 16_777_216

/** @returns the type of a picture by its first bytes; null for anything else, such as a page that says why not */
export function pictureType(body: Buffer): string | null {
  const ascii = (from: number, to: number): string => body.toString('latin1', from, to)
  if (ascii(1, 4) === 'PNG' && body[0] === 0x89) return 'image/png'
  if (body[0] === 0xff && body[1] === 0xd8 && body[2] === 0xff) return 'image/jpeg'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp'
  if (ascii(4, 12) === 'ftypavif') return 'image/avif'
  if (ascii(0, 4) === 'GIF8') return 'image/gif'
  return null
}

const looksLikeText = (body: Buffer): boolean => /^\s*[<{[]/.test(body.toString('latin1', 0, 64))

/**
 * A tile as it may be handed on, by what is in it and not by what the source calls it.
 *
 * @throws AppError TILES_UNUSABLE for a page or a message in place of a tile
 */
export async function asTile(
  kind: 'raster' | 'vector',
  given: Buffer,
): Promise<{ readonly type: string; readonly body: Buffer }> {
  if (kind === 'raster') {
    const type = pictureType(given)
    if (type === null) throw new AppError('TILES_UNUSABLE', { detail: { why: 'not a picture' } })
    return { type, body: given }
  }
  const isPacked = given[0] === 0x1f && given[1] === 0x8b
  const body = isPacked
    ? await promisify(gunzip)(given, { maxOutputLength: MAX_UNPACKED_BYTES }).catch(() => null)
    : given
  if (body === null || looksLikeText(body) || pictureType(body) !== null) {
    throw new AppError('TILES_UNUSABLE', { detail: { why: 'not a vector tile' } })
  }
  return { type: VECTOR, body }
}
