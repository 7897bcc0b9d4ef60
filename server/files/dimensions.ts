/** Width and height in pixels. */
export type Pixels = readonly [number, number]

const ascii = (bytes: Buffer, at: number, length: number): string =>
  bytes.toString('latin1', at, at + length)

/** First frame header of a JPEG (ITU-T T.81 B.2.2): SOF0 to SOF15 without DHT, JPG and DAC. */
function jpegPixels(bytes: Buffer): Pixels | null {
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
    } else {
      const length = bytes.readUInt16BE(at + 2)
      if (length < 2) return null
      at += 2 + length
    }
  }
  return null
}

/** PNG (W3C, 11.2.2): the header chunk comes first. */
const pngPixels = (bytes: Buffer): Pixels | null =>
  bytes.length >= 24 && ascii(bytes, 12, 4) === 'IHDR'
    ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
    : null

/** WebP (RFC 9649): lossy, lossless or extended. */
function webpPixels(bytes: Buffer): Pixels | null {
  if (bytes.length < 30) return null
  switch (ascii(bytes, 12, 4)) {
    case 'VP8 ':
      return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff]
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
    }
    case 'VP8X':
      return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]
    default:
      return null
  }
}

/** Boxes that hold boxes on the way to `ispe` (ISO/IEC 23008-12), with what stands before the first one inside. */
const HEIF_FOLDERS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 }
const MOST_BOXES = 10_000

/** Largest of the sizes that a HEIF file names: tiles are smaller than the whole. */
function heifPixels(bytes: Buffer): Pixels | null {
  let largest: Pixels | null = null
  let seen = 0
  const walk = (from: number, end: number): void => {
    for (let at = from; at + 8 <= end && seen < MOST_BOXES; ) {
      seen++
      const short = bytes.readUInt32BE(at)
      const long = short === 1 && at + 16 <= end
      const size = long ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? end - at : short
      const head = long ? 16 : 8
      if (size < head) return
      const type = ascii(bytes, at + 4, 4)
      const skip = HEIF_FOLDERS[type]
      const last = Math.min(at + size, end)
      if (skip !== undefined) walk(at + head + skip, last)
      if (type === 'ispe' && at + head + 12 <= last) {
        const found: Pixels = [bytes.readUInt32BE(at + head + 4), bytes.readUInt32BE(at + head + 8)]
        if (largest === null || found[0] * found[1] > largest[0] * largest[1]) largest = found
      }
      at += size
    }
  }
  walk(0, bytes.length)
  return largest
}

const READERS: Readonly<Record<string, (bytes: Buffer) => Pixels | null>> = {
  'image/jpeg': jpegPixels,
  'image/png': pngPixels,
  'image/webp': webpPixels,
  'image/heic': heifPixels,
}

/**
 * Size of a picture by its header alone; nothing is unpacked.
 *
 * @returns null when the header has none, or one of 0
 */
export function pixelsOf(type: string, bytes: Buffer): Pixels | null {
  const pixels = READERS[type]?.(bytes) ?? null
  return pixels === null || pixels[0] === 0 || pixels[1] === 0 ? null : pixels
}
