import { deskNowMs } from '../data/link-store.ts'
import { exifOf, toldBy } from './exif.ts'
import { locate } from './locate.ts'
import { mayPutBy } from './reach.ts'
import { shrunk } from './shrink.ts'

export type SentPhoto = {
  readonly file: File
  /** ISO; null: as the picture says. */
  readonly takenAt: string | null
  /** WGS 84 `[lon, lat]` of the phone; null: as the picture says. */
  readonly position: readonly [number, number] | null
}

/**
 * A file as it is sent from the field: scaled down, and, when it was taken here and now, with the time and the phone's
 * own place where the camera did not write them into it. The desk sends files as they are.
 */
export async function asSent(file: File, isTaken: boolean): Promise<SentPhoto> {
  if (!mayPutBy()) return { file, takenAt: null, position: null }
  const small = await shrunk(file)
  if (!isTaken) return { file: small, takenAt: null, position: null }
  const exif = exifOf(new Uint8Array(await file.arrayBuffer()))
  const told = exif === null ? { time: false, place: false } : toldBy(exif)
  return {
    file: small,
    takenAt: told.time ? null : new Date(deskNowMs()).toISOString(),
    position: told.place ? null : await locate(),
  }
}
