import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp } from '../testing/an-app.ts'

const FEED = 'the-deployment-feed-token'

test('whoever asks for pairing codes without end is told when to come back; others go on', async () => {
  const { app } = await anApp(createMemoryStore())
  const begin = (remoteAddress: string) =>
    app.inject({ method: 'POST', url: '/api/v1/screens', payload: { wall: 'main' }, remoteAddress })
  for (let i = 0; i < 60; i += 1) expect((await begin('10.0.0.7')).statusCode).toBe(201)
  const refused = await begin('10.0.0.7')
  expect(refused.json()).toMatchObject({ code: 'TOO_MANY', status: 429, retry: true })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await begin('10.0.0.8')).statusCode).toBe(201)
})

test('strangers are limited by address, feeds and signed-in people are not', async () => {
  const { app, signIn } = await anApp(createMemoryStore(), { feedToken: FEED })
  const person = await signIn('duty')
  const ask = async (headers: Record<string, string>) =>
    (await app.inject({ url: '/api/v1/session', headers })).statusCode
  let statuses = new Set<number>()
  for (let i = 0; i < 3_001; i += 1)
    statuses.add(await ask({ 'x-forwarded-for': `10.1.${i % 250}.1` }))
  expect(statuses).toEqual(new Set([401, 429]))
  statuses = new Set()
  for (let i = 0; i < 50; i += 1) {
    statuses.add(await ask({ authorization: `Bearer ${FEED}` }))
    statuses.add(await ask(person))
  }
  expect(statuses).toEqual(new Set([200]))
})
