/** One TIFF field: tag, type (2 text, 3 short, 4 long, 5 rationals) and its value. */
type Field = readonly [tag: number, type: 2 | 3 | 4 | 5, value: string | number | readonly number[]]

const bytesOf = ([, type, value]: Field): { readonly count: number; readonly data: Buffer } => {
  if (type === 2) {
    const data = Buffer.from(`${value}\0`, 'latin1')
    return { count: data.length, data }
  }
  const numbers = Array.isArray(value) ? value : [Number(value)]
  const data = Buffer.alloc(numbers.length * (type === 3 ? 2 : type === 4 ? 4 : 8))
  for (const [i, number] of numbers.entries()) {
    if (type === 3) data.writeUInt16LE(number, i * 2)
    else if (type === 4) data.writeUInt32LE(number, i * 4)
    else {
      data.writeUInt32LE(Math.round(number * 10_000), i * 8)
      data.writeUInt32LE(10_000, i * 8 + 4)
    }
  }
  return { count: numbers.length, data }
}

/** A directory of a TIFF file that begins at `at`, its long values behind it. */
function directory(at: number, fields: readonly Field[]): Buffer {
  const head = Buffer.alloc(2 + fields.length * 12 + 4)
  head.writeUInt16LE(fields.length)
  const tail: Buffer[] = []
  let free = at + head.length
  for (const [i, field] of fields.entries()) {
    const { count, data } = bytesOf(field)
    const entry = 2 + i * 12
    head.writeUInt16LE(field[0], entry)
    head.writeUInt16LE(field[1], entry + 2)
    head.writeUInt32LE(count, entry + 4)
    if (data.length <= 4) data.copy(head, entry + 8)
    else {
      head.writeUInt32LE(free, entry + 8)
      tail.push(data)
      free += data.length
    }
  }
  return Buffer.concat([head, ...tail])
}

const degrees = (value: number): number[] => {
  const whole = Math.floor(Math.abs(value))
  const minutes = (Math.abs(value) - whole) * 60
  return [whole, Math.floor(minutes), (minutes - Math.floor(minutes)) * 60]
}

export type Camera = {
  /** As a camera writes it: `2024:06:07 08:30:00`. */
  readonly time?: string
  readonly offset?: string
  /** WGS 84 `[lon, lat]`, east and north. */
  readonly position?: readonly [number, number]
}

function exifOf({ time, offset, position }: Camera): Buffer {
  const exifFields: Field[] = [
    ...(time === undefined ? [] : [[0x9003, 2, time] as const]),
    ...(offset === undefined ? [] : [[0x9011, 2, offset] as const]),
  ]
  const gpsFields: Field[] =
    position === undefined
      ? []
      : [
          [1, 2, 'N'],
          [2, 5, degrees(position[1])],
          [3, 2, 'E'],
          [4, 5, degrees(position[0])],
        ]
  const rootBytes = 2 + 2 * 12 + 4
  const exifAt = 8 + rootBytes
  const exif = directory(exifAt, exifFields)
  const gpsAt = exifAt + exif.length
  const root = directory(8, [
    [0x8769, 4, exifAt],
    [0x8825, 4, gpsAt],
  ])
  return Buffer.concat([
    Buffer.from('II*\0\x08\0\0\0', 'latin1'),
    root,
    exif,
    directory(gpsAt, gpsFields),
  ])
}

const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** A JPEG as far as its headers go, with what its camera wrote. */
export function aJpeg(width: number, height: number, camera: Camera = {}): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifOf(camera)])),
    segment(0xc4, Buffer.alloc(20)),
    segment(0xc0, frame),
    Buffer.from([0xff, 0xd9]),
  ])
}

const riff = (kind: string, data: Buffer): Buffer => {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(data.length)
  const body = Buffer.concat([Buffer.from(`WEBP${kind}`, 'latin1'), size, data])
  const whole = Buffer.alloc(4)
  whole.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from('RIFF'), whole, body])
}

/** A WebP header of each of its three forms. */
export function aWebp(kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer {
  const data = Buffer.alloc(16)
  if (kind === 'VP8X') {
    data.writeUIntLE(width - 1, 4, 3)
    data.writeUIntLE(height - 1, 7, 3)
  } else if (kind === 'VP8L') {
    data[0] = 0x2f
    data.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1)
  } else {
    data.set([0x9d, 0x01, 0x2a], 3)
    data.writeUInt16LE(width, 6)
    data.writeUInt16LE(height, 8)
  }
  return riff(kind, data)
}

export const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** A HEIC file as far as its boxes go: a whole picture made of tiles. */
export function aHeic(sizes: readonly (readonly [number, number])[]): Buffer {
  const extents = sizes.map(([width, height]) => {
    const data = Buffer.alloc(12)
    data.writeUInt32BE(width, 4)
    data.writeUInt32BE(height, 8)
    return box('ispe', data)
  })
  return Buffer.concat([
    box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')),
    box('meta', Buffer.alloc(4), box('iprp', box('ipco', ...extents))),
  ])
}
