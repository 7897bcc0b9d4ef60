import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrderApp, CITY_TOKEN, type OrderApp } from '../testing/an-order-app.ts'

/** Answers of other cities' servers, recorded; not part of this repository. */
const REAL = fileURLToPath(new URL('../../../shared/real/', import.meta.url))
const hasReal = existsSync(join(REAL, 'open311-georeport-xml'))
if (!hasReal) {
  console.log(
    'recorded GeoReport answers are absent (../shared/real): ours are not held against them here',
  )
}
const withReal = test.runIf(hasReal)

type Row = Readonly<Record<string, unknown>>
/** The kind of a value; a text that is a moment is one of its own. */
const kindOf = (value: unknown): string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(value)
    ? 'moment'
    : typeof value

/** The kinds of each field over all records, and the order in which fields that stand together stand. */
function shapeOf(rows: readonly Row[]) {
  const kinds = new Map<string, Set<string>>()
  const after = new Set<string>()
  for (const row of rows) {
    const keys = Object.keys(row)
    for (const [at, key] of keys.entries()) {
      kinds.set(key, (kinds.get(key) ?? new Set()).add(kindOf(row[key])))
      for (const later of keys.slice(at + 1)) after.add(`${key} ${later}`)
    }
  }
  return { kinds, after }
}

/** Where a record departs from the shape: an unknown field, another kind, or another order. */
function departures(row: Row, { kinds, after }: ReturnType<typeof shapeOf>): string[] {
  const keys = Object.keys(row)
  return keys.flatMap((key, at) => {
    const known = kinds.get(key)
    if (known === undefined) return [`${key}: unknown`]
    const turned = keys
      .slice(at + 1)
      .filter((later) => after.has(`${later} ${key}`) && !after.has(`${key} ${later}`))
    return [
      ...(known.has(kindOf(row[key])) ? [] : [`${key}: ${kindOf(row[key])}, not ${[...known]}`]),
      ...turned.map((later) => `${key} stands before ${later}`),
    ]
  })
}

const json = (name: string): Row[] => JSON.parse(readFileSync(join(REAL, name), 'utf8'))
const boston = (): Row[] => {
  const dir = join(REAL, 'boston-open311-json')
  const files = readdirSync(dir).filter((name) => name.endsWith('.json.gz'))
  return files.flatMap((name) => JSON.parse(String(gunzipSync(readFileSync(join(dir, name))))))
}
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'request' })
const xmlRows = (body: string): Row[] => parser.parse(body).service_requests.request

/** A client that knows of the standard only what those answers show, in either format. */
function aClient(server: OrderApp, format: 'json' | 'xml') {
  const rowsOf = (body: string): Row[] => (format === 'json' ? JSON.parse(body) : xmlRows(body))
  const get = async (path: string) => {
    const url = `/open311/v2/${path}.${format}?api_key=${CITY_TOKEN}`
    return (await server.app.inject({ url })).body
  }
  return {
    async services(): Promise<Row[]> {
      const body = await get('services')
      return format === 'json' ? JSON.parse(body) : parser.parse(body).services.service
    },
    async report(fields: Record<string, string>): Promise<string> {
      const reply = await server.app.inject({
        method: 'POST',
        url: `/open311/v2/requests.${format}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ api_key: CITY_TOKEN, ...fields }).toString(),
      })
      return String(rowsOf(reply.body)[0]?.['service_request_id'])
    },
    follow: async (id: string) => rowsOf(await get(`requests/${id}`))[0],
    all: async () => rowsOf(await get('requests')),
  }
}

let server: OrderApp
beforeAll(async () => {
  server = await anOrderApp(createMemoryStore())
  const client = aClient(server, 'json')
  const whole = {
    service_code: 'city.exposed-garbage',
    lat: '31.78',
    long: '119.98',
    address_string: '关河中路 12 号',
    description: '一堆垃圾',
    media_url: 'https://example.org/a.jpg',
  }
  const first = await client.report(whole)
  await client.report({ service_code: 'city.exposed-garbage', lat: '31.7', long: '119.9' })
  const third = await client.report({ ...whole, description: '另一堆' })
  await server.act(first, person('duty', 'duty'), ['express'])
  await server.act(third, person('duty', 'duty'), ['refuse', { reason: '不属本区' }])
})
afterAll(() => server.app.close())

withReal('a record in JSON has the fields, kinds and order that recorded ones have', async () => {
  const shape = shapeOf([...json('open311-georeport-xml/service_requests.json'), ...boston()])
  // Two fields of the standard that neither city's JSON carries; the recorded XML does.
  for (const [field, kind] of [
    ['expected_datetime', 'moment'],
    ['address_id', 'string'],
  ] as const) {
    shape.kinds.set(field, new Set([kind]))
  }
  const rows = await aClient(server, 'json').all()
  expect(rows).toHaveLength(3)
  for (const row of rows) expect(departures(row, shape)).toEqual([])
  const needed = [
    'service_request_id',
    'status',
    'service_name',
    'service_code',
    'requested_datetime',
  ]
  for (const row of rows) expect(Object.keys(row)).toEqual(expect.arrayContaining(needed))
})

withReal(
  'a record in XML has exactly the recorded elements, in their order, empty ones too',
  async () => {
    for (const name of ['requests_many.xml', 'requests_single.xml']) {
      const recorded = xmlRows(readFileSync(join(REAL, 'open311-georeport-xml', name), 'utf8'))
      for (const row of await aClient(server, 'xml').all()) {
        expect(Object.keys(row)).toEqual(Object.keys(recorded[0] ?? {}))
        for (const field of ['requested_datetime', 'long', 'lat', 'service_request_id']) {
          expect(kindOf(row[field])).toBe(kindOf(recorded[0]?.[field]))
        }
      }
    }
  },
)

withReal('a list of services has the recorded fields and kinds', async () => {
  const shape = shapeOf(json('open311-georeport-xml/service_list.json'))
  const [recorded] = json('open311-georeport-xml/service_list.json')
  for (const row of await aClient(server, 'json').services()) {
    expect(departures(row, shape)).toEqual([])
    expect(Object.keys(row).sort()).toEqual(Object.keys(recorded ?? {}).sort())
  }
})

withReal(
  'every status that recorded requests may be in is one of ours, or is none of the standard',
  () => {
    const statuses = new Set(boston().map(({ status }) => status))
    expect([...statuses].filter((status) => status !== 'open' && status !== 'closed')).toEqual([
      'submitted',
    ])
  },
)

test.each(['json', 'xml'] as const)(
  'a client written from recorded answers files and follows a request in %s',
  async (format) => {
    const client = aClient(server, format)
    const [service] = await client.services()
    const id = await client.report({
      service_code: String(service?.['service_code']),
      lat: '31.79',
      long: '119.97',
      description: `由客户端上报 ${format}`,
    })
    expect(await client.follow(id)).toMatchObject({
      service_request_id: id,
      status: 'open',
      service_name: service?.['service_name'],
      description: `由客户端上报 ${format}`,
    })
    await server.act(id, person('duty', 'duty'), ['refuse', { reason: '重复上报' }])
    expect(await client.follow(id)).toMatchObject({
      status: 'closed',
      status_notes: '不予受理 / Refused: 重复上报',
    })
    expect((await client.all()).map((row) => row['service_request_id'])).toContain(id)
  },
)
