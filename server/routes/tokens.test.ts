import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { demoFeedToken } from '../identity/tokens.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp } from '../testing/an-app.ts'

const FEED = 'the-deployment-feed-token'

test('a department’s token is shown once, speaks for that department, and ends when it is revoked', async () => {
  const { app, identity, signIn, store } = await anApp(createMemoryStore())
  const headers = await signIn('secadmin')
  const issue = (payload: object, as = headers) =>
    app.inject({ method: 'POST', url: '/api/v1/tokens', headers: as, payload })

  const issued = await issue({ name: 'pump stations', department: 'urban' })
  expect(issued.statusCode).toBe(201)
  const { id, token } = issued.json()
  const bearer = { authorization: `Bearer ${token}` }
  expect((await app.inject({ url: '/api/v1/session', headers: bearer })).json()).toMatchObject({
    kind: 'token',
    user: 'pump stations',
    roles: ['feed'],
    department: 'urban',
  })
  expect((await app.inject({ url: '/api/v1/tokens', headers: bearer })).statusCode).toBe(403)
  expect((await app.inject({ url: '/api/v1/tokens', headers })).body).not.toContain(token)
  expect(JSON.stringify(await store.tokens())).not.toContain(token)

  const principal = await identity.authenticateHandshake({ cookieHeader: null, token })
  if (principal === null) throw new Error('no principal')
  const gone = await app.inject({ method: 'DELETE', url: `/api/v1/tokens/${id}`, headers })
  expect(gone.statusCode).toBe(204)
  expect((await app.inject({ url: '/api/v1/session', headers: bearer })).statusCode).toBe(401)
  expect(await identity.stillValid(principal)).toBe(false)

  expect((await issue({ name: 'x', department: 'atlantis' })).json()).toMatchObject({
    code: 'MALFORMED',
  })
  expect(
    (await issue({ name: 'x', department: 'urban' }, await signIn('sysadmin'))).statusCode,
  ).toBe(403)
})

test('the deployment’s token speaks for every department, and a wrong one is nobody even with a good cookie', async () => {
  const { app, identity, signIn } = await anApp(createMemoryStore(), { feedToken: FEED })
  const ask = (headers: Record<string, string>) => app.inject({ url: '/api/v1/session', headers })
  expect((await ask({ authorization: `Bearer ${FEED}` })).json()).toMatchObject({
    roles: ['feed'],
    department: null,
  })
  const { cookie } = await signIn('duty')
  for (const authorization of [
    'Bearer wrong',
    'Bearer',
    `Basic ${FEED}`,
    '',
    `Bearer ${FEED} ${FEED}`,
  ]) {
    const reply = await ask({ authorization, cookie: String(cookie) })
    expect([authorization, reply.statusCode]).toEqual([authorization, 401])
  }
  expect(await identity.authenticateHandshake({ cookieHeader: cookie, token: 'wrong' })).toBeNull()
  expect(await identity.authenticateHandshake({ cookieHeader: null, token: null })).toBeNull()
})

test('the demo keeps one feed token of its own, readable by its owner only', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'nzh-token-'))
  const token = await demoFeedToken(dir)
  expect(token).toHaveLength(43)
  expect(await demoFeedToken(dir)).toBe(token)
  expect(statSync(join(dir, 'feed-token')).mode & 0o777).toBe(0o600)
})
