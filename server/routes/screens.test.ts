import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp, type TestApp } from '../testing/an-app.ts'

const MINUTE = 60_000
const FAR = { remoteAddress: '10.0.0.7' }

const begin = ({ app }: TestApp, wall = 'main', remoteAddress = FAR.remoteAddress, headers = {}) =>
  app.inject({ method: 'POST', url: '/api/v1/screens', payload: { wall }, remoteAddress, headers })
const claim = ({ app }: TestApp, id: string, pollToken: string) =>
  app.inject({ method: 'POST', url: `/api/v1/screens/${id}/claim`, payload: { pollToken }, ...FAR })

async function enrol(server: TestApp): Promise<{ id: string; cookie: string }> {
  const pairing = (await begin(server)).json()
  await server.app.inject({
    method: 'POST',
    url: '/api/v1/screens/pair',
    headers: await server.signIn('operator'),
    payload: { code: pairing.code, name: '东墙' },
  })
  const reply = await claim(server, pairing.id, pairing.pollToken)
  const value = reply.cookies.find(({ name }) => name === 'nzh_screen')?.value
  return { id: pairing.id, cookie: `nzh_screen=${value}` }
}

test('a screen shows a code, the operator types it in, and the screen is enrolled once', async () => {
  const server = await anApp(createMemoryStore())
  const begun = await begin(server)
  expect(begun.statusCode).toBe(201)
  const { id, code, pollToken } = begun.json()
  expect(code).toMatch(/^\d{6}$/)
  expect((await claim(server, id, pollToken)).statusCode).toBe(202)
  expect((await claim(server, id, 'guessed')).statusCode).toBe(404)

  const pair = (headers: Record<string, string>, typed: string) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v1/screens/pair',
      headers,
      payload: { code: typed, name: '东墙' },
    })
  const operator = await server.signIn('operator')
  expect((await pair({}, code)).statusCode).toBe(401)
  expect((await pair(await server.signIn('leader'), code)).statusCode).toBe(403)
  const wrong = code === '000000' ? '000001' : '000000'
  expect((await pair(operator, wrong)).statusCode).toBe(404)
  expect((await pair(operator, code)).json()).toEqual({ id, wall: 'main' })

  const claimed = await claim(server, id, pollToken)
  expect(claimed.statusCode).toBe(200)
  expect(String(claimed.headers['set-cookie'])).toMatch(
    /^nzh_screen=[\w-]{43};.*HttpOnly; SameSite=Lax/,
  )
  expect((await claim(server, id, pollToken)).statusCode).toBe(404)
})

test('a pairing code is good for ten minutes', async () => {
  const server = await anApp(createMemoryStore())
  const { id, pollToken } = (await begin(server)).json()
  server.pass(10 * MINUTE)
  expect((await claim(server, id, pollToken)).json()).toMatchObject({ code: 'NOT_FOUND' })
})

test('a screen reads, changes nothing, never idles out, and ends when it is revoked', async () => {
  const server = await anApp(createMemoryStore())
  const { id, cookie } = await enrol(server)
  const { app, identity } = server
  server.pass(90 * 24 * 60 * MINUTE)
  expect((await app.inject({ url: '/api/v1/session', headers: { cookie } })).json()).toMatchObject({
    roles: ['screen'],
    wall: 'main',
    csrf: null,
  })
  const out = await app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } })
  expect(out.json()).toMatchObject({ code: 'FORBIDDEN' })

  const principal = await identity.authenticateHandshake({ cookieHeader: cookie, token: null })
  if (principal === null) throw new Error('no principal')
  expect(await identity.stillValid(principal)).toBe(true)
  let told = 0
  identity.onRightsChanged(() => {
    told += 1
  })
  const headers = await server.signIn('supervisor')
  const revoke = () => app.inject({ method: 'DELETE', url: `/api/v1/screens/${id}`, headers })
  expect((await revoke()).statusCode).toBe(204)
  expect((await revoke()).statusCode).toBe(204)
  expect(told).toBeGreaterThan(0)
  expect(await identity.stillValid(principal)).toBe(false)
  expect((await app.inject({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401)
  const list = await app.inject({ url: '/api/v1/screens', headers })
  expect(list.json().screens).toEqual([
    expect.objectContaining({ id, name: '东墙', enrolledBy: 'operator' }),
  ])
})

test('on the demo’s own machine a screen needs nobody, from anywhere else it does', async () => {
  const server = await anApp(createMemoryStore())
  const statusFor = async (address: string, headers: Record<string, string>) => {
    const { id, pollToken } = (await begin(server, 'main', address, headers)).json()
    return (await claim(server, id, pollToken)).statusCode
  }
  expect(await statusFor('127.0.0.1', { host: 'localhost:8080' })).toBe(200)
  expect(await statusFor('::1', { host: '[::1]:8080' })).toBe(200)
  expect(await statusFor('10.0.0.7', { host: 'localhost:8080' })).toBe(202)
  expect(await statusFor('127.0.0.1', { host: 'rebound.example' })).toBe(202)
  expect(await statusFor('127.0.0.1', { host: 'localhost', 'x-forwarded-for': '10.0.0.7' })).toBe(
    202,
  )

  const production = await anApp(createMemoryStore(), { profile: 'production' })
  const begun = (await begin(production, 'main', '127.0.0.1', { host: 'localhost' })).json()
  expect((await claim(production, begun.id, begun.pollToken)).statusCode).toBe(202)
})

test('there is no pairing for a wall that does not exist', async () => {
  const server = await anApp(createMemoryStore())
  expect((await begin(server, 'west')).json()).toMatchObject({ code: 'NOT_FOUND' })
})

test('the desk sees the walls and tells them what to show', async () => {
  const server = await anApp(createMemoryStore())
  const { app } = server
  const headers = await server.signIn('operator')
  const command = (payload: object, url = '/api/v1/walls/main/command') =>
    app.inject({ method: 'POST', url, headers, payload })
  expect((await command({ command: 'show', scenario: 'city-air' })).json()).toMatchObject({
    seq: 1,
  })
  const bad = [
    { command: 'show', scenario: 'city-nowhere' },
    { command: 'show' },
    { command: 'explode' },
    { command: 'tour', scenarios: [], seconds: 10 },
    { command: 'focus', position: [500, 0], zoom: 3 },
    { command: 'replay', at: 'yesterday', speed: 1 },
    { command: 'mode', mode: 'panic' },
  ]
  for (const payload of bad) {
    const reply = await command(payload)
    expect([payload, reply.statusCode, reply.json().code]).toEqual([payload, 400, 'MALFORMED'])
  }
  expect((await command({ command: 'live' }, '/api/v1/walls/west/command')).statusCode).toBe(404)
  const walls = (await app.inject({ url: '/api/v1/walls', headers })).json()
  expect(walls.walls).toMatchObject([
    { id: 'main', seq: 1, commands: [{ command: 'show', scenario: 'city-air' }], screens: [] },
  ])
  const rooms = (await app.inject({ url: '/api/v1/rooms', headers })).json()
  expect(rooms.rooms).toEqual([expect.objectContaining({ id: 'main' })])
})

test('an operator saves what the wall shows, a leader recalls it, and only those who may edit presets change one', async () => {
  const { app, signIn } = await anApp(createMemoryStore())
  const operator = await signIn('operator')
  const leader = await signIn('leader')
  const ask = (
    headers: Record<string, string>,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    payload?: object,
  ) =>
    app.inject({
      method,
      url: `/api/v1/walls/main${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
  await ask(operator, 'POST', '/command', { command: 'show', scenario: 'city-air' })
  const saved = await ask(operator, 'POST', '/presets', { name: '早班' })
  expect(saved.statusCode).toBe(201)
  const { id } = saved.json()
  expect(saved.json()).toMatchObject({ name: '早班', version: 1, savedBy: 'operator' })
  expect((await ask(operator, 'POST', '/presets', { name: ' 早班 ' })).json().code).toBe(
    'PRESET_NAME_TAKEN',
  )
  const picture = { ...saved.json().picture, scenario: 'no-such-scenario' }
  expect((await ask(operator, 'POST', '/presets', { name: '坏', picture })).statusCode).toBe(400)
  expect((await ask(leader, 'POST', '/presets', { name: '领导' })).statusCode).toBe(403)
  const recalled = await ask(leader, 'POST', `/presets/${id}/recall`, {})
  expect(recalled.json()).toMatchObject({ seq: 2, commands: [{ command: 'preset', name: '早班' }] })
  const changed = await ask(operator, 'PUT', `/presets/${id}`, { version: 1, name: '早班一' })
  expect(changed.json()).toMatchObject({ version: 2 })
  const late = await ask(operator, 'PUT', `/presets/${id}`, { version: 1, name: '早班二' })
  expect(late.json()).toMatchObject({ code: 'PRESET_CHANGED_MEANWHILE', status: 409 })
  expect((await ask(leader, 'GET', '/presets')).json().presets).toHaveLength(1)
  expect((await ask(leader, 'GET', `/presets/${id}/versions`)).json().versions).toHaveLength(2)
  const log = (await ask(leader, 'GET', '/log?limit=2')).json()
  expect(log.entries).toHaveLength(2)
  const rest = (await ask(leader, 'GET', `/log?cursor=${log.nextCursor}`)).json()
  const kinds = [...log.entries, ...rest.entries].map(({ kind, by }) => `${kind} ${by}`)
  expect(kinds.sort()).toEqual([
    'command operator',
    'recall leader',
    'saved operator',
    'saved operator',
  ])
  expect((await ask(operator, 'DELETE', `/presets/${id}`)).statusCode).toBe(204)
  expect((await ask(leader, 'POST', `/presets/${id}/recall`, {})).statusCode).toBe(404)
})
