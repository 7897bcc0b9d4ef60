import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ORDER_STATES, type Order, type OrderState } from '../../protocol/order/order.ts'
import {
  nextState,
  ORDER_ACTIONS,
  ORDER_RULES,
  type OrderAction,
} from '../../protocol/order/table.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { aFeedApp, type FeedApp } from '../testing/a-feed-app.ts'

let feed: FeedApp
let headersOf: Map<string, Record<string, string>>
const NAMES = {
  duty: 'duty',
  supervisor: 'supervisor',
  checker: 'checker',
  leader: 'leader',
  handler: 'handler-urban',
} as const
type Office = keyof typeof NAMES
const isOffice = (role: string): role is Office => Object.hasOwn(NAMES, role)

beforeAll(async () => {
  feed = await aFeedApp(createMemoryStore())
  headersOf = new Map()
  for (const name of Object.values(NAMES)) headersOf.set(name, await feed.signIn(name))
})
afterAll(() => feed.close())

const BEARER = { authorization: 'Bearer a-feed-token-of-some-length-0123456789' }
const headers = (office: Office | 'feed') =>
  office === 'feed' ? BEARER : (headersOf.get(NAMES[office]) ?? {})

async function send(office: Office | 'feed', path: string, payload?: object) {
  const reply = await feed.app.inject({
    method: payload === undefined ? 'GET' : 'POST',
    url: `/api/v1/orders${path}`,
    headers: headers(office),
    ...(payload === undefined ? {} : { payload }),
  })
  return { status: reply.statusCode, body: reply.json() }
}

/** Arguments that let every act through. */
const until = () => new Date(feed.now() + 90 * 3_600_000).toISOString()
const args = (parent: string) => ({
  verifier: 'v',
  position: [119.97, 31.78],
  evidence: 'e',
  reason: 'r',
  ruling: 'other',
  person: 'p',
  department: 'urban',
  until: until(),
  plan: 'p',
  class: 'works',
  level: 1,
  demand: 'd',
  reply: 'r',
  missing: 'm',
  signature: 's',
  parent,
  upheld: true,
  source: 'city',
  externalId: 'x',
  version: 1,
  justification: 'j',
})

/** Which acts, by whom, lead from the report to each state. */
const ROUTE: Record<OrderState, readonly (readonly [Office, OrderAction])[]> = (() => {
  const handling = [
    ['duty', 'express'],
    ['handler', 'sign'],
  ] as const
  const submitted = [...handling, ['handler', 'submit']] as const
  const checking = [...submitted, ['supervisor', 'send-to-check']] as const
  const checked = [...checking, ['checker', 'pass-check']] as const
  const closed = [...checked, ['supervisor', 'close']] as const
  return {
    reported: [],
    verifying: [['duty', 'send-to-verify']],
    accepted: [['duty', 'accept']],
    refused: [['duty', 'refuse']],
    filed: [
      ['duty', 'accept'],
      ['duty', 'file'],
    ],
    dispatched: [['duty', 'express']],
    handling,
    suspended: [...handling, ['handler', 'ask-suspension'], ['leader', 'grant-suspension']],
    submitted,
    checking,
    checked,
    closed,
    'force-closed': [...handling, ['leader', 'force-close']],
    evaluated: [...closed, ['supervisor', 'evaluate']],
    voided: [['supervisor', 'void']],
    merged: [['duty', 'merge']],
  } as const
})()

async function orderIn(state: OrderState): Promise<{ order: Order; parent: string }> {
  const type = feed.catalog
    .current()
    .catalog.orderTypes.find(({ lead, needs_photo }) => lead === 'urban' && needs_photo)?.code
  const report = { type, title: state, place: 'chashan' }
  const parent: string = (await send('duty', '', report)).body.id
  let order: Order = (await send('duty', '', report)).body
  for (const [office, action] of ROUTE[state]) {
    const act = { ...args(parent), result: 'r', action, rev: order.rev, actionId: randomUUID() }
    const { status, body } = await send(office, `/${order.id}/actions`, act)
    expect(status, `${state}: ${action} ${JSON.stringify(body)}`).toBe(200)
    order = body.order
  }
  expect(order.state).toBe(state)
  return { order, parent }
}

test('[ORD-d] [R22] every pair of state and action that the table does not hold is refused over HTTP, is not offered, and is on record', async () => {
  let refused = 0
  for (const state of ORDER_STATES) {
    const { order, parent } = await orderIn(state)
    const offices: readonly (Office | 'feed')[] = [...(Object.keys(NAMES) as Office[]), 'feed']
    const offered = new Set<string>()
    for (const office of offices) {
      const { body } = await send(office, `/${order.id}`)
      for (const action of body.allowed) offered.add(action)
    }
    const illegal = ORDER_ACTIONS.filter((action) => nextState(state, action, 'reported') === null)
    for (const action of illegal) {
      expect(offered.has(action), `${state}: ${action} is offered`).toBe(false)
      const role = ORDER_RULES[action].who.find((one) => isOffice(one) || one === 'feed')
      const office = role !== undefined && isOffice(role) ? role : 'feed'
      const result = action === 'record-callback' ? 'satisfied' : 'r'
      const act = { ...args(parent), result, action, rev: order.rev, actionId: randomUUID() }
      const { status, body } = await send(office, `/${order.id}/actions`, act)
      expect([status, body.code], `${state}: ${action}`).toEqual([409, 'ORDER_ACTION_NOT_ALLOWED'])
      refused++
    }
    const { body } = await send('duty', `/${order.id}`)
    expect([body.rev, body.state]).toEqual([order.rev, state])
    const tried = body.attempts.filter(
      ({ code }: { code: string }) => code === 'ORDER_ACTION_NOT_ALLOWED',
    )
    expect(tried.map(({ action }: { action: string }) => action)).toEqual(illegal)
  }
  expect(refused).toBeGreaterThan(500)
}, 120_000)

test('[R19] [S4] what was tried and refused is shown to the desk and the leader, and to nobody else', async () => {
  const { order } = await orderIn('dispatched')
  const act = (office: Office, action: OrderAction, rev: number) =>
    send(office, `/${order.id}/actions`, { action, rev, actionId: randomUUID() })
  expect((await act('handler', 'sign', order.rev - 1)).body.code).toBe('ORDER_CHANGED_MEANWHILE')
  expect((await act('duty', 'sign', order.rev)).body.code).toBe('FORBIDDEN')
  const foreign = await feed.signIn('handler-police')
  const probe = await feed.app.inject({
    method: 'POST',
    url: `/api/v1/orders/${order.id}/actions`,
    headers: foreign,
    payload: { action: 'sign', rev: 1, actionId: randomUUID() },
  })
  const unknown = await feed.app.inject({
    method: 'POST',
    url: '/api/v1/orders/CG20990101-000001/actions',
    headers: foreign,
    payload: { action: 'sign', rev: 1, actionId: randomUUID() },
  })
  const told = ({ status, code, detail }: Record<string, unknown>) => ({ status, code, detail })
  expect(probe.statusCode).toBe(404)
  expect(told(probe.json())).toEqual(told(unknown.json()))
  for (const office of ['duty', 'supervisor', 'leader'] as const) {
    const { attempts } = (await send(office, `/${order.id}`)).body
    expect(attempts).toMatchObject([
      { by: 'handler-urban', action: 'sign', code: 'ORDER_CHANGED_MEANWHILE', rev: order.rev - 1 },
      { by: 'duty', action: 'sign', code: 'FORBIDDEN' },
      { by: 'handler-police', action: 'sign', code: 'NOT_FOUND' },
    ])
  }
  for (const office of ['handler', 'checker', 'feed'] as const) {
    expect((await send(office, `/${order.id}`)).body).not.toHaveProperty('attempts')
  }
})

test('[S4] a number that another department’s order bears is taken, and nothing of that order is told', async () => {
  const types = feed.catalog.current().catalog.orderTypes
  const [urban, police] = ['urban', 'police'].map(
    (lead) => types.find((type) => type.lead === lead)?.code,
  )
  const first = {
    type: urban,
    title: '机密',
    place: 'chashan',
    channel: 'hotline',
    externalId: 'S4',
  }
  expect((await send('duty', '', first)).status).toBe(201)
  const foreign = await feed.signIn('handler-police')
  const post = async (payload: object) => {
    const reply = await feed.app.inject({
      method: 'POST',
      url: '/api/v1/orders',
      headers: foreign,
      payload,
    })
    return { status: reply.statusCode, body: reply.json(), text: reply.body }
  }
  const taken = await post({ ...first, type: police, title: 'x' })
  expect([taken.status, taken.body.code]).toEqual([409, 'EXTERNAL_ID_TAKEN'])
  expect(taken.text).not.toMatch(/机密|CG2/)
  // Whoever filed an order for others is answered again as the first time, also when it is not his to see.
  const own = { type: urban, title: '转交', place: 'chashan', channel: 'desk', externalId: 'P1' }
  const [filed, again] = [await post(own), await post(own)]
  expect([filed.status, again.status]).toEqual([201, 201])
  expect(again.body).toEqual(filed.body)
})
