import exifr from 'exifr'
import { fileTypeFromBuffer } from 'file-type'
import { AppError } from '../../protocol/error/codes.ts'
import { parseTime, toIso } from '../../protocol/time.ts'
import { type Pixels, pixelsOf } from './dimensions.ts'

/** What a file is, by its content. */
export type Inspected = {
  readonly type: string
  readonly pixels: Pixels | null
  /** As the camera wrote it; null: it wrote none. */
  readonly takenAt: string | null
  readonly position: readonly [number, number] | null
}

/** A picture of more would unpack to a quarter of a gigabyte in whatever shows it. */
export const MOST_PIXELS = 60_000_000
/** Bytes at the start that tell what a file is. */
const HEAD_BYTES = 4_100

/** What is taken, by the type that its content says; HEIF's still pictures all count as HEIC. */
const TAKEN: Readonly<Record<string, string>> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/webp': 'image/webp',
  'image/heic': 'image/heic',
  'image/heif': 'image/heic',
  'application/pdf': 'application/pdf',
  'video/mp4': 'video/mp4',
}
export const KINDS_TAKEN = ['JPEG', 'PNG', 'WebP', 'HEIC', 'PDF', 'MP4'] as const

const LOCAL_TIME = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})/
const OFFSET = /^[+-]\d{2}:\d{2}$/

const textIn = (tags: Readonly<Record<string, unknown>>, name: string): string => {
  const value = tags[name]
  return typeof value === 'string' ? value : ''
}

/** EXIF writes local time; the offset beside it, when there is one, is the camera's, else the district's (UTC+8). */
function timeOf(tags: Readonly<Record<string, unknown>>): string | null {
  const match = LOCAL_TIME.exec(textIn(tags, 'DateTimeOriginal'))
  if (match === null) return null
  const offset = textIn(tags, 'OffsetTimeOriginal')
  const ms = parseTime(
    `${match[1]}-${match[2]}-${match[3]}T${match[4]}${OFFSET.test(offset) ? offset : '+08:00'}`,
  )
  return ms === null ? null : toIso(ms)
}

function positionOf(tags: Readonly<Record<string, unknown>>): readonly [number, number] | null {
  const { longitude, latitude } = tags as { longitude?: unknown; latitude?: unknown }
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return null
  // A phone without a fix writes 0, 0; no picture of a Chinese district was taken there.
  const fixed = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 && longitude !== 0
  return fixed ? [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))] : null
}

async function cameraTags(bytes: Buffer): Promise<Readonly<Record<string, unknown>>> {
  try {
    const tags: unknown = await exifr.parse(bytes, {
      exif: { pick: ['DateTimeOriginal', 'OffsetTimeOriginal'] },
      // Whole: where it stood is worked out of four of its tags, and `pick` knows the result by no name.
      gps: true,
      reviveValues: false,
    })
    return typeof tags === 'object' && tags !== null ? (tags as Record<string, unknown>) : {}
  } catch {
    // A picture whose notes cannot be read is a picture without notes.
    return {}
  }
}

/**
 * Finds out what a file is by its content, whatever its name or sender say.
 *
 * @throws AppError FILE_KIND when it is none of `KINDS_TAKEN` or a picture without a readable header,
 *   ARCHIVE_TOO_LARGE when it would unpack to more than `MOST_PIXELS`
 */
export async function inspect(bytes: Buffer): Promise<Inspected> {
  const found = await fileTypeFromBuffer(bytes.subarray(0, HEAD_BYTES))
  const type = TAKEN[found?.mime ?? '']
  if (type === undefined) {
    throw new AppError('FILE_KIND', { detail: { found: found?.mime ?? null, taken: KINDS_TAKEN } })
  }
  if (!type.startsWith('image/')) return { type, pixels: null, takenAt: null, position: null }
  const pixels = pixelsOf(type, bytes)
  if (pixels === null) {
    throw new AppError('FILE_KIND', { detail: { found: type, reason: 'the picture is damaged' } })
  }
  const [width, height] = pixels
  if (width * height > MOST_PIXELS) {
    throw new AppError('ARCHIVE_TOO_LARGE', { detail: { width, height, mostPixels: MOST_PIXELS } })
  }
  const tags = await cameraTags(bytes)
  return { type, pixels, takenAt: timeOf(tags), position: positionOf(tags) }
}
