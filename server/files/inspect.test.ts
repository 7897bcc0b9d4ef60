import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pixelsOf } from './dimensions.ts'
import { inspect } from './inspect.ts'
import { aHeic, aJpeg, aWebp, box } from './testing.ts'

const CITY = [119.97, 31.77] as const

test.each([
  ['image/jpeg', aJpeg(4032, 3024)],
  ['image/webp', aWebp('VP8 ', 4032, 3024)],
  ['image/webp', aWebp('VP8L', 4032, 3024)],
  ['image/webp', aWebp('VP8X', 4032, 3024)],
  [
    'image/heic',
    aHeic([
      [512, 512],
      [4032, 3024],
      [512, 512],
    ]),
  ],
])('%s is known by its content, with its size', async (type, bytes) => {
  expect(await inspect(bytes)).toMatchObject({ type, pixels: [4032, 3024] })
})

test('papers and films have no size in pixels', async () => {
  const pdf = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')
  const film = box('ftyp', Buffer.from('mp42\0\0\0\0mp42isom', 'latin1'))
  expect([await inspect(pdf), await inspect(film)]).toMatchObject([
    { type: 'application/pdf', pixels: null },
    { type: 'video/mp4', pixels: null },
  ])
})

test.each([
  ['a GIF', Buffer.from('GIF89a\x01\0\x01\0', 'latin1')],
  ['a ZIP, as office files with macros are', Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1')],
  ['an old office file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  ['a program', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')],
  ['a JPEG that ends before it says how large it is', aJpeg(10, 10).subarray(0, 40)],
  ['a JPEG of no width', aJpeg(0, 10)],
  ['a HEIC without a size', aHeic([])],
])('%s is refused', async (_, bytes) => {
  await expect(inspect(bytes)).rejects.toMatchObject({ code: 'FILE_KIND' })
})

test('[S20] a picture of more than 60 megapixels is refused by its header alone', async () => {
  const vast = [
    aJpeg(60_000, 60_000),
    aWebp('VP8L', 16_383, 16_383),
    aHeic([
      [1, 1],
      [100_000, 100_000],
    ]),
  ]
  for (const bytes of vast) {
    await expect(inspect(bytes)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' })
  }
  expect(await inspect(aJpeg(10_000, 6_000))).toMatchObject({ pixels: [10_000, 6_000] })
})

test('what a camera wrote is read: its own offset, else the district’s time, and where it stood', async () => {
  const time = '2024:06:07 08:30:00'
  expect(await inspect(aJpeg(8, 8, { time, position: CITY }))).toMatchObject({
    takenAt: '2024-06-07T00:30:00.000Z',
    position: [expect.closeTo(CITY[0], 4), expect.closeTo(CITY[1], 4)],
  })
  expect(await inspect(aJpeg(8, 8, { time, offset: '+00:00' }))).toMatchObject({
    takenAt: '2024-06-07T08:30:00.000Z',
    position: null,
  })
})

test('a camera that knew neither time nor place says so by nonsense, and nothing is taken over', async () => {
  const unset = { time: '0000:00:00 00:00:00', position: [0, 0] } as const
  for (const camera of [unset, { time: '2024:02:31 08:00:00' }, {}]) {
    expect(await inspect(aJpeg(8, 8, camera))).toMatchObject({ takenAt: null, position: null })
  }
})

test('whatever the bytes are, reading a size ends, and gives whole numbers above 0 or nothing', () => {
  const types = fc.constantFrom('image/jpeg', 'image/png', 'image/webp', 'image/heic')
  const starts = fc.constantFrom(
    Buffer.alloc(0),
    aJpeg(8, 8).subarray(0, 30),
    aWebp('VP8X', 8, 8).subarray(0, 20),
    aHeic([[8, 8]]).subarray(0, 40),
  )
  fc.assert(
    fc.property(types, starts, fc.uint8Array({ maxLength: 400 }), (type, start, rest) => {
      const pixels = pixelsOf(type, Buffer.concat([start, rest]))
      expect(pixels === null || pixels.every((n) => Number.isInteger(n) && n > 0)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
