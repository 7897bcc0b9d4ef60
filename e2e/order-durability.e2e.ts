import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { applyStep } from '../protocol/order/fold.ts'
import type { Order, OrderEvent } from '../protocol/order/order.ts'
import { getJson, postAs, type Session, signIn } from './api.ts'
import { freePort, startServer, type TestServer } from './server.ts'

/** Kills without warning: 50 unless `NZH_ORDER_KILLS` says otherwise. */
const KILLS = Number(process.env['NZH_ORDER_KILLS'] ?? '50')
/** Officers who work at the same time, each on orders of his own. */
const DESKS = 4
const ENV = { NZH_SIMULATOR: 'off' }

type Shown = Order & { readonly events: readonly Omit<OrderEvent, 'order'>[] }
type Catalog = { orderTypes: { code: string; lead: string; severity_default: number }[] }

/** A number in [0, 1) from a seed, so that a failing run can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function anUrbanType(server: TestServer): Promise<string> {
  const { orderTypes } = await getJson<Catalog>(server, '/catalog')
  const type = orderTypes.find(
    ({ lead, severity_default }) => lead === 'urban' && severity_default < 3,
  )
  if (type === undefined) throw new Error('the catalog has urgent urban types')
  return type.code
}

async function sessionsOf(server: TestServer, names: readonly string[]): Promise<Session[]> {
  // The demo accounts are seeded behind the start.
  for (let tries = 0; ; tries++) {
    try {
      return await Promise.all(names.map((name) => signIn(server, name)))
    } catch (error) {
      if (tries === 100) throw error
      await sleep(50)
    }
  }
}

/** The order as its events alone make it, from the facts of its report. */
function refolded({ events, ...order }: Shown, first: Order): Order {
  const { overlays: _, ...facts } = first
  return events.slice(1).reduce(applyStep, {
    ...facts,
    ...(order.overlays?.callbackWanted === true ? { overlays: { callbackWanted: true } } : {}),
  })
}

test(`[R1] no act answered 200 is lost, doubled or half done over ${KILLS} kills in the middle of work`, async () => {
  const seed = Number(process.env['NZH_SEED'] ?? Date.now() % 100_000)
  const random = randomOf(seed)
  const port = await freePort()
  let server = await startServer({ port, env: ENV })
  const { dataDir } = server
  const type = await anUrbanType(server)
  const [duty, unit] = await sessionsOf(server, ['duty', 'handler-urban'])
  if (duty === undefined || unit === undefined) throw new Error('signed in')

  const firsts = new Map<string, Order>()
  /** Of each order the acts that were answered 200, oldest first. */
  const answered = new Map<string, { actionId: string; rev: number }[]>()
  let acts = 0
  let resent = 0
  let ended = false

  /** Sends until it is answered, whichever server answers: the same request each time. */
  const sendUntilAnswered = async (who: Session, path: string, body: object) => {
    for (let tries = 0; !ended || tries > 0; tries++) {
      const reply = await postAs(server, who, path, body).catch(() => null)
      const json = reply === null ? null : await reply.json().catch(() => null)
      if (reply !== null && json !== null && reply.status < 500) {
        expect([200, 201], JSON.stringify(json)).toContain(reply.status)
        if (tries > 0) resent++
        acts++
        return json
      }
      await sleep(5)
    }
    return null
  }

  const work = async (desk: number): Promise<void> => {
    for (let n = 0; !ended; n++) {
      const report = {
        type,
        title: `第 ${n} 单`,
        place: 'chashan',
        channel: 'kill',
        externalId: `${desk}-${n}`,
      }
      const first = (await sendUntilAnswered(duty, '/orders', report)) as Order | null
      if (first === null) return
      firsts.set(first.id, first)
      const log: { actionId: string; rev: number }[] = []
      answered.set(first.id, log)
      let { rev } = first
      for (const [action, who] of [
        ['express', duty],
        ['sign', unit],
        ['urge', duty],
        ['urge', duty],
        ['submit', unit],
      ] as const) {
        if (ended) return
        const actionId = randomUUID()
        const act = { action, rev, actionId, result: '已处置' }
        const reply = (await sendUntilAnswered(who, `/orders/${first.id}/actions`, act)) as {
          order: Order
        } | null
        if (reply === null) return
        expect(reply.order.rev).toBe(rev + (action === 'express' ? 3 : 1))
        rev = reply.order.rev
        log.push({ actionId, rev })
      }
    }
  }

  const desks = Array.from({ length: DESKS }, (_, desk) => work(desk))
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(1 + Math.floor(random() * 250))
    await server.kill()
    server = await startServer({ dataDir, port, env: ENV })
  }
  ended = true
  await Promise.all(desks)

  let events = 0
  for (const [id, first] of firsts) {
    const shown = await getJson<Shown>(server, `/orders/${id}`)
    events += shown.events.length
    expect(shown.events.map(({ rev }) => rev)).toEqual(shown.events.map((_, i) => i + 1))
    expect(shown.rev).toBe(shown.events.length)
    for (const { actionId, rev } of answered.get(id) ?? []) {
      const done = shown.events.filter(({ args }) => args['actionId'] === actionId)
      expect(done.map((event) => event.rev)).toEqual([rev])
    }
    // The three events of an express are all there, or none.
    const express = shown.events.filter(({ args }) => args['via'] === 'express')
    expect([0, 3]).toContain(express.length)
    const folded = refolded(shown, first)
    expect([folded.state, folded.rev, folded.overlays ?? {}]).toEqual([
      shown.state,
      shown.rev,
      shown.overlays ?? {},
    ])
  }
  const listed = await getJson<{ orders: Order[] }>(server, '/orders?limit=1000')
  const keys = listed.orders.map(({ externalId }) => externalId)
  expect(new Set(keys).size).toBe(keys.length)
  console.log(
    `${KILLS} kills (seed ${seed}): ${acts} acts answered, ${resent} of them sent again after a kill; ${firsts.size} orders, ${events} events, none lost or doubled`,
  )
  expect(acts).toBeGreaterThan(KILLS)
  expect(await server.stop()).toBe(0)
}, 1_200_000)

test('[R23] what falls due while the server is down is done once, within two seconds of its start', async () => {
  const port = await freePort()
  const server = await startServer({ port, env: ENV })
  const { dataDir } = server
  const type = await anUrbanType(server)
  const [duty, unit, leader] = await sessionsOf(server, ['duty', 'handler-urban', 'leader'])
  if (duty === undefined || unit === undefined || leader === undefined) throw new Error('signed in')
  const filed = await postAs(server, duty, '/orders', { type, title: '挂账', place: 'chashan' })
  let order = (await filed.json()) as Order
  const until = new Date(Date.now() + 3_000).toISOString()
  for (const [who, action] of [
    [duty, 'express'],
    [unit, 'sign'],
    [unit, 'ask-suspension'],
    [leader, 'grant-suspension'],
  ] as const) {
    const act = { action, rev: order.rev, actionId: randomUUID(), class: 'works', until }
    const reply = await postAs(server, who, `/orders/${order.id}/actions`, act)
    expect(reply.status).toBe(200)
    order = ((await reply.json()) as { order: Order }).order
  }
  expect(order.state).toBe('suspended')
  await server.kill()
  await sleep(Math.max(0, Date.parse(until) - Date.now()) + 500)

  const again = await startServer({ dataDir, port, env: ENV })
  const readyMs = Date.now()
  const resumed = async (from: TestServer) => {
    const { events } = await getJson<Shown>(from, `/orders/${order.id}`)
    return events.filter(({ action }) => action === 'resume')
  }
  while ((await resumed(again)).length === 0 && Date.now() - readyMs < 10_000) await sleep(20)
  const [event] = await resumed(again)
  expect(event).toMatchObject({ actor: 'system' })
  expect(Date.parse(event?.recordedAt ?? '') - readyMs).toBeLessThan(2_000)
  await sleep(2_500)
  await again.kill()
  const third = await startServer({ dataDir, port, env: ENV })
  await sleep(2_500)
  expect(await resumed(third)).toHaveLength(1)
  expect(await third.stop()).toBe(0)
}, 60_000)
