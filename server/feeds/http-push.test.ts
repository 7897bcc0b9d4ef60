import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { AppError } from '../../protocol/error/codes.ts'
import { aCatalog, anIndicator, aReading, NOON_MS } from '../../protocol/testing/builders.ts'
import { loadedFrom } from '../indicators/testing.ts'
import { MOST_READINGS, parseBody } from './http-push.ts'
import { decodeBody } from './inflate.ts'
import { createQuarantine, quarantineEntries, sampleOf } from './quarantine.ts'
import { validateReadings } from './validate.ts'

const loaded = loadedFrom(
  aCatalog({
    indicators: [
      anIndicator(),
      anIndicator({ id: 'city.test.rate', formula: 'city.test.value * 2', aggregate: 'formula' }),
      anIndicator({ id: 'city.test.other', department: 'police' }),
    ],
  }),
)

const validate = (rows: readonly unknown[], department: string | null = null) =>
  validateReadings(
    rows.map((row, index) => ({ index, row })),
    {
      loaded,
      isPlace: (id) => id === 'district' || id.startsWith('point:'),
      nowMs: NOON_MS,
      department,
      source: 'feed',
    },
  )

const good = { indicator: 'city.test.value', at: NOON_MS, value: 1 }

test('a row that leaves everything optional out is a good reading of the district', () => {
  expect(validate([good])).toEqual({ readings: [aReading()], rejected: [] })
})

test('each bad row gets its code, and the good ones among them stand', () => {
  const rows: [string, unknown][] = [
    ['MALFORMED', null],
    ['MALFORMED', [good]],
    ['MALFORMED', 'indicator'],
    ['MALFORMED', { ...good, source: 7 }],
    ['UNKNOWN_INDICATOR', {}],
    ['UNKNOWN_INDICATOR', { ...good, indicator: '__proto__' }],
    ['UNKNOWN_INDICATOR', { ...good, indicator: ['city.test.value'] }],
    ['DERIVED_INDICATOR', { ...good, indicator: 'city.test.rate' }],
    ['UNKNOWN_PLACE', { ...good, place: 'atlantis' }],
    ['UNKNOWN_PLACE', { ...good, place: 7 }],
    ['BAD_TIME', { ...good, at: undefined }],
    ['BAD_TIME', { ...good, at: '2026-06-03T12:00:00' }],
    ['FUTURE_TIME', { ...good, at: NOON_MS + 300_001 }],
    ['BAD_VALUE', { ...good, value: '1' }],
    ['BAD_VALUE', { ...good, value: JSON.parse('1e309') }],
    ['BAD_VALUE', { ...good, value: Number.NaN }],
    ['BAD_VALUE', { ...good, value: null }],
    ['BAD_QUALITY', { ...good, quality: 'excellent' }],
  ]
  const result = validate([good, ...rows.map(([, row]) => row), { ...good, place: 'point:a' }])
  expect(result.readings.map(({ place }) => place)).toEqual(['district', 'point:a'])
  expect(result.rejected.map(({ index, code }) => [code, index])).toEqual(
    rows.map(([code], i) => [code, i + 1]),
  )
})

test('a message says what was refused in two languages, cut short', () => {
  const { rejected } = validate([{ ...good, indicator: 'x'.repeat(10_000) }])
  expect(rejected[0]?.message).toMatch(/^Unknown indicator \/ 未知指标: x{60}…$/)
})

test('a department feeds its own indicators only', () => {
  const other = { ...good, indicator: 'city.test.other' }
  expect(validate([good, other], 'urban').rejected).toMatchObject([
    { index: 1, code: 'FORBIDDEN_DEPARTMENT' },
  ])
})

test('the same readings come out of JSON, NDJSON and CSV, with or without a byte order mark', () => {
  const at = '2026-06-03T12:00:00+08:00'
  const rows = [
    { indicator: 'city.test.value', place: 'point:a', at, value: -1.5, quality: 'manual' },
    { indicator: 'city.test.value', place: 'district', at, value: 2, source: '甲, "乙"' },
  ]
  const csv = [
    '\uFEFFindicator,place,at,value,quality,source',
    `city.test.value,point:a,${at},-1.5,manual,`,
    `"city.test.value",,${at},2,,"甲, ""乙"""`,
  ].join('\r\n')
  const bodies: [string, string][] = [
    ['application/json; charset=utf-8', JSON.stringify({ readings: rows })],
    ['application/json', `\uFEFF${JSON.stringify({ readings: rows })}`],
    ['application/x-ndjson', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n\n`],
    ['text/csv', csv],
  ]
  const results = bodies.map(([type, text]) => {
    const { rows: parsed, unreadable } = parseBody(type, Buffer.from(text))
    expect(unreadable).toEqual([])
    return validate(parsed.map(({ row }) => row))
  })
  for (const result of results) expect(result).toEqual(results[0])
  expect(results[0]?.readings.map(({ value }) => value)).toEqual([-1.5, 2])
})

test('one bad line costs that line only, whether its JSON or its UTF-8 is broken', () => {
  const line = Buffer.from(JSON.stringify(good))
  const body = Buffer.concat([
    line,
    Buffer.from('\n{"indicator":\n'),
    line,
    Buffer.from([0x0a, 0x7b, 0xff, 0xfe, 0x0a]),
    line,
  ])
  const { rows, unreadable } = parseBody('application/x-ndjson', body)
  expect(rows.map(({ index }) => index)).toEqual([0, 2, 4])
  expect(unreadable.map(({ index }) => index)).toEqual([1, 3])
})

test('a CSV record with a stray quote costs that record only; a quote never closed is told', () => {
  const stray = parseBody('text/csv', Buffer.from('indicator,at,value\na,1,2\nb,"1"x,2\nc,1,2\n'))
  expect(stray.rows.map(({ row }) => row)).toEqual([
    { indicator: 'a', at: '1', value: 2 },
    { indicator: 'b', at: '"1"x', value: 2 },
    { indicator: 'c', at: '1', value: 2 },
  ])
  const open = parseBody('text/csv', Buffer.from('indicator,at,value\na,1,2\nb,"1,2\nc,1,2\n'))
  expect(open.rows.map(({ index }) => index)).toEqual([0])
  expect(open.unreadable).toMatchObject([{ index: 1, why: 'CSV_QUOTE_NOT_CLOSED' }])
})

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'none'
}

test('a body that cannot be read at all is malformed, one of another type is not supported', () => {
  const bodies: [string, string | Buffer][] = [
    ['application/json', ''],
    ['application/json', '{"readings":'],
    ['application/json', '[]'],
    ['application/json', '{"readings":{"length":1}}'],
    ['application/json', '{"__proto__":{"readings":[]}}'],
    ['application/json', Buffer.from([0xff, 0xfe])],
    ['application/x-ndjson', '\n \n'],
    ['text/csv', ''],
    ['text/csv', 'a,b,c\n1,2,3'],
  ]
  for (const [type, body] of bodies) {
    expect(codeOf(() => parseBody(type, Buffer.from(body)))).toBe('MALFORMED')
  }
  expect(codeOf(() => parseBody('text/xml', Buffer.from('<a/>')))).toBe('UNSUPPORTED_MEDIA')
  expect(codeOf(() => parseBody(undefined, Buffer.from('{}')))).toBe('UNSUPPORTED_MEDIA')
})

test('more than 100,000 readings are too many in every format', () => {
  const count = MOST_READINGS + 1
  const bodies: [string, string][] = [
    ['application/json', `{"readings":[${'0,'.repeat(count - 1)}0]}`],
    ['application/x-ndjson', '0\n'.repeat(count)],
    ['text/csv', `indicator,at,value\n${'a,1,2\n'.repeat(count)}`],
  ]
  for (const [type, body] of bodies) {
    expect(codeOf(() => parseBody(type, Buffer.from(body)))).toBe('TOO_LARGE')
  }
})

test('[R9] a gzip bomb is refused before it unfolds; what is no gzip is malformed', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
  await expect(decodeBody(bomb, 'gzip')).rejects.toMatchObject({ code: 'TOO_LARGE' })
  const small = gzipSync(Buffer.alloc(8 * 1024 * 1024))
  await expect(decodeBody(small, 'gzip')).rejects.toMatchObject({ code: 'TOO_LARGE' })
  const text = Buffer.from('not gzip')
  await expect(decodeBody(text, 'gzip')).rejects.toMatchObject({ code: 'MALFORMED' })
  await expect(decodeBody(text, 'br')).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  expect(await decodeBody(gzipSync(text), 'GZIP')).toEqual(text)
})

test('[R9] a row nested beyond reason is refused, and its sample is short', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(validate([deep, { ...good, value: deep }]).rejected.map(({ code }) => code)).toEqual([
    'MALFORMED',
    'BAD_VALUE',
  ])
  expect(sampleOf(deep).length).toBeLessThanOrEqual(500)
})

test('refusals that the store could not take are counted the next time', async () => {
  const kept: string[] = []
  let full = true
  const quarantine = createQuarantine(
    {
      async quarantine(entries) {
        if (full) throw new AppError('STORE_FULL')
        kept.push(...entries.map(({ sample }) => sample))
      },
    },
    () => undefined,
  )
  const rejected = validate([{ n: 1 }]).rejected
  const entries = quarantineEntries(rejected, [{ index: 0, row: { n: 1 } }], [], 'feed', NOON_MS)
  await quarantine.add(entries)
  full = false
  await quarantine.add(entries)
  expect(kept).toEqual(['{"n":1}', '{"n":1}'])
})
