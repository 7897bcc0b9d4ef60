import exifr from 'exifr'
import { expect, test } from 'vitest'
import { exifOf, toldBy, withExif } from './exif.ts'

const bytesOf = (...parts: (number | string)[]): number[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : [part]))
const short = (value: number): number[] => [value >> 8, value & 255]
const long = (value: number): number[] => [0, 0, ...short(value)]

/** A camera's JPEG: turned by a quarter, taken at 2024-06-07 12:34:56 (UTC+8). */
function aCameraJpeg(): Uint8Array<ArrayBuffer> {
  const when = bytesOf('2024:06:07 12:34:56', 0)
  const entry = (tag: number, type: number, count: number, value: number[]) => [
    ...short(tag),
    ...short(type),
    ...long(count),
    ...value,
  ]
  const first = 8
  const second = first + 2 + 2 * 12 + 4
  const text = second + 2 + 12 + 4
  const tiff = [
    ...bytesOf('MM', 0, 42),
    ...long(first),
    ...short(2),
    ...entry(0x0112, 3, 1, [...short(6), 0, 0]),
    ...entry(0x8769, 4, 1, long(second)),
    ...long(0),
    ...short(1),
    ...entry(0x9003, 2, 20, long(text)),
    ...long(0),
    ...when,
  ]
  const body = [...bytesOf('Exif', 0, 0), ...tiff]
  return new Uint8Array([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1],
    ...[0xff, 0xe1, ...short(body.length + 2), ...body],
    ...[0xff, 0xda, 0, 2, 0xff, 0xd9],
  ])
}
const PLAIN = new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 2, 0xff, 0xd9])

test('a smaller copy keeps when the photo was taken, and is not turned a second time', async () => {
  const segment = exifOf(aCameraJpeg())
  if (segment === null) throw new Error('the camera wrote something')
  expect(toldBy(segment)).toEqual({ time: true, place: false })
  const copy = Buffer.from(await withExif(PLAIN, segment).arrayBuffer())
  expect([...copy.subarray(0, 2), ...copy.subarray(-6)]).toEqual([...PLAIN])
  const tags: unknown = await exifr.parse(copy, { reviveValues: false, translateValues: false })
  expect(tags).toMatchObject({ DateTimeOriginal: '2024:06:07 12:34:56', Orientation: 1 })
})

test('a picture without notes, a broken one and what is no JPEG give none', () => {
  expect(exifOf(PLAIN)).toBeNull()
  expect(exifOf(aCameraJpeg().slice(0, 20))).toBeNull()
  expect(exifOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toBeNull()
  expect(exifOf(new Uint8Array())).toBeNull()
})
