import { AppError } from '../../protocol/error/codes.ts'
import type { Attachment, CameraFacts } from '../../protocol/order/note.ts'
import { toIsoOrNull } from '../../protocol/time.ts'
import type { Inspected } from './inspect.ts'

type Position = readonly [number, number]

/** What the sender says of a file. */
export type Claim = {
  readonly kind: Attachment['kind']
  readonly name: string
  readonly takenAtMs: number | null
  readonly position: Position | null
  /** The sender's own number for it, by which it is taken once; left out: any. */
  readonly id?: string
}

/** As readings are allowed to be ahead of us. */
const AHEAD_MS = 5 * 60_000
const LONGEST_NAME = 120
/** Control and format characters (text direction among them), and what separates folders. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu

/** @returns a name that is shown and saved under safely: no folders, nothing unseen, at most 120 characters */
export function fileName(sent: string): string {
  const bare = sent.split(/[/\\]/).at(-1) ?? ''
  const clean = bare.normalize('NFC').replace(UNFIT, ' ').trim().replace(/^\.+/, '')
  const characters = [...clean]
  if (characters.length <= LONGEST_NAME) return clean === '' ? 'file' : clean
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? ''
  return characters.slice(0, LONGEST_NAME - ending.length).join('') + ending
}

/** @throws AppError POSITION_OUTSIDE or FUTURE_TIME */
export function checkClaim(
  { position, takenAtMs }: Claim,
  isInDistrict: (point: Position) => boolean,
  nowMs: number,
): void {
  if (position !== null && !isInDistrict(position)) {
    throw new AppError('POSITION_OUTSIDE', { detail: { position: [...position] } })
  }
  if (takenAtMs !== null && takenAtMs > nowMs + AHEAD_MS) {
    throw new AppError('FUTURE_TIME', { detail: { field: 'takenAt' } })
  }
}

/**
 * When and where a file was made: as the sender says, else as the picture does. What the picture says otherwise is
 * kept beside it; a position of its own that lies outside the district is not taken over, and is marked.
 */
export function cameraFacts(
  { takenAtMs, position }: Claim,
  found: Inspected,
  isInDistrict: (point: Position) => boolean,
): Pick<Attachment, 'takenAt' | 'position' | 'placedBy' | 'camera'> {
  const outside = found.position !== null && !isInDistrict(found.position)
  const takenAt = toIsoOrNull(takenAtMs) ?? found.takenAt
  const place = position ?? (outside ? null : found.position)
  const differs =
    (found.takenAt !== null && found.takenAt !== takenAt) ||
    (found.position !== null && found.position.join() !== place?.join())
  const camera: CameraFacts = {
    takenAt: found.takenAt,
    position: found.position,
    ...(outside ? { outside: true as const } : {}),
  }
  return {
    takenAt,
    position: place,
    ...(position === null ? {} : { placedBy: 'sender' as const }),
    ...(differs ? { camera } : {}),
  }
}
