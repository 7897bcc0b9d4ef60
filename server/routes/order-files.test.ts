import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import { createBlobs } from '../files/blobs.ts'
import { createFiles, REGRET_MS } from '../files/files.ts'
import { createNotes } from '../notes/notes.ts'
import { createNotices } from '../notes/notices.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrderApp, CITY_TOKEN } from '../testing/an-order-app.ts'
import { orderFileRoutes } from './order-files.ts'
import { orderNoteRoutes } from './order-notes.ts'

const duty: Principal = {
  kind: 'user',
  name: 'duty',
  roles: ['duty'],
  department: null,
  wall: null,
}
const dirs: string[] = []
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

async function aFileApp() {
  const store = createMemoryStore()
  const dir = mkdtempSync(join(tmpdir(), 'nzh-files-'))
  dirs.push(dir)
  const server = await anOrderApp(store, ({ orders, catalog, nowMs }) => async (api) => {
    const orderOf = (id: string) => store.order(id)
    const files = createFiles({
      blobs: createBlobs(join(dir, 'files')),
      store,
      isInDistrict: ([lon]) => lon > 119 && lon < 121,
      nowMs,
      onAdded: (attachment, order) => notes.attached(attachment, order),
    })
    const notes = createNotes({ store, catalog, attachmentsOf: files.attachmentsOf, nowMs })
    const notices = createNotices({
      store,
      orderOf,
      openOrders: orders.openOrders,
      readers: notes.readers,
    })
    const departments = () => [...catalog.current().departmentByCode.keys()]
    await api.register(orderFileRoutes, { files, orderOf })
    await api.register(orderNoteRoutes, { notes, notices, files, orderOf, departments })
  })
  const filed = async (title: string, type = 'city.pothole') => {
    const order = await server.orders.report({ type, title, place: 'chashan' }, duty)
    await server.act(order.id, duty, ['express'])
    return order.id
  }
  return { ...server, dir, filed }
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})
const crc = (bytes: Buffer): number => {
  let c = 0xffffffff
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc(body))
  return Buffer.concat([length, body, sum])
}
/** A whole PNG whose header says so many pixels. */
function aPng(width = 1, height = 1, seed = 0): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from([0, seed]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function form(name: string, bytes: Buffer, fields: Record<string, string> = {}) {
  const boundary = '----nzh'
  const parts = Object.entries(fields).map(
    ([field, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  )
  const payload = Buffer.concat([
    Buffer.from(parts.join('')),
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

type App = Awaited<ReturnType<typeof aFileApp>>
async function upload(
  { app }: App,
  who: Record<string, string>,
  id: string,
  ...file: Parameters<typeof form>
) {
  const { payload, headers } = form(...file)
  return app.inject({
    method: 'POST',
    url: `/api/v1/orders/${id}/attachments`,
    headers: { ...who, ...headers },
    payload,
  })
}

test('a photo is taken with its hash, size, kind and position, and served so that it never runs', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const handler = await server.signIn('handler-housing')
  const sent = await upload(server, handler, id, '../现场.png', aPng(), {
    kind: 'after',
    position: '119.97,31.77',
    takenAt: '2024-06-07T08:59:00+08:00',
  })
  expect(sent.statusCode).toBe(201)
  const attachment = sent.json()
  expect(attachment).toMatchObject({
    kind: 'after',
    name: '现场.png',
    type: 'image/png',
    bytes: aPng().length,
    position: [119.97, 31.77],
    takenAt: '2024-06-07T00:59:00.000Z',
    pixels: [1, 1],
    by: 'handler-housing',
    department: 'housing',
  })
  expect(attachment.sha256).toMatch(/^[0-9a-f]{64}$/)
  const url = `/api/v1/orders/${id}/attachments/${attachment.id}`
  const got = await server.app.inject({ url, headers: handler })
  expect(got.rawPayload.equals(aPng())).toBe(true)
  expect(got.headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  })
  expect(got.headers['content-disposition']).toMatch(/^attachment; .*filename\*=UTF-8''%E7%8E%B0/)
  const part = await server.app.inject({ url, headers: { ...handler, range: 'bytes=1-3' } })
  expect([part.statusCode, part.body]).toEqual([206, 'PNG'])
  const same = await server.app.inject({
    url,
    headers: { ...handler, 'if-none-match': String(got.headers.etag) },
  })
  expect(same.statusCode).toBe(304)
})

test.each([
  ['a page', '<html><script>alert(1)</script></html>', 'FILE_KIND'],
  ['a drawing that can run', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'FILE_KIND'],
  ['a photo in name only', 'not a photo', 'FILE_KIND'],
  ['nothing', '', 'FILE_KIND'],
])('[S28] %s is refused whatever its name says', async (_, content, code) => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const who = await server.signIn('duty')
  const sent = await upload(server, who, id, 'photo.jpg', Buffer.from(content))
  expect(sent.json()).toMatchObject({ status: 415, code })
  expect(readdirSync(join(server.dir, 'files'), { recursive: true })).toEqual(['incoming'])
})

test('[S20] a picture of a gigapixel and a file of more than 20 MiB are refused, and nothing of them is left', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const who = await server.signIn('duty')
  const vast = await upload(server, who, id, 'a.png', aPng(40_000, 40_000))
  expect(vast.json()).toMatchObject({ status: 413, code: 'ARCHIVE_TOO_LARGE' })
  const heavy = await upload(server, who, id, 'a.png', Buffer.alloc(21 * 1024 * 1024, 1))
  expect(heavy.json()).toMatchObject({ status: 413, code: 'TOO_LARGE' })
  expect(readdirSync(join(server.dir, 'files'), { recursive: true })).toEqual(['incoming'])
})

test('a position outside, a time to come and an unknown kind each have their code', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const who = await server.signIn('duty')
  const codes = []
  for (const fields of [
    { position: '2.35,48.85' },
    { position: 'here' },
    { takenAt: '2030-01-01T00:00:00Z' },
    { takenAt: '2024-02-30T00:00:00Z' },
    { kind: 'selfie' },
  ]) {
    codes.push((await upload(server, who, id, 'a.png', aPng(), fields)).json().code)
  }
  expect(codes).toEqual(['POSITION_OUTSIDE', 'MALFORMED', 'FUTURE_TIME', 'BAD_TIME', 'MALFORMED'])
})

test('[S4] files and notes of another department’s order do not exist, to read, to write or to delete', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const { id: attachment } = (
    await upload(server, await server.signIn('duty'), id, 'a.png', aPng())
  ).json()
  const police = await server.signIn('handler-police')
  const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
    server.app.inject({
      method,
      url: `/api/v1/orders/${path}`,
      headers: police,
      ...(payload === undefined ? {} : { payload }),
    })
  const unknown = 'CG20240607-999999'
  for (const order of [id, unknown]) {
    const replies = [
      await ask('GET', `${order}/attachments`),
      await ask('GET', `${order}/attachments/${attachment}`),
      await ask('DELETE', `${order}/attachments/${attachment}`),
      await ask('GET', `${order}/notes`),
      await ask('POST', `${order}/comments`, { text: 'x' }),
      await ask('POST', `${order}/read`, {}),
      await upload(server, police, order, 'a.png', aPng()),
    ]
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(7).fill(404))
  }
})

test('its author takes a file back within ten minutes, nobody else and not later', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const [author, other] = [await server.signIn('duty'), await server.signIn('supervisor')]
  const first = (await upload(server, author, id, 'a.png', aPng())).json().id
  const second = (await upload(server, author, id, 'b.png', aPng(1, 1, 7))).json().id
  const remove = (headers: Record<string, string>, attachment: string) =>
    server.app.inject({
      method: 'DELETE',
      url: `/api/v1/orders/${id}/attachments/${attachment}`,
      headers,
    })
  expect((await remove(other, first)).statusCode).toBe(403)
  expect((await remove(author, first)).statusCode).toBe(204)
  expect((await remove(author, first)).statusCode).toBe(404)
  server.pass(REGRET_MS + 1)
  expect((await remove(author, second)).statusCode).toBe(403)
})

test('the same bytes on another order are marked, and named to those who may see that order', async () => {
  const server = await aFileApp()
  const [one, two] = [await server.filed('一'), await server.filed('二')]
  const who = await server.signIn('duty')
  await upload(server, who, one, 'a.png', aPng())
  const again = (await upload(server, who, two, 'b.png', aPng())).json()
  expect(again).toMatchObject({ reused: true, reusedFrom: [one] })
})

test('[S4] that bytes were used before is told to all, on which order only to those who see it', async () => {
  const server = await aFileApp()
  const foreign = await server.filed('住建', 'city.pothole')
  const own = await server.filed('城管', 'city.lamp-out')
  await upload(server, await server.signIn('duty'), foreign, 'a.png', aPng())
  const urban = await server.signIn(`handler-${(await server.store.order(own))?.department}`)
  const again = (await upload(server, urban, own, 'b.png', aPng())).json()
  expect(again.reused).toBe(true)
  expect(JSON.stringify(again)).not.toContain(foreign)
  for (const path of ['attachments', 'notes']) {
    const url = `/api/v1/orders/${own}/${path}`
    const reply = await server.app.inject({ url, headers: urban })
    expect(reply.body).toContain('"reused":true')
    expect(reply.body).not.toContain(foreign)
  }
})

test('fields may stand behind the file, a feed may attach, a form of no or two files is refused', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const city = { authorization: `Bearer ${CITY_TOKEN}` }
  const { payload, headers } = form('a.png', aPng())
  const boundary = '----nzh'
  const tail = `--${boundary}\r\ncontent-disposition: form-data; name="kind"\r\n\r\nbefore\r\n--${boundary}--\r\n`
  const open = payload.subarray(0, payload.length - `--${boundary}--\r\n`.length)
  const post = (body: Buffer, more: Record<string, string> = headers) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v1/orders/${id}/attachments`,
      headers: { ...city, ...more },
      payload: body,
    })
  const sent = await post(Buffer.concat([open, Buffer.from(tail)]))
  expect([sent.statusCode, sent.json().kind]).toEqual([201, 'before'])
  const two = await post(Buffer.concat([open, payload]))
  expect(two.json()).toMatchObject({ status: 413 })
  const none = await post(Buffer.from(tail))
  expect(none.json()).toMatchObject({ status: 400, code: 'MALFORMED', field: 'file' })
  const json = await post(Buffer.from('{}'), { 'content-type': 'application/json' })
  expect(json.statusCode).toBe(415)
  expect(await server.store.records({ collection: 'orders.attachments', limit: 9 })).toHaveLength(1)
})

test('a picture is shown inline only when asked for, other files never, and nothing is kept unasked', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const who = await server.signIn('duty')
  const pdf = Buffer.from('%PDF-1.7\n<script>alert(1)</script>\n')
  const shown = []
  for (const [name, bytes] of [
    ['a.html', aPng()],
    ['b.svg', pdf],
  ] as const) {
    const file = (await upload(server, who, id, name, bytes)).json()
    for (const query of ['', '?inline=true']) {
      const url = `/api/v1/orders/${id}/attachments/${file.id}${query}`
      const { headers } = await server.app.inject({ url, headers: who })
      shown.push(`${headers['content-type']} ${String(headers['content-disposition']).slice(0, 6)}`)
      expect(headers['cache-control']).toBe('private, no-cache')
      expect(headers['content-security-policy']).toBe("sandbox; default-src 'none'")
    }
  }
  expect(shown).toEqual([
    'image/png attach',
    'image/png inline',
    'application/pdf attach',
    'application/pdf attach',
  ])
})

test('the centre sees which units have not read what waits for them; a unit sees its own only', async () => {
  const server = await aFileApp()
  await server.filed('坑')
  const [duty, housing] = [await server.signIn('duty'), await server.signIn('handler-housing')]
  const notices = async (headers: Record<string, string>, query = '') =>
    (await server.app.inject({ url: `/api/v1/notices${query}`, headers })).json()
  expect(await notices(duty)).toMatchObject({
    department: null,
    departments: [{ department: 'housing', counts: { lead: 1, unseen: 1 } }],
  })
  expect(await notices(housing, '?department=police')).toMatchObject({ code: 'NOT_FOUND' })
  const { notices: own } = await notices(housing)
  expect(own).toMatchObject([{ kind: 'lead', unread: true, readBy: [] }])
  server.pass(60_000)
  const url = `/api/v1/orders/${own[0].orderId}/read`
  const read = () => server.app.inject({ method: 'POST', url, headers: housing, payload: {} })
  const { at: first } = (await read()).json().note
  server.pass(60_000)
  expect((await read()).json().note).toMatchObject({ firstAt: first })
  expect((await notices(duty, '?department=housing&all=true')).notices).toMatchObject([
    { kind: 'lead', readBy: [{ name: 'handler-housing' }] },
  ])
  expect(await notices(duty)).toMatchObject({ departments: [{ counts: { unseen: 0 } }] })
})

test('comments name departments, say who does not see the order, and receipts say who has read', async () => {
  const server = await aFileApp()
  const id = await server.filed('坑')
  const [desk, handler] = [await server.signIn('duty'), await server.signIn('handler-housing')]
  const post = (headers: Record<string, string>, path: string, payload: object) =>
    server.app.inject({ method: 'POST', url: `/api/v1/orders/${id}/${path}`, headers, payload })
  const said = (await post(desk, 'comments', { text: '请 @住建局 与 @police 到场\u202e' })).json()
  expect(said.note).toMatchObject({
    text: '请 @住建局 与 @police 到场',
    mentions: ['housing', 'police'],
  })
  expect(said.unseen).toEqual(['police'])
  const waiting = await server.app.inject({ url: '/api/v1/notices', headers: handler })
  expect(waiting.json()).toMatchObject({ department: 'housing', counts: { mention: 1, lead: 1 } })
  server.pass(1_000)
  await post(handler, 'read', {})
  expect(
    (await server.app.inject({ url: '/api/v1/notices', headers: handler })).json().notices,
  ).toEqual([])
  const notes = (
    await server.app.inject({ url: `/api/v1/orders/${id}/notes`, headers: desk })
  ).json()
  expect(notes.notes.map(({ kind, by }: { kind: string; by: string }) => `${kind} ${by}`)).toEqual([
    'comment duty',
    'read handler-housing',
  ])
  expect((await post(desk, 'comments', { text: '   ' })).json().code).toBe('MALFORMED')
  expect((await post(desk, 'comments', { text: 'x', mentions: ['nobody'] })).json()).toMatchObject({
    code: 'MALFORMED',
    field: 'mentions',
  })
})

test('a photo and a comment that are sent again after a lost answer are there once; a number that is taken is refused', async () => {
  const server = await aFileApp()
  const [id, other] = [await server.filed('坑'), await server.filed('坑二')]
  const handler = await server.signIn('handler-housing')
  const photo = { id: randomUUID(), kind: 'after', position: '119.97,31.78' }
  const first = await upload(server, handler, id, '现场.png', aPng(), photo)
  expect(first.statusCode, first.body).toBe(201)
  const again = await upload(server, handler, id, '现场.png', aPng(), photo)
  expect(first.json()).toMatchObject({ id: photo.id, placedBy: 'sender' })
  expect(again.json()).toEqual(first.json())
  for (const [order, bytes] of [
    [id, aPng(1, 1, 9)],
    [other, aPng()],
  ] as const) {
    const taken = await upload(server, handler, order, '现场.png', bytes, photo)
    expect(taken.json()).toMatchObject({ code: 'MALFORMED', field: 'id', reason: 'taken' })
  }
  const bad = await upload(server, handler, id, '现场.png', aPng(), { id: '../x' })
  expect(bad.json()).toMatchObject({ code: 'MALFORMED', field: 'id' })

  const say = (order: string, payload: object) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v1/orders/${order}/comments`,
      headers: handler,
      payload,
    })
  const saidAt = new Date(Date.parse(first.json().at) - 3_600_000).toISOString()
  const said = { text: '已到场', id: randomUUID(), saidAt }
  const one = await say(id, said)
  expect(one.json().note).toMatchObject({ id: said.id, saidAt })
  expect((await say(id, said)).json()).toEqual(one.json())
  expect((await say(other, said)).json()).toMatchObject({ field: 'id', reason: 'taken' })
  const ahead = new Date(Date.parse(first.json().at) + 3_600_000).toISOString()
  expect((await say(id, { text: 'x', saidAt: ahead })).json().code).toBe('FUTURE_TIME')
  const { notes } = (
    await server.app.inject({ url: `/api/v1/orders/${id}/notes`, headers: handler })
  ).json()
  expect(notes.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['attachment', 'comment'])
})
