import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrderApp, CITY_TOKEN, type OrderApp } from '../testing/an-order-app.ts'

let server: OrderApp
beforeAll(async () => {
  server = await anOrderApp(createMemoryStore())
})
afterAll(() => server.app.close())

const get = (path: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url: `/open311/v2/${path}`, headers })
const read = (path: string) => get(`${path}${path.includes('?') ? '&' : '?'}api_key=${CITY_TOKEN}`)
const post = (
  fields: Record<string, string>,
  format = 'json',
  headers: Record<string, string> = {},
) =>
  server.app.inject({
    method: 'POST',
    url: `/open311/v2/requests.${format}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  })
const GARBAGE = {
  api_key: CITY_TOKEN,
  service_code: 'city.exposed-garbage',
  lat: '31.78',
  long: '119.98',
}
const file = async (fields: Record<string, string> = {}) => {
  const reply = await post({ ...GARBAGE, ...fields })
  expect(reply.body).toContain('service_request_id')
  return String(reply.json()[0].service_request_id)
}
const one = async (id: string) => (await read(`requests/${id}.json`)).json()[0]
const xmlOf = (body: string) => {
  expect(XMLValidator.validate(body)).toBe(true)
  return new XMLParser({ parseTagValue: false, isArray: (name) => name === 'request' }).parse(body)
}

test('discovery and services are read without a key, in both formats', async () => {
  for (const path of ['discovery', 'services', 'services/city.exposed-garbage']) {
    const [json, xml] = [await get(`${path}.json`), await get(`${path}.xml`)]
    expect([json.statusCode, json.headers['content-type']]).toEqual([
      200,
      'application/json; charset=utf-8',
    ])
    expect([xml.statusCode, xml.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8'])
    expect(XMLValidator.validate(xml.body)).toBe(true)
  }
})

test('every order type of the catalog is a service, with its category as group', async () => {
  const services = (await get('services.json')).json()
  const { orderTypes } = server.catalog.current().catalog
  expect(services.map((s: { service_code: string }) => s.service_code)).toEqual(
    orderTypes.map(({ code }) => code),
  )
  expect(xmlOf((await get('services.xml')).body).services.service).toHaveLength(orderTypes.length)
  const [first] = (await get('services.json?lang=en')).json()
  expect(first).toMatchObject({ metadata: true, type: 'realtime' })
  expect(first.keywords.split(', ').length).toBeGreaterThan(3)
})

test('a definition offers the severity as a list of four values', async () => {
  const definition = (await get('services/city.exposed-garbage.json')).json()
  expect(definition.attributes[0]).toMatchObject({
    variable: true,
    code: 'severity',
    datatype: 'singlevaluelist',
    order: 1,
  })
  expect(definition.attributes[0].values.map((value: { key: string }) => value.key)).toEqual([
    '1',
    '2',
    '3',
    '4',
  ])
  const xml = xmlOf((await get('services/city.exposed-garbage.xml')).body)
  expect(xml.service_definition.attributes.attribute[0].values.value).toHaveLength(4)
})

test('requests are not read without a key, nor with a wrong one, and the refusal has the form of the standard', async () => {
  const none = await get('requests.json')
  expect([none.statusCode, none.json()]).toEqual([
    401,
    [{ code: 401, description: expect.stringContaining('api_key') }],
  ])
  const wrong = await get('requests.xml?api_key=not-a-token-at-all')
  expect(wrong.statusCode).toBe(403)
  expect(xmlOf(wrong.body).errors.error.code).toBe('403')
  expect((await post({ ...GARBAGE, api_key: '' })).statusCode).toBe(401)
  expect((await get('requests.json', { authorization: `Bearer ${CITY_TOKEN}` })).statusCode).toBe(
    200,
  )
})

test('a session may report with its anti-forgery token only', async () => {
  const headers = await server.signIn('duty')
  const { api_key: _, ...fields } = { ...GARBAGE, description: '会话上报' }
  const cookie = { cookie: String(headers['cookie']) }
  expect((await post(fields, 'json', cookie)).statusCode).toBe(403)
  expect((await post(fields, 'json', headers)).statusCode).toBe(200)
})

test('a report is filed by form or by JSON and read back', async () => {
  const id = await file({
    description: '路口一堆垃圾\n第二行',
    address_string: '关河中路 12 号',
    'attribute[severity]': '2',
    'attribute[landmark]': '菜场东门',
    media_url: 'https://example.org/a.jpg',
  })
  expect(await one(id)).toEqual({
    service_request_id: id,
    status: 'open',
    status_notes: '已上报 / Reported',
    service_name: '暴露垃圾',
    service_code: 'city.exposed-garbage',
    description: '路口一堆垃圾\n第二行',
    agency_responsible: expect.any(String),
    requested_datetime: '2024-06-07T09:00:00+08:00',
    updated_datetime: '2024-06-07T09:00:00+08:00',
    address: '关河中路 12 号(菜场东门)',
    lat: 31.78,
    long: 119.98,
    media_url: 'https://example.org/a.jpg',
  })
  expect(await server.store.order(id)).toMatchObject({
    title: '路口一堆垃圾',
    severity: 2,
    channel: 'open311',
  })
  const json = await server.app.inject({
    method: 'POST',
    url: '/open311/v2/requests.json',
    payload: { ...GARBAGE, lat: 31.7, long: 119.9, attribute: { severity: 1 } },
  })
  expect((await one(json.json()[0].service_request_id)).lat).toBe(31.7)
})

test('an unknown value is a missing key in JSON and an empty element in XML', async () => {
  const id = await file({ lat: '', long: '', address_string: '只有地址' })
  const json = await one(id)
  expect(Object.keys(json)).not.toContain('lat')
  expect(Object.keys(json)).not.toContain('description')
  const [xml] = xmlOf((await read(`requests/${id}.xml`)).body).service_requests.request
  expect(xml).toMatchObject({ description: '', lat: '', long: '', media_url: '', zipcode: '' })
})

test('nobody is told who reported', async () => {
  const id = await file({
    first_name: '小明',
    last_name: '王',
    phone: '13800000000',
    email: 'a@b.cn',
  })
  const [first] = await server.store.orderEvents(id)
  expect(first?.args['reporter']).toBe('王 小明, 13800000000, a@b.cn')
  const bodies = [
    await read(`requests/${id}.json`),
    await read(`requests/${id}.xml`),
    await read('requests.json'),
  ]
  for (const { body } of bodies) expect(body).not.toMatch(/小明|13800000000|a@b\.cn/)
})

test('the same report within ten minutes is one order, a later one is another', async () => {
  const again = { description: '同一份', device_id: 'device-1' }
  const first = await file(again)
  server.pass(9 * 60_000)
  expect(await file(again)).toBe(first)
  expect(await file({ ...again, device_id: 'device-2' })).not.toBe(first)
  server.pass(2 * 60_000)
  expect(await file(again)).not.toBe(first)
})

test('an Idempotency-Key makes one order of all that is sent with it', async () => {
  const send = (description: string, key: string) =>
    post({ ...GARBAGE, description }, 'json', { 'idempotency-key': key })
  const first = (await send('甲', 'k-1')).json()
  server.pass(3 * 86_400_000)
  expect((await send('甲', 'k-1')).json()).toEqual(first)
  expect((await send('甲', 'k-2')).json()).not.toEqual(first)
  expect((await send('甲', 'with a space')).statusCode).toBe(400)
})

test('two copies sent at the same moment open one order', async () => {
  const replies = await Promise.all([1, 2, 3].map(() => file({ description: '同时' })))
  expect(new Set(replies).size).toBe(1)
})

test('a refusal closes the request and says why, in both languages', async () => {
  const id = await file({ description: '超出范围' })
  await server.act(id, person('duty', 'duty'), ['refuse', { reason: '不属本区管辖 <外区>' }])
  expect(await one(id)).toMatchObject({
    status: 'closed',
    status_notes: '不予受理 / Refused: 不属本区管辖 <外区>',
  })
  const xml = await read(`requests/${id}.xml`)
  expect(xml.body).toContain('&lt;外区&gt;')
  const listed = xmlOf((await read('requests.xml?status=closed')).body).service_requests.request
  expect(listed.map((r: { service_request_id: string }) => r.service_request_id)).toContain(id)
})

test('a token is the number itself, because requests are numbered at once', async () => {
  const id = await file({ description: '令牌' })
  expect((await read(`tokens/${id}.json`)).json()).toEqual([{ service_request_id: id, token: id }])
  expect((await read('tokens/none.json')).statusCode).toBe(404)
})

test('a list is filtered by number, service, status and time', async () => {
  const [a, b] = [await file({ description: '列一' }), await file({ description: '列二' })]
  const ids = async (query: string) =>
    (await read(`requests.json?${query}`))
      .json()
      .map((r: { service_request_id: string }) => r.service_request_id)
  expect(await ids(`service_request_id=${b},${a},none`)).toEqual([b, a])
  expect(await ids(`service_request_id=${b}&service_request_id=${a}`)).toEqual([b, a])
  expect(await ids('service_code=city.exposed-garbage&page_size=2')).toEqual([b, a])
  expect(await ids('page_size=1&page=2')).toEqual([a])
  expect(await ids('start_date=2024-01-01T00:00:00Z&end_date=2024-03-01T00:00:00Z')).toEqual([])
  expect(await ids('start_date=2030-01-01T00:00:00%2B08:00')).toEqual([])
})

test('a department sees its own requests only', async () => {
  const id = await file({ description: '部门' })
  const token = await server.identity.tokens.issue('fire', 'fire')
  const reply = await get(`requests/${id}.json?api_key=${token.token}`)
  expect(reply.statusCode).toBe(404)
  expect((await get(`requests.json?api_key=${token.token}`)).json()).toEqual([])
})

const BAD_READS = [
  'requests.json?start_date=yesterday',
  'requests.json?start_date=2024-02-30T00:00:00Z',
  'requests.json?start_date=2024-01-01',
  'requests.json?start_date=2024-01-01T00:00:00Z&end_date=2024-06-01T00:00:00Z',
  'requests.json?start_date=2024-06-01T00:00:00Z&end_date=2024-01-01T00:00:00Z',
  'requests.json?status=lost',
  'requests.json?page=0',
  'requests.json?page=1000&page_size=1000',
  'requests.json?page_size=1e3',
  'requests.json?page_size=100000',
  `requests.json?service_request_id=${Array.from({ length: 1_001 }, (_, i) => i).join()}`,
  'requests.json?status=open&__proto__[polluted]=1',
]
test.each(BAD_READS.map((path) => [path.slice(0, 80), path]))(
  'what cannot be asked is refused: %s',
  async (_short, path) => {
    const reply = await read(String(path))
    expect([reply.statusCode, reply.json()]).toEqual([
      400,
      [{ code: 400, description: expect.any(String) }],
    ])
  },
)

const BAD_REPORTS: readonly [string, Record<string, string>, number][] = [
  ['no service', { service_code: '' }, 400],
  ['an unknown service', { service_code: "city' OR '1'='1" }, 404],
  ['no place', { lat: '', long: '' }, 400],
  ['half a position', { long: '' }, 400],
  ['a latitude that is none', { lat: '0x1f' }, 400],
  ['a latitude off the earth', { lat: '91' }, 400],
  ['a place that nobody knows', { address_id: 'atlantis' }, 400],
  ['a severity that is none', { 'attribute[severity]': '5' }, 400],
  ['an attribute of another service', { 'attribute[WHISPAWN]': '1' }, 400],
  ['a prototype', { 'attribute[__proto__]': '1' }, 400],
  ['a picture on a strange scheme', { media_url: 'javascript:alert(1)' }, 400],
  ['a description too long', { description: 'x'.repeat(4_001) }, 400],
]
test.each(BAD_REPORTS)('a report with %s is refused', async (_what, fields, status) => {
  const reply = await post({ ...GARBAGE, description: _what, ...fields })
  expect([reply.statusCode, reply.json()[0].code]).toEqual([status, status])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('XML, a body too large and a format that is none are refused', async () => {
  const doc =
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
  const xml = await server.app.inject({
    method: 'POST',
    url: '/open311/v2/requests.xml',
    headers: { 'content-type': 'text/xml' },
    payload: doc,
  })
  expect([xml.statusCode, xmlOf(xml.body).errors.error.code]).toEqual([415, '415'])
  expect((await post({ ...GARBAGE, description: 'x'.repeat(1_100_000) })).statusCode).toBe(413)
  expect((await get('requests.csv')).statusCode).toBe(404)
  expect((await get('nothing.xml')).body).toContain('<errors>')
})

test('what a reporter writes stays text in XML', async () => {
  const wild = '</description><script>&amp; "\u0000\u0008 ]]> \ud800 <!ENTITY'
  const id = await file({ description: wild, address_string: '=1+1' })
  const [request] = xmlOf((await read(`requests/${id}.xml`)).body).service_requests.request
  expect(request.description).toBe('</description><script>&amp; " ]]> \ufffd <!ENTITY')
})

test('S18: no parameter changes the question', async () => {
  for (const wild of ["' OR 1=1 --", '%', '_', "'; DROP TABLE orders; --", '\u0000']) {
    const q = encodeURIComponent(wild)
    expect((await read(`requests/${q}.json`)).statusCode).toBe(404)
    expect((await read(`requests.json?service_request_id=${q}`)).json()).toEqual([])
    expect((await read(`requests.json?service_code=${q}`)).statusCode).toBe(404)
  }
})
