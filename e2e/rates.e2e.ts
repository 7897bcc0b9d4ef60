import { afterAll, beforeAll, expect, test } from 'vitest'
import { getJson, postReadings } from './api.ts'
import { startServer, type TestServer } from './server.ts'

type Answer = {
  value: number | null
  status: string
  quality: string
  level: string | null
  formula?: string
  inputs?: { indicator: string; value: number | null }[]
}

let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
})
afterAll(() => server.stop())

const rate = (name: string) => getJson<Answer>(server, `/indicators/safety.rental.orders.${name}`)

test('without a total the rates have no value, and it is not 0', async () => {
  await postReadings(server, [
    { indicator: 'safety.rental.orders.signed', at: Date.now(), value: 8642 },
    { indicator: 'safety.rental.orders.closed', at: Date.now(), value: 2685 },
  ])
  expect(await rate('signed-rate')).toMatchObject({ value: null, status: 'missing', level: null })
})

test('8,652 orders, 8,642 signed and 2,685 closed are 99.88 % and 31.03 %', async () => {
  await postReadings(server, [
    { indicator: 'safety.rental.orders.total', at: Date.now(), value: 8652 },
  ])
  const signed = await rate('signed-rate')
  expect(signed.value?.toFixed(2)).toBe('99.88')
  expect(signed.quality).toBe('good')
  expect(signed.formula).toContain('safety.rental.orders.total')
  expect(signed.inputs?.map((input) => input.value).sort()).toEqual([8642, 8652])
  expect((await rate('closed-rate')).value?.toFixed(2)).toBe('31.03')
})

test('a total of 0 gives no rate', async () => {
  await postReadings(server, [
    { indicator: 'safety.rental.orders.total', at: Date.now() + 1_000, value: 0 },
  ])
  expect((await rate('signed-rate')).value).toBeNull()
})
