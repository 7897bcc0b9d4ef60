import { exifOf, withExif } from './exif.ts'

/** Longest side of a photo that is sent: enough to read a house number on, a tenth of the bytes. */
const LONGEST_PX = 2_048
const QUALITY = 0.85
/** Smaller files are sent as they are. */
const SMALL_BYTES = 600 * 1_024
const THUMB_PX = 320
/** What a browser can draw; the rest (HEIC, documents, films) is sent as it is. */
const DRAWN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

function draw(picture: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width))
  canvas.height = Math.max(1, Math.round(height))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}

const jpegOf = (canvas: HTMLCanvasElement): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))

/** A photo as it is sent: scaled down when that saves something, with what the camera wrote into it. */
export async function shrunk(file: File): Promise<File> {
  if (!DRAWN.has(file.type) || file.size <= SMALL_BYTES) return file
  const picture = await createImageBitmap(file).catch(() => null)
  // A picture that this browser cannot read is for the server to look at.
  if (picture === null) return file
  const ratio = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height))
  const small = await jpegOf(draw(picture, picture.width * ratio, picture.height * ratio))
  picture.close()
  if (small === null || small.size >= file.size) return file
  const exif = exifOf(new Uint8Array(await file.arrayBuffer()))
  const blob = exif === null ? small : withExif(new Uint8Array(await small.arrayBuffer()), exif)
  const name = `${file.name.replace(/\.[^.]*$/, '')}.jpg`
  return new File([blob], name, { type: 'image/jpeg', lastModified: file.lastModified })
}

/** A small picture of one that is on the page. @returns null when it cannot be drawn */
export function thumbOf(image: HTMLImageElement): Promise<Blob | null> {
  const { naturalWidth: width, naturalHeight: height } = image
  const ratio = Math.min(1, THUMB_PX / Math.max(width, height, 1))
  return jpegOf(draw(image, width * ratio, height * ratio))
}
