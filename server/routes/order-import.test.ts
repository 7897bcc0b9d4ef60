import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { IMPORT_COLUMNS } from '../../protocol/order/columns.ts'
import { createIntake, type Intake } from '../intake/intake.ts'
import type { ImportJob } from '../intake/job.ts'
import { aFile } from '../intake/testing.ts'
import { person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import {
  anOrderApp,
  CITY_TOKEN,
  type OrderApp,
  type OrderAppParts,
} from '../testing/an-order-app.ts'
import { orderImportRoutes } from './order-import.ts'

let store: Store
let server: OrderApp
let intake: Intake
const intakeOf = ({ orders, store, catalog, nowMs }: OrderAppParts): Intake =>
  createIntake({
    orders,
    store,
    catalog,
    placeNamed: (text) => (text === '茶山街道' ? 'chashan' : null),
    nowMs,
    onError: (error) => {
      throw error
    },
  })

beforeEach(async () => {
  store = createMemoryStore()
  server = await anOrderApp(store, (parts) => async (app) => {
    intake = intakeOf(parts)
    await intake.start()
    await app.register(orderImportRoutes, { intake, catalog: parts.catalog })
  })
})
afterEach(async () => {
  await intake.close()
  await server.app.close()
})

const CITY = { authorization: `Bearer ${CITY_TOKEN}` }

async function upload(
  content: string | Buffer,
  headers: Readonly<Record<string, string>> = CITY,
  query = '',
) {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(Buffer.from(content))]), 'orders.csv')
  const request = new Request('http://x', { method: 'POST', body: form })
  const reply = await server.app.inject({
    method: 'POST',
    url: `/api/v1/orders/import${query}`,
    headers: { ...headers, 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  return { status: reply.statusCode, body: reply.json() }
}

const get = async (path: string, headers: Readonly<Record<string, string>> = CITY) =>
  server.app.inject({ url: `/api/v1/orders/import/${path}`, headers })

async function ended(id: string): Promise<ImportJob> {
  for (let i = 0; i < 500; i++) {
    const job: ImportJob = (await get(id)).json()
    if (job.state !== 'waiting' && job.state !== 'running') return job
    await sleep(10)
  }
  throw new Error('the import does not end')
}
async function imported(content: string | Buffer, query = ''): Promise<ImportJob> {
  const { status, body } = await upload(content, CITY, query)
  expect(status).toBe(202)
  return ended(body.id)
}

const CSV = [
  '类型代码,标题,地点,外部编号,备注',
  'city.pothole,路面坑槽,茶山街道,A-1,x',
  'city.pothole,重复,茶山街道,A-1,x',
  'city.nothing,=HYPERLINK("http://x"),茶山街道,A-2,x',
  'city.lamp-out,路灯不亮,,A-3,x',
].join('\n')

test('a file is answered with a job, which tells what became of its rows and of which it is silent', async () => {
  const job = await imported(CSV)
  expect(job).toMatchObject({
    state: 'done',
    fileName: 'orders.csv',
    format: 'csv',
    rows: 4,
    accepted: 2,
    duplicates: 1,
    duplicatesInFile: 1,
    rejected: 1,
    byCode: { DUPLICATE: 1, UNKNOWN_TYPE: 1 },
    ignoredColumns: ['备注'],
    failure: null,
  })
  const order = await store.orderByExternalId('import', 'A-1')
  expect(order).toMatchObject({ title: '路面坑槽', place: 'chashan', state: 'reported' })
})

test('[R12] the same file sent three times makes one order a row', async () => {
  await imported(CSV)
  expect(await imported(CSV)).toMatchObject({ accepted: 0, duplicates: 3, rejected: 1 })
  expect(await imported(CSV)).toMatchObject({ accepted: 0, duplicates: 3, rejected: 1 })
  expect(await store.listOrders({ sort: 'newest', limit: 10 })).toHaveLength(2)
})

test('rows without a number of their own are known again by what they say', async () => {
  const csv = 'type,title,createdAt\ncity.pothole,a,2024-06-01 08:00\ncity.pothole,b,\n'
  expect(await imported(csv)).toMatchObject({ accepted: 2 })
  expect(await imported(csv)).toMatchObject({ accepted: 0, duplicates: 2 })
})

test('a dry run gives the same counts and the same report, and writes nothing', async () => {
  const dry = await imported(CSV, '?dryRun=true')
  expect(dry).toMatchObject({ dryRun: true, accepted: 2, duplicates: 1, rejected: 1 })
  expect(await store.listOrders({ sort: 'newest', limit: 10 })).toEqual([])
  const real = await imported(CSV)
  const [a, b] = [await get(`${dry.id}/report.csv`), await get(`${real.id}/report.csv`)]
  expect(a.body).toBe(b.body)
})

test('the report names line, column, code and words in both languages, and no cell of it is a formula', async () => {
  const job = await imported('type,title\ncity.nothing,a\n=1+1,b\n')
  const report = await get(`${job.id}/report.csv`)
  expect(report.headers['content-type']).toMatch(/text\/csv/)
  const [head, first, second] = report.body.split('\r\n')
  expect(head).toBe('\uFEFF行 line,列 column,代码 code,说明,message,细节 detail,原行 row')
  expect(first).toBe(
    '2,type,UNKNOWN_TYPE,未知工单类型,Unknown order type,city.nothing,city.nothing | a',
  )
  const { issues } = (await get(`${job.id}/issues?limit=1`)).json()
  expect(issues).toEqual([
    {
      line: 2,
      column: 'type',
      code: 'UNKNOWN_TYPE',
      why: 'city.nothing',
      row: 'city.nothing | a',
      message: 'Unknown order type',
      messageZh: '未知工单类型',
    },
  ])
  expect(second).toBe("3,type,UNKNOWN_TYPE,未知工单类型,Unknown order type,'=1+1,'=1+1 | b")
})

test('the template can be filled in and sent back, as workbook and as CSV, in both languages', async () => {
  for (const lang of ['zh', 'en']) {
    const csv = (await get(`template.csv?lang=${lang}`)).body.trimEnd()
    const at = IMPORT_COLUMNS.map(({ key }) =>
      key === 'type' ? 'city.pothole' : key === 'title' ? `csv ${lang}` : '',
    )
    expect(await imported(`${csv}\r\n${at.join(',')}`)).toMatchObject({ accepted: 1, rejected: 0 })
    const reply = await get(`template.xlsx?lang=${lang}`)
    const path = join(tmpdir(), `nzh-template-${process.pid}-${lang}.xlsx`)
    await writeFile(path, reply.rawPayload)
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(path)
    const [sheet, lists] = book.worksheets
    const types = server.catalog.current().catalog.orderTypes
    expect(lists?.getCell('A2').value).toBe(types[0]?.code)
    expect(lists?.getCell(`A${types.length + 1}`).value).toBe(types.at(-1)?.code)
    const row = sheet?.getRow(2)
    if (row === undefined) throw new Error('no sheet')
    const column = (key: string) => IMPORT_COLUMNS.findIndex((one) => one.key === key) + 1
    row.getCell(column('type')).value = 'city.pothole'
    row.getCell(column('title')).value = `xlsx ${lang}`
    row.getCell(column('createdAt')).value = new Date(Date.UTC(2024, 5, 1, 8))
    await book.xlsx.writeFile(path)
    expect(await imported(await readFile(path))).toMatchObject({
      format: 'xlsx',
      accepted: 1,
      rejected: 0,
    })
  }
  const [order] = (await store.listOrders({ sort: 'newest', limit: 10 })).filter(
    ({ title }) => title === 'xlsx zh',
  )
  expect(order?.createdAt).toBe('2024-06-01T00:00:00.000Z')
})

test('who may not import is refused, a foreign page is refused, and a job of another department does not exist', async () => {
  expect((await upload(CSV, {})).status).toBe(401)
  const checker = await server.signIn('checker')
  expect(await upload(CSV, checker)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
  const { cookie = '' } = await server.signIn('duty')
  expect(await upload(CSV, { cookie })).toMatchObject({ status: 403, body: { code: 'BAD_CSRF' } })
  const duty = await server.signIn('duty')
  const { status, body } = await upload(CSV, duty)
  expect(status).toBe(202)
  await ended(body.id)
  expect((await get(body.id, duty)).statusCode).toBe(200)
  expect(await intake.find(body.id, person('f', 'feed', 'housing'))).toBeNull()
  expect((await get('00000000-0000-4000-8000-000000000000', duty)).statusCode).toBe(404)
})

test('what is no file of orders is answered at once, with why', async () => {
  expect(await upload('a,b\n1,2\n')).toMatchObject({ status: 422, body: { code: 'MISSING_FIELD' } })
  expect(await upload('type,title,__proto__\na,b,c\n')).toMatchObject({
    status: 400,
    body: { code: 'MALFORMED' },
  })
  expect(await upload(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]))).toMatchObject({
    status: 415,
    body: { code: 'FILE_KIND' },
  })
  const json = await server.app.inject({
    method: 'POST',
    url: '/api/v1/orders/import',
    headers: CITY,
    payload: {},
  })
  expect(json.statusCode).toBe(415)
  expect(await upload(Buffer.alloc(51 * 1024 * 1024, 'a'))).toMatchObject({
    status: 413,
    body: { code: 'TOO_LARGE' },
  })
})

test('an import that a stop cut off says so after the restart, keeps what was taken in, and can be sent again', async () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => `city.pothole,a,N-${i}`)
  const csv = ['type,title,externalId', ...rows].join('\n')
  const path = await aFile('big.csv', csv)
  const by = person('feed', 'feed')
  const job = await intake.submit({ path, fileName: 'big.csv', dryRun: false, by })
  while ((await store.listOrders({ sort: 'newest', limit: 1 })).length === 0) await sleep(1)
  await intake.close()
  const stopped = await intake.find(job.id, by)
  expect(stopped?.state).toBe('interrupted')
  const { accepted = 0 } = stopped ?? {}
  expect(accepted).toBeGreaterThan(0)
  expect(accepted).toBeLessThan(1_000)
  // As a crash leaves it: still running, by its record.
  const record = await store.record('intake.jobs', job.id)
  if (record === null) throw new Error('no record')
  const body = { ...(record.body as object), job: { ...stopped, state: 'running' } }
  await store.putRecords([{ ...record, body }])
  intake = intakeOf(server)
  await intake.start()
  expect(await intake.find(job.id, by)).toMatchObject({ state: 'interrupted', accepted })
  const again = await intake.submit({
    path: await aFile('big.csv', csv),
    fileName: 'b',
    dryRun: false,
    by,
  })
  for (;;) {
    const now = await intake.find(again.id, by)
    if (now?.state === 'done') {
      expect(now).toMatchObject({ accepted: 1_000 - accepted, duplicates: accepted, rejected: 0 })
      break
    }
    await sleep(10)
  }
})
