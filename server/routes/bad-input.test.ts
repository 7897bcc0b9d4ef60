import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { aFeedApp, type FeedApp } from '../testing/a-feed-app.ts'

/** Inputs of the fuzzer: 10,000 each time, 100,000 and more on request. */
const FUZZ_RUNS = Number(process.env['NZH_FUZZ_RUNS'] ?? 10_000)
const SEED = 20260603
const PARKING = 'city.traffic.parking-total'
const RENTAL = 'safety.rental.orders'

let feed: FeedApp
const unhandled: unknown[] = []
const onUnhandled = (error: unknown): void => void unhandled.push(error)

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled)
  feed = await aFeedApp(createMemoryStore())
})
afterAll(async () => {
  process.off('unhandledRejection', onUnhandled)
  await feed.close()
})

type Count = { source: string; code: string; count: number }

/** Refusals on the sender's account, one a row or one a body. */
const countedRefusals = async (): Promise<number> => {
  const { counts } = (await feed.get('/feeds/quarantine')).body as { counts: Count[] }
  return counts.reduce((sum, { count }) => sum + count, 0)
}

/** Bodies that are wrong in every way a feed has been wrong before. */
const garbage: fc.Arbitrary<{ type: string; body: Buffer }> = (() => {
  const cell = fc.oneof(
    fc.constantFrom('1e309', '-1e999', 'NaN', 'null', '__proto__', 'constructor', '"', '""', '\0'),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.integer().map(String),
    fc.constantFrom(PARKING, `${RENTAL}.total`, 'district', 'point:x', '人', 'km'),
  )
  const row = fc.dictionary(
    fc.constantFrom('indicator', 'place', 'at', 'value', 'quality', 'source', 'unit', '__proto__'),
    fc.oneof(cell, fc.jsonValue({ maxDepth: 4 }), fc.double(), fc.integer()),
  )
  const depth = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(10_000))
  const json = fc.oneof(
    fc.array(row, { maxLength: 4 }).map((readings) => JSON.stringify({ readings })),
    fc.jsonValue().map((value) => JSON.stringify({ readings: value })),
    depth.map((n) => `{"readings":${'['.repeat(n)}`),
    depth.map((n) => `{"readings":[{"value":${'['.repeat(n)}${']'.repeat(n)}}]}`),
    depth.map((n) => `${'{"readings":'.repeat(n)}1${'}'.repeat(n)}`),
    fc.string({ unit: 'binary' }),
    cell.map((text) => `{"readings":[{"__proto__":{"polluted":1},"value":${text}}]}`),
  )
  const lines = fc
    .array(
      fc.oneof(
        row.map((r) => JSON.stringify(r)),
        cell,
      ),
      { maxLength: 6 },
    )
    .map((all) => all.join('\n'))
  const csv = fc
    .tuple(
      fc.constantFrom('indicator,at,value', 'indicator,at,value,unit', '__proto__', '"indicator'),
      fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 5 }),
    )
    .map(([header, rows]) => [header, ...rows.map((cells) => cells.join(','))].join('\n'))
  const bytes = fc.uint8Array({ maxLength: 64 }).map((raw) => Buffer.from(raw))
  const typed = (type: string, body: fc.Arbitrary<string | Buffer>) =>
    body.map((text) => ({ type, body: Buffer.from(text) }))
  return fc.oneof(
    typed('application/json', fc.oneof(json, bytes)),
    typed('application/x-ndjson', fc.oneof(lines, bytes)),
    typed('text/csv', fc.oneof(csv, bytes)),
    typed('application/octet-stream', bytes),
  )
})()

/** How the bytes arrive: as they are, packed, packed and cut or changed, or called packed when they are not. */
const packing = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constantFrom('gzip', 'cut', 'changed', 'not packed') },
)

function packed(body: Buffer, how: string): Buffer {
  if (how === 'not packed') return body
  const bytes = gzipSync(body)
  if (how === 'cut') return bytes.subarray(0, Math.floor(bytes.length / 2))
  if (how === 'changed') bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x55
  return bytes
}

test(`[R9] of ${FUZZ_RUNS} bodies of garbage each is refused or its rows are, all on the sender's account, and the server goes on`, {
  timeout: 60_000 + FUZZ_RUNS * 6,
}, async () => {
  const before = await countedRefusals()
  let bodies = 0
  let rows = 0
  let kept = 0
  await fc.assert(
    fc.asyncProperty(garbage, packing, async ({ type, body }, how) => {
      const reply = await feed.post(
        how === null ? body : packed(body, how),
        type,
        how === null ? {} : { 'content-encoding': 'gzip' },
      )
      if (reply.statusCode === 202) {
        const { accepted, duplicates, corrections, rejected } = reply.json()
        kept += accepted + duplicates + corrections
        rows += rejected.length
      } else {
        bodies++
        expect([400, 413, 415]).toContain(reply.statusCode)
        expect(reply.json().code).toMatch(/^(MALFORMED|TOO_LARGE|UNSUPPORTED_MEDIA)$/)
      }
    }),
    { numRuns: FUZZ_RUNS, seed: SEED },
  )
  expect(unhandled).toEqual([])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  expect(await countedRefusals()).toBe(before + bodies + rows)
  expect(feed.counts).toMatchObject({
    nzh_reading_requests_refused_total: bodies,
    nzh_readings_rejected_total: rows,
  })
  expect([bodies > FUZZ_RUNS / 10, rows > FUZZ_RUNS / 10]).toEqual([true, true])
  console.log(`[R9] ${bodies} bodies and ${rows} rows refused and counted, ${kept} rows kept`)
  const good = await feed.report([{ indicator: PARKING, at: feed.now(), value: 7 }])
  expect(good.statusCode).toBe(202)
})

test('[R9] gzip bombs and bodies of 50 MB are refused in every type, and counted', async () => {
  const before = await countedRefusals()
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
  const huge = 50 * 1024 * 1024
  const refused = [
    await feed.post(bomb, 'application/json', { 'content-encoding': 'gzip' }),
    await feed.post(bomb, 'application/x-ndjson', { 'content-encoding': 'gzip' }),
    await feed.post(gzipSync(bomb), 'text/csv', { 'content-encoding': 'gzip' }),
    await feed.post(Buffer.alloc(huge, '[')),
    await feed.post(`{"readings":[${'1,'.repeat(huge / 2)}1]}`),
    await feed.post(Buffer.alloc(huge, '1\n'), 'application/x-ndjson'),
    await feed.post(
      Buffer.concat([Buffer.from('indicator,at,value\n'), Buffer.alloc(huge, 'a\n')]),
      'text/csv',
    ),
    await feed.post(Buffer.alloc(65 * 1024 * 1024, ' ')),
  ]
  for (const reply of refused) {
    expect([400, 413]).toContain(reply.statusCode)
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/)
  }
  expect(await countedRefusals()).toBe(before + refused.length)
}, 60_000)

test('[R9] uploads that break off, lie about their length or never end cost nobody anything', async () => {
  await feed.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = feed.app.server.address() as AddressInfo
  const head = (headers: string): string =>
    `POST /api/v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a-feed-token-of-some-length-0123456789\r\n` +
    `Content-Type: application/json\r\n${headers}\r\n\r\n`
  const answers = await Promise.all(
    [
      `${head('Content-Length: 1000000')}{"readings":[`,
      `${head('Content-Length: 5')}{"readings":[]}`,
      head('Content-Length: -1'),
      head('Content-Length: 99999999999999999999'),
      `${head('Transfer-Encoding: chunked')}zz\r\n`,
      `${head('Transfer-Encoding: chunked')}5\r\n{"rea`,
      `${head('Transfer-Encoding: chunked\r\nContent-Length: 3')}0\r\n\r\n`,
    ].map(
      (text) =>
        new Promise<string>((resolve) => {
          let answer = ''
          const socket = connect(port, '127.0.0.1', () => socket.write(text))
          socket.on('data', (data) => {
            answer += data.toString()
          })
          socket.on('error', () => undefined)
          socket.on('close', () => resolve(answer))
          setTimeout(() => socket.destroy(), 500)
        }),
    ),
  )
  for (const answer of answers) expect(answer).not.toMatch(/^HTTP\/1\.1 (2|5)/)
  const good = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(good.status).toBe(200)
  expect(unhandled).toEqual([])
})

test('[R10] an unknown indicator, another unit and a value that is no number are in quarantine, not in the picture', async () => {
  const unit = feed.catalog.current().indicatorById.get(PARKING)?.unit
  const before = (await feed.get(`/indicators/${PARKING}?place=chashan`)).body
  const at = feed.now()
  const rows = [
    ['UNKNOWN_INDICATOR', { indicator: 'city.traffic.unheard-of', at, value: 1 }],
    ['WRONG_UNIT', { indicator: PARKING, place: 'chashan', at, value: 1, unit: '万个' }],
    ['BAD_VALUE', { indicator: PARKING, place: 'chashan', at, value: '1e3' }],
    ['BAD_VALUE', { indicator: PARKING, place: 'chashan', at, value: null }],
    ['UNKNOWN_PLACE', { indicator: PARKING, place: 'atlantis', at, value: 1 }],
    ['DERIVED_INDICATOR', { indicator: `${RENTAL}.closed-rate`, at, value: 1 }],
  ] as const
  const reply = await feed.report(rows.map(([, row]) => row))
  expect(reply.json()).toMatchObject({
    accepted: 0,
    rejected: rows.map(([code], index) => ({ code, index })),
  })
  const { counts, samples } = (await feed.get('/feeds/quarantine?limit=1000')).body
  for (const [code, row] of rows) {
    expect(counts.map((count: Count) => count.code)).toContain(code)
    expect(samples.map(({ sample }: { sample: string }) => sample)).toContain(JSON.stringify(row))
  }
  expect((await feed.get(`/indicators/${PARKING}?place=chashan`)).body).toEqual(before)
  const history = await feed.get(`/indicators/${PARKING}/history?place=chashan`)
  expect(history.body.points).toEqual([])
  const right = await feed.report([{ indicator: PARKING, place: 'chashan', at, value: 1, unit }])
  expect(right.json()).toMatchObject({ accepted: 1 })
})

test('[R12] the same body three times, one after another or at once, is one row of history', async () => {
  const readings = Array.from({ length: 50 }, (_, i) => ({
    indicator: PARKING,
    place: `point:twice-${i % 5}`,
    at: feed.now() - i * 1_000,
    value: i,
  }))
  const replies = [
    ...(await Promise.all([1, 2, 3].map(() => feed.report(readings)))),
    await feed.report(readings),
  ].map((reply) => reply.json())
  expect(replies.map(({ accepted }) => accepted).sort()).toEqual([0, 0, 0, 50])
  expect(replies.map(({ duplicates }) => duplicates).sort((a, b) => a - b)).toEqual([0, 50, 50, 50])
  const { body } = await feed.get(`/indicators/${PARKING}/history?place=point:twice-0`)
  expect(body.points.reduce((sum: number, { n }: { n: number }) => sum + n, 0)).toBe(10)
  const within = await feed.report(
    [readings[0], readings[0], readings[0]].map((r) => ({ ...r, place: 'point:once' })),
  )
  expect(within.json()).toMatchObject({ accepted: 1, duplicates: 2 })
})

test('[S19] names that reach into prototypes are refused in JSON, NDJSON, CSV and query, and change nothing', async () => {
  const row = `{"indicator":"${PARKING}","at":${feed.now()},"value":1,`
  for (const part of [
    '"__proto__":{"polluted":1}',
    '"constructor":{"prototype":{"polluted":1}}',
    '"prototype":1',
  ]) {
    const json = await feed.post(`{"readings":[${row}${part}}]}`)
    expect(json.json()).toMatchObject({ accepted: 0, rejected: [{ code: 'MALFORMED' }] })
    const line = await feed.post(`${row}${part}}`, 'application/x-ndjson')
    expect(line.json()).toMatchObject({ accepted: 0, rejected: [{ code: 'MALFORMED' }] })
    const whole = await feed.post(`{"readings":[],${part}}`)
    expect([whole.statusCode, whole.json().code]).toEqual([400, 'MALFORMED'])
  }
  for (const name of ['__proto__', 'constructor', ' prototype ', '"__proto__"']) {
    const csv = await feed.post(
      `indicator,at,value,${name}\n${PARKING},${feed.now()},1,x`,
      'text/csv',
    )
    expect([name, csv.statusCode, csv.json().code]).toEqual([name, 400, 'MALFORMED'])
  }
  for (const query of ['__proto__=1', 'place[__proto__]=1', 'constructor.prototype=1']) {
    expect((await feed.get(`/indicators/${PARKING}?${query}`)).status).toBe(400)
  }
  expect((await feed.get('/indicators/__proto__')).status).toBe(404)
  expect((await feed.get(`/indicators/${PARKING}?place=__proto__`)).status).toBe(404)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
