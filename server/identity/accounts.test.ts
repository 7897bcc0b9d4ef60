import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp } from '../testing/an-app.ts'
import { rolesProblem } from './accounts.ts'

const anyDepartment = (code: string) => code === 'urban'
const GOOD = 'Long-enough-7'

test('no account holds two of the three administrators, nor one of them with other work', () => {
  expect(rolesProblem(['sysadmin', 'auditor'], null, anyDepartment)).not.toBeNull()
  expect(rolesProblem(['secadmin', 'duty'], null, anyDepartment)).not.toBeNull()
  expect(rolesProblem(['auditor'], null, anyDepartment)).toBeNull()
  expect(rolesProblem(['operator', 'duty'], null, anyDepartment)).toBeNull()
  expect(rolesProblem(['feed'], null, anyDepartment)).not.toBeNull()
  expect(rolesProblem(['handler'], null, anyDepartment)).not.toBeNull()
  expect(rolesProblem(['handler'], 'nowhere', anyDepartment)).not.toBeNull()
  expect(rolesProblem(['handler'], 'urban', anyDepartment)).toBeNull()
})

test('the first start of production makes one security administrator, who must choose a password', async () => {
  const { app, identity, signIn } = await anApp(createMemoryStore(), { profile: 'production' })
  const first = await identity.accounts.bootstrap()
  expect(await identity.accounts.bootstrap()).toBeNull()
  if (first === null) throw new Error('no first account')

  const headers = await signIn(first.username, first.password)
  const list = () => app.inject({ url: '/api/v1/accounts', headers })
  expect((await list()).json()).toMatchObject({ code: 'FORBIDDEN' })

  const change = (next: string) =>
    app.inject({
      method: 'PUT',
      url: '/api/v1/session/password',
      headers,
      payload: { current: first.password, next },
    })
  expect((await change('weak')).json()).toMatchObject({
    code: 'MALFORMED',
    password: 'at least 10 characters',
  })
  expect((await change(first.password)).statusCode).toBe(400)
  expect((await change(GOOD)).statusCode).toBe(200)
  expect((await list()).statusCode).toBe(401)

  const fresh = await signIn('secadmin', GOOD)
  const accounts = await app.inject({ url: '/api/v1/accounts', headers: fresh })
  expect(accounts.json().accounts).toEqual([
    expect.objectContaining({ username: 'secadmin', demo: false }),
  ])
  expect(accounts.body).not.toContain('scrypt')
})

test('demo accounts do not exist for a production server that finds their database', async () => {
  const demo = await anApp(createMemoryStore())
  const { app, identity } = await anApp(demo.store, { profile: 'production' })
  expect(await identity.accounts.bootstrap()).not.toBeNull()
  for (const name of ['operator', 'secadmin', 'handler-urban']) {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { username: name, password: name },
    })
    expect(reply.json()).toMatchObject({ code: 'BAD_CREDENTIALS' })
  }
})

test('the security administrator makes accounts, but changes not its own', async () => {
  const { app, signIn } = await anApp(createMemoryStore())
  const headers = await signIn('secadmin')
  const create = (payload: object) =>
    app.inject({ method: 'POST', url: '/api/v1/accounts', headers, payload })

  const made = await create({ username: 'wang.li', password: GOOD, roles: ['duty'] })
  expect(made.statusCode).toBe(201)
  expect(made.json()).toMatchObject({ username: 'wang.li', mustChangePassword: true })
  expect(
    (await create({ username: 'wang.li', password: GOOD, roles: ['duty'] })).json(),
  ).toMatchObject({
    code: 'ACCOUNT_EXISTS',
  })
  expect(
    (await create({ username: 'both', password: GOOD, roles: ['auditor', 'secadmin'] })).json(),
  ).toMatchObject({ code: 'MALFORMED' })

  const own = await app.inject({
    method: 'PATCH',
    url: '/api/v1/accounts/secadmin',
    headers,
    payload: { roles: ['sysadmin'] },
  })
  expect(own.json()).toMatchObject({ code: 'FORBIDDEN' })
})

test('disabling an account ends its sessions and the right of its sockets at once', async () => {
  const { app, identity, signIn } = await anApp(createMemoryStore())
  const duty = await signIn('duty')
  const principal = await identity.authenticateHandshake({
    cookieHeader: duty['cookie'],
    token: null,
  })
  if (principal === null) throw new Error('no principal')
  expect(await identity.stillValid(principal)).toBe(true)
  let told = 0
  identity.onRightsChanged(() => {
    told += 1
  })

  const headers = await signIn('secadmin')
  await app.inject({
    method: 'PATCH',
    url: '/api/v1/accounts/duty',
    headers,
    payload: { disabled: true },
  })
  expect(told).toBe(1)
  expect(await identity.stillValid(principal)).toBe(false)
  expect((await app.inject({ url: '/api/v1/session', headers: duty })).statusCode).toBe(401)
  await expect(signIn('duty')).rejects.toThrow('BAD_CREDENTIALS')
})
