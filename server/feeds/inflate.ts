import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AppError } from '../../protocol/error/codes.ts'

/** Most that a body may hold once inflated. */
export const MOST_INFLATED_BYTES = 64 * 1024 * 1024
/** Readings shrink to about a tenth; what grows this much is a bomb. */
const MOST_RATIO = 250
/** Below this size the ratio does not matter. */
const FREE_BYTES = 4 * 1024 * 1024

const gunzipBytes = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)

/**
 * Undoes the content-encoding. Inflating stops at the limit: a bomb never unfolds.
 *
 * @throws AppError UNSUPPORTED_MEDIA for an encoding other than gzip, TOO_LARGE past 64 MiB or for a body that
 *   grows beyond reason, MALFORMED for one that is not gzip
 */
export async function decodeBody(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  const name = (encoding ?? 'identity').trim().toLowerCase()
  if (name === 'identity' || name === '') return body
  if (name !== 'gzip' && name !== 'x-gzip') {
    throw new AppError('UNSUPPORTED_MEDIA', { detail: { encoding: name.slice(0, 60) } })
  }
  const maxOutputLength = Math.min(
    MOST_INFLATED_BYTES,
    Math.max(FREE_BYTES, body.length * MOST_RATIO),
  )
  try {
    return await gunzipBytes(body, { maxOutputLength })
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new AppError('TOO_LARGE', { detail: { mostBytes: maxOutputLength }, cause })
    }
    throw new AppError('MALFORMED', { detail: { reason: 'the body is not gzip' }, cause })
  }
}
