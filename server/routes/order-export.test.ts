import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrderApp, type OrderApp } from '../testing/an-order-app.ts'
import { orderExportRoutes } from './order-export.ts'

let server: OrderApp
let duty: Record<string, string>
beforeAll(async () => {
  server = await anOrderApp(createMemoryStore(), (parts) => async (app) => {
    await app.register(orderExportRoutes, parts)
  })
  duty = await server.signIn('duty')
  const report = (title: string, type: string) =>
    server.orders.report(
      { type, title, position: [119.98, 31.78], reporter: '张三 13800000000' },
      person('duty', 'duty'),
    )
  await report('=cmd|calc', 'city.exposed-garbage')
  await report('普通工单', 'city.exposed-garbage')
})
afterAll(() => server.app.close())

const get = (path: string, headers = duty) =>
  server.app.inject({ url: `/api/v1/orders/export.${path}`, headers })
const table = async (path: string, headers = duty) =>
  parse((await get(path, headers)).body, { bom: true, columns: true }) as Record<string, string>[]

test('a file has every order in view, with names, local times and no reporter', async () => {
  const reply = await get('csv')
  expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(reply.headers['content-disposition']).toContain('orders-20240607.csv')
  expect(reply.body.startsWith('\ufeff工单号,类型,类型代码,标题')).toBe(true)
  expect(reply.body).not.toMatch(/张三|13800000000/)
  const [second, first] = await table('csv')
  expect(first?.['标题']).toBe("'=cmd|calc")
  expect(second).toMatchObject({
    类型: '暴露垃圾',
    类型代码: 'city.exposed-garbage',
    经度: '119.98',
    状态: '已上报',
    上报时间: '2024-06-07T09:00:00+08:00',
  })
})

test('headings and names come in English on request', async () => {
  const [row] = await table('csv?lang=en')
  expect(row).toMatchObject({ Type: 'Exposed garbage', State: 'Reported' })
})

test('the filters of the list hold for the file', async () => {
  expect(await table(`csv?q=${encodeURIComponent('普通')}`)).toHaveLength(1)
  expect(await table('csv?state=closed')).toHaveLength(0)
  for (const bad of [
    'csv?state=lost',
    'csv?bbox=1,2',
    'xlsx?state=%27%20OR%201%3D1',
    'csv?lang=fr',
  ]) {
    expect((await get(bad)).statusCode).toBe(400)
  }
  expect(await table(`csv?q=${encodeURIComponent("' OR 1=1 --")}`)).toHaveLength(0)
})

test('a department gets a file of its own orders only, and who may not export gets none', async () => {
  expect(await table('csv', await server.signIn('handler-fire'))).toHaveLength(0)
  expect((await get('csv', await server.signIn('operator'))).statusCode).toBe(403)
  expect((await get('xlsx', {})).statusCode).toBe(401)
})

test('a workbook is a workbook', async () => {
  const reply = await get('xlsx')
  expect(reply.headers['content-type']).toContain('spreadsheetml')
  expect(reply.rawPayload.subarray(0, 2).toString()).toBe('PK')
})
