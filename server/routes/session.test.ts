import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp, type TestApp } from '../testing/an-app.ts'

const MINUTE = 60_000

const login = ({ app }: TestApp, username: string, password: string, headers = {}) =>
  app.inject({ method: 'POST', url: '/api/v1/session', headers, payload: { username, password } })

test('a duty officer signs in, is known, and signs out', async () => {
  const server = await anApp(createMemoryStore())
  const reply = await login(server, 'duty', 'duty')
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toMatchObject({ user: 'duty', roles: ['duty'], department: null })
  const cookie = String(reply.headers['set-cookie'])
  expect(cookie).toMatch(/^nzh_session=[\w-]{43};.*HttpOnly; SameSite=Lax/)
  expect(cookie).not.toContain('Secure')

  const headers = await server.signIn('duty')
  const url = '/api/v1/session'
  expect((await server.app.inject({ url, headers })).json()).toMatchObject({
    user: 'duty',
    csrf: headers['x-csrf-token'],
  })
  expect((await server.app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(204)
  expect((await server.app.inject({ url, headers })).json()).toMatchObject({
    code: 'UNAUTHENTICATED',
  })
})

test('each of the 21 departments has its handler, who belongs to it', async () => {
  const server = await anApp(createMemoryStore())
  const reply = await login(server, 'handler-urban', 'handler-urban')
  expect(reply.json()).toMatchObject({ roles: ['handler'], department: 'urban' })
  const accounts = await server.store.accounts()
  expect(accounts.filter(({ roles }) => roles.includes('handler'))).toHaveLength(21)
})

test('signing in again gives a new session and ends the old one', async () => {
  const server = await anApp(createMemoryStore())
  const before = await server.signIn('duty')
  const again = await login(server, 'duty', 'duty', { cookie: before['cookie'] })
  expect(String(again.headers['set-cookie'])).not.toContain(before['cookie'])
  expect((await server.app.inject({ url: '/api/v1/session', headers: before })).statusCode).toBe(
    401,
  )
})

test('the answer does not tell whether a user exists', async () => {
  const server = await anApp(createMemoryStore())
  const [known, unknown] = [
    await login(server, 'duty', 'wrong'),
    await login(server, 'nobody', 'wrong'),
  ]
  const strip = ({ requestId: _, ...rest }: Record<string, unknown>) => rest
  expect(known.statusCode).toBe(401)
  expect(strip(known.json())).toEqual(strip(unknown.json()))
})

test('five failures lock a name, known or not, even for the right password, until 15 minutes passed', async () => {
  const server = await anApp(createMemoryStore())
  for (const name of ['duty', 'nobody']) {
    for (let i = 0; i < 5; i += 1) expect((await login(server, name, 'wrong')).statusCode).toBe(401)
    const locked = await login(server, name, name)
    expect(locked.json()).toMatchObject({ code: 'LOCKED_OUT', status: 429 })
    expect(Number(locked.headers['retry-after'])).toBe(900)
  }
  expect((await login(server, 'leader', 'leader')).statusCode).toBe(200)
  server.pass(15 * MINUTE)
  expect((await login(server, 'duty', 'duty')).statusCode).toBe(200)
})

test('half an hour without a sign of life ends a session, and so do twelve busy hours', async () => {
  const server = await anApp(createMemoryStore())
  const headers = await server.signIn('duty')
  const alive = async () =>
    (await server.app.inject({ url: '/api/v1/session', headers })).statusCode
  for (let i = 0; i < 5; i += 1) {
    server.pass(29 * MINUTE)
    expect(await alive()).toBe(200)
  }
  server.pass(30 * MINUTE)
  expect(await alive()).toBe(401)

  const busy = await server.signIn('duty')
  const stillIn = async () =>
    (await server.app.inject({ url: '/api/v1/session', headers: busy })).statusCode
  for (let i = 0; i < 12 * 3 - 1; i += 1) {
    server.pass(20 * MINUTE)
    expect(await stillIn()).toBe(200)
  }
  server.pass(20 * MINUTE)
  expect(await stillIn()).toBe(401)
})

test('a request that changes something needs the session’s own anti-forgery value', async () => {
  const server = await anApp(createMemoryStore())
  const [duty, leader] = [await server.signIn('duty'), await server.signIn('leader')]
  const show = (headers: Record<string, string>) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v1/walls/main/command',
      headers,
      payload: { command: 'live' },
    })
  const cookie = String(duty['cookie'])
  expect((await show({ cookie })).json()).toMatchObject({ code: 'BAD_CSRF' })
  expect((await show({ cookie, 'x-csrf-token': String(leader['x-csrf-token']) })).statusCode).toBe(
    403,
  )
  expect((await show({ cookie, 'x-csrf-token': '' })).statusCode).toBe(403)
  expect(server.walls.state('main')?.seq).toBe(0)
  expect((await show(duty)).statusCode).toBe(200)
})

test('the cookie is marked secure when a trusted proxy says https, and only then', async () => {
  const forwarded = { 'x-forwarded-proto': 'https' }
  const trusting = await anApp(createMemoryStore(), { trustProxy: ['127.0.0.1'] })
  expect(
    String((await login(trusting, 'duty', 'duty', forwarded)).headers['set-cookie']),
  ).toContain('Secure')
  const direct = await anApp(createMemoryStore())
  const reply = await login(direct, 'duty', 'duty', forwarded)
  expect(String(reply.headers['set-cookie'])).not.toContain('Secure')
  expect(reply.headers['strict-transport-security']).toBeUndefined()
})

test('a forged X-Forwarded-For neither hides an address nor frames another', async () => {
  const server = await anApp(createMemoryStore())
  for (const [i, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    await login(server, name, 'wrong', {
      'x-forwarded-for': `10.9.9.${i}`,
      'x-real-ip': `10.9.9.${i}`,
    })
  }
  expect((await login(server, 'leader', 'leader')).json()).toMatchObject({ code: 'LOCKED_OUT' })
})

test('whoever holds a first password can change it and do nothing else', async () => {
  const server = await anApp(createMemoryStore())
  const payload = { username: 'new.officer', password: 'First-Pass-1', roles: ['duty'] }
  await server.app.inject({
    method: 'POST',
    url: '/api/v1/accounts',
    headers: await server.signIn('secadmin'),
    payload,
  })
  const headers = await server.signIn('new.officer', payload.password)
  expect((await server.app.inject({ url: '/api/v1/session', headers })).json()).toMatchObject({
    mustChangePassword: true,
  })
  expect((await server.app.inject({ url: '/api/v1/walls', headers })).statusCode).toBe(403)
  const handshake = { cookieHeader: headers['cookie'], token: null }
  expect(await server.identity.authenticateHandshake(handshake)).toBeNull()
})
