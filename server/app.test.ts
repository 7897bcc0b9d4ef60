import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { mayDo, PERMITS, type Permit } from '../protocol/access/permit.ts'
import { ROLES, type Role } from '../protocol/access/role.ts'
import { AppError } from '../protocol/error/codes.ts'
import { createMemoryStore } from './store/memory/memory-store.ts'
import { anApp } from './testing/an-app.ts'

const PERMIT_NAMES = Object.keys(PERMITS) as Permit[]
const FEED_TOKEN = 'a-feed-token-for-tests'

/** One route for each permit, so that every pair of role and permit goes through the real check. */
const onePerPermit: FastifyPluginAsync = async (app) => {
  for (const permit of PERMIT_NAMES)
    app.get(`/probe/${permit}`, { config: { permit } }, () => ({ ok: true }))
}

test('every pair of role and permit is answered by the table, and nobody at all gets in unknown', async () => {
  const server = await anApp(createMemoryStore(), { api: onePerPermit, feedToken: FEED_TOKEN })
  const begun = server.identity.screens.begin('main')
  server.identity.screens.confirm(begun.code, 'operator', 'east')
  const screen = await server.identity.screens.claim(begun.id, begun.pollToken)
  const headersOf = async (role: Role): Promise<Record<string, string>> => {
    if (role === 'feed') return { authorization: `Bearer ${FEED_TOKEN}` }
    if (role === 'screen') return { cookie: `nzh_screen=${screen?.value}` }
    return server.signIn(role === 'handler' ? 'handler-urban' : role)
  }
  for (const role of ROLES) {
    const headers = await headersOf(role)
    for (const permit of PERMIT_NAMES) {
      const reply = await server.app.inject({ url: `/api/v1/probe/${permit}`, headers })
      const allowed = mayDo(
        { kind: 'user', name: role, roles: [role], department: null, wall: null },
        permit,
      )
      expect([role, permit, reply.statusCode]).toEqual([role, permit, allowed ? 200 : 403])
    }
  }
  for (const permit of PERMIT_NAMES) {
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { cookie: 'nzh_session=x; nzh_screen=y' },
    ]) {
      const reply = await server.app.inject({ url: `/api/v1/probe/${permit}`, headers })
      expect([permit, reply.statusCode]).toEqual([permit, 401])
    }
  }
})

test('a route that forgot to say who may call it stops the server from starting', async () => {
  const forgetful: FastifyPluginAsync = async (app) => {
    app.get('/open-to-all', () => ({ secret: true }))
  }
  await expect(anApp(createMemoryStore(), { api: forgetful })).rejects.toThrow('declares no permit')
})

const failing: FastifyPluginAsync = async (app) => {
  const config = { permit: 'public' } as const
  app.get('/fail/known', { config }, () => {
    throw new AppError('ORDER_ACTION_NOT_ALLOWED', {
      detail: { state: 'closed', allowed: ['reopen'] },
    })
  })
  app.get('/fail/defect', { config }, () => {
    throw new Error('password of the database is hunter2')
  })
  app.get('/fail/impostor', { config }, () => {
    throw new AppError('FORBIDDEN', { detail: { status: 200, code: 'OK', requestId: 'forged' } })
  })
  const schema = {
    body: Type.Object({ n: Type.Integer() }),
    querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 10, default: 3 }) }),
  }
  app.post<{ Querystring: { limit: number } }>('/fail/body', { config, schema }, (request) => ({
    limit: request.query.limit,
  }))
}

test('each failure is answered as a problem with its code, in two languages, and with the request’s id', async () => {
  const { app } = await anApp(createMemoryStore(), { api: failing })
  const known = await app.inject('/api/v1/fail/known')
  expect(known.headers['content-type']).toContain('application/problem+json')
  expect(known.json()).toEqual({
    type: 'urn:ningzhihui:error:ORDER_ACTION_NOT_ALLOWED',
    title: 'The order does not allow this action in its present state',
    status: 409,
    code: 'ORDER_ACTION_NOT_ALLOWED',
    detail: 'state: closed',
    messageZh: '工单当前状态不允许此操作',
    retry: false,
    requestId: known.headers['x-request-id'],
    state: 'closed',
    allowed: ['reopen'],
  })

  const defect = await app.inject('/api/v1/fail/defect')
  expect(defect.json()).toMatchObject({ code: 'INTERNAL', status: 500 })
  expect(defect.body).not.toContain('hunter2')

  const impostor = await app.inject('/api/v1/fail/impostor')
  expect(impostor.statusCode).toBe(403)
  expect(impostor.json()).toMatchObject({ code: 'FORBIDDEN', status: 403 })
  expect(impostor.json().requestId).toBe(impostor.headers['x-request-id'])
})

test('whatever a request gets wrong has its own code', async () => {
  const { app } = await anApp(createMemoryStore(), { api: failing })
  const json = { 'content-type': 'application/json' }
  const post = (
    payload: string,
    headers: Record<string, string> = json,
    url = '/api/v1/fail/body',
  ) => app.inject({ method: 'POST', url, headers, payload })

  expect((await post('{"n":5}')).json()).toEqual({ limit: 3 })
  expect((await post('{"n":5}', json, '/api/v1/fail/body?limit=7')).json()).toEqual({ limit: 7 })
  const wrong = (await post('{"n":"5"}')).json()
  expect(wrong).toMatchObject({ code: 'MALFORMED', status: 400 })
  expect(wrong.detail).toContain('body/n')
  const tooMany = (await post('{"n":5}', json, '/api/v1/fail/body?limit=99')).json()
  expect(tooMany.detail).toContain('querystring/limit')

  expect((await post('{"n":')).json()).toMatchObject({ code: 'MALFORMED' })
  expect((await post('', json)).json()).toMatchObject({ code: 'MALFORMED' })
  expect((await post('<n/>', { 'content-type': 'application/xml' })).json()).toMatchObject({
    code: 'UNSUPPORTED_MEDIA',
    status: 415,
  })
  expect((await post(JSON.stringify({ n: 'x'.repeat(1_100_000) }))).json()).toMatchObject({
    code: 'TOO_LARGE',
    status: 413,
  })
  expect((await app.inject('/api/v1/nowhere')).json()).toMatchObject({ code: 'NOT_FOUND' })
  expect((await app.inject({ method: 'PATCH', url: '/api/v1/session' })).statusCode).toBe(404)
  expect((await app.inject('/api/v1/%E0%A4%A')).json()).toMatchObject({ code: 'MALFORMED' })
})

test('[S19] attempts to reach into object prototypes are refused and change nothing', async () => {
  const { app } = await anApp(createMemoryStore(), { api: failing })
  const bodies = [
    '{"n":1,"__proto__":{"polluted":1}}',
    '{"n":1,"constructor":{"prototype":{"polluted":1}}}',
    '{"n":1,"deep":{"__proto__":{"polluted":1}}}',
  ]
  for (const payload of bodies) {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/fail/body',
      headers: { 'content-type': 'application/json' },
      payload,
    })
    expect(reply.json()).toMatchObject({ code: 'MALFORMED', status: 400 })
  }
  for (const query of [
    '__proto__=1',
    '__proto__[polluted]=1',
    'a.constructor.prototype.polluted=1',
    '%5F_proto__=1',
  ]) {
    const reply = await app.inject(`/healthz?${query}`)
    expect([query, reply.statusCode]).toEqual([query, 400])
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('every answer carries an id of the server’s own and the page rules', async () => {
  const { app } = await anApp(createMemoryStore())
  const reply = await app.inject({ url: '/healthz', headers: { 'x-request-id': 'forged' } })
  expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  const policy = String(reply.headers['content-security-policy'])
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("worker-src 'self'")
  expect(policy).toContain("frame-ancestors 'self'")
  expect(policy).not.toContain('unsafe-eval')
  expect(policy).not.toContain('upgrade-insecure-requests')
  expect(reply.headers['x-content-type-options']).toBe('nosniff')
})

test('the server says that it lives, and whether it can serve', async () => {
  const store = createMemoryStore()
  const { app } = await anApp(store, { deps: { facts: () => ({ history: { done: 3, of: 9 } }) } })
  expect((await app.inject('/healthz')).json()).toMatchObject({ status: 'ok' })
  expect((await app.inject('/readyz')).json()).toEqual({
    status: 'ready',
    profile: 'demo',
    history: { done: 3, of: 9 },
  })
  store.ping = async () => {
    throw new AppError('STORE_UNAVAILABLE')
  }
  const reply = await app.inject('/readyz')
  expect(reply.statusCode).toBe(503)
  expect(reply.json().reasons).toEqual([expect.stringContaining('storage')])
})

test('metrics tell the process, the routes and what the parts report', async () => {
  const { app } = await anApp(createMemoryStore(), {
    deps: {
      gauges: () => ({ nzh_sockets: 4 }),
      totals: () => ({ nzh_readings_accepted_total: 628 }),
    },
  })
  await app.inject('/healthz')
  await app.inject('/a-path-of-a-stranger')
  const text = (await app.inject('/metrics')).body
  expect(text).toContain('nzh_sockets 4')
  expect(text).toContain('nzh_readings_accepted_total 628')
  expect(text).toContain('route="/healthz"')
  expect(text).toContain('process_resident_memory_bytes')
  expect(text).not.toContain('stranger')
})

test('the contract is published as OpenAPI 3.1 with what each route takes', async () => {
  const { app } = await anApp(createMemoryStore())
  const document = (await app.inject('/api/v1/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/api/v1/session',
      '/api/v1/walls/{id}/command',
      '/healthz',
      '/metrics',
    ]),
  )
  expect(Object.keys(document.paths)).not.toContain('/desk')
  const body = document.paths['/api/v1/session'].post.requestBody.content['application/json'].schema
  expect(Object.keys(body.properties)).toEqual(['username', 'password'])
  const command =
    document.paths['/api/v1/walls/{id}/command'].post.requestBody.content['application/json'].schema
  expect(command.anyOf[2].properties.position).toMatchObject({
    type: 'array',
    prefixItems: [{ type: 'number' }, { type: 'number' }],
    items: false,
  })
})

test('pages come fresh, files named by their hash for ever, and nothing from outside the folder', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'nzh-dist-'))
  mkdirSync(join(dir, 'assets'))
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>宁治慧</title>')
  writeFileSync(join(dir, 'assets', 'app-1a2b.js'), 'console.log(1)')
  writeFileSync(join(dir, '.stamp'), 'hidden')
  const { app } = await anApp(createMemoryStore(), { clientDir: dir })
  for (const url of ['/', '/wall/main', '/desk', '/room/main']) {
    const page = await app.inject(url)
    expect([url, page.statusCode]).toEqual([url, 200])
    expect(page.headers['cache-control']).toBe('no-cache')
    expect(page.headers['content-type']).toContain('text/html')
  }
  const asset = await app.inject('/assets/app-1a2b.js')
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  for (const url of [
    '/.stamp',
    '/assets/none.js',
    '/nowhere',
    '/wall',
    '/assets/..%2f..%2fetc%2fpasswd',
  ]) {
    const reply = await app.inject(url)
    expect([url, reply.statusCode >= 400 && reply.statusCode < 500]).toEqual([url, true])
  }
  const page = await app.inject({ url: '/nowhere', headers: { accept: 'text/html' } })
  expect(page.headers['content-type']).toContain('text/html')
  expect(
    (await app.inject({ url: '/api/v1/x', headers: { accept: 'text/html' } })).json(),
  ).toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a client that was never built is told how to build it, and one built meanwhile is served', async () => {
  const dir = join(mkdtempSync(join(tmpdir(), 'nzh-dist-')), 'client')
  const { app } = await anApp(createMemoryStore(), { clientDir: dir })
  const page = await app.inject('/wall/main')
  expect(page.statusCode).toBe(503)
  expect(page.body).toContain('npm run build')
  expect((await app.inject('/assets/app.js')).statusCode).toBe(404)
  mkdirSync(dir)
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>宁治慧</title>')
  expect((await app.inject('/wall/main')).statusCode).toBe(200)
})

test('a request that is no HTTP is answered and the server goes on', async () => {
  const { app } = await anApp(createMemoryStore())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(address.port, '127.0.0.1', () => socket.write('NOT HTTP\r\n\r\n'))
    socket.once('data', (data) => resolve(data.toString()))
  })
  expect(answer).toContain('400')
  expect((await fetch(`http://127.0.0.1:${address.port}/healthz`)).status).toBe(200)
  await app.close()
})
