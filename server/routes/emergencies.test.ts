import { expect, test } from 'vitest'
import { requireCatalog } from '../../scenarios/load.ts'
import { loadPlans } from '../../scenarios/load-plans.ts'
import { createDutyLog } from '../duty/log.ts'
import { createConduct } from '../emergency/conduct.ts'
import { createEmergencies } from '../emergency/emergencies.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp } from '../testing/an-app.ts'
import { emergencyRoutes } from './emergencies.ts'

const NOW = Date.UTC(2024, 5, 7, 1)
const { plans } = await loadPlans(await requireCatalog())

async function anEmergencyApp() {
  const store = createMemoryStore()
  const nowMs = (): number => NOW
  const fail = (error: unknown): never => {
    throw error
  }
  const emergencies = await createEmergencies({
    store,
    nowMs,
    factsOf: () => ({ orderStates: new Set(), valueOf: () => null }),
  })
  const { app, signIn } = await anApp(store, {
    api: async (api) => {
      const conduct = createConduct({
        emergencies,
        plans,
        feed: { onCommit: () => () => undefined },
        walls: { state: () => null, command: fail },
        log: createDutyLog(store, nowMs),
        orderOf: async () => null,
        orders: { openOrders: () => [], inEmergency: async () => undefined },
        facts: { follow: async () => undefined, forget: () => undefined },
        isAutomatic: false,
        nowMs,
        onError: fail,
      })
      await api.register(emergencyRoutes, { emergencies, conduct, plans })
    },
  })
  const ask = (
    headers: Record<string, string>,
    method: 'GET' | 'POST',
    path: string,
    payload?: object,
  ) =>
    app.inject({
      method,
      url: `/api/v1${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
  const flood = { plan: 'flood', title: '青龙下穿积水', walls: [] }
  const open = async (): Promise<string> =>
    (await ask(await signIn('duty'), 'POST', '/emergencies', flood)).json().id
  return { ask, signIn, open, flood }
}

const PLAN = plans.find(({ id }) => id === 'flood')
const stepOf = (department: string | null): string =>
  PLAN?.steps.find((step) => step.department === department)?.id ?? 'no such step'
const owner = PLAN?.steps.find(({ department }) => department !== null)?.department ?? ''
const another =
  PLAN?.steps.find(({ department }) => department !== null && department !== owner)?.department ??
  ''

test('the command room opens an emergency; a handler and a checker may not', async () => {
  const { ask, signIn, flood } = await anEmergencyApp()
  for (const role of [`handler-${owner}`, 'checker']) {
    expect((await ask(await signIn(role), 'POST', '/emergencies', flood)).statusCode).toBe(403)
  }
  const opened = await ask(await signIn('duty'), 'POST', '/emergencies', flood)
  expect(opened.statusCode).toBe(201)
  expect(opened.json()).toMatchObject({ rev: 1, plan: { id: 'flood' }, openedBy: 'duty' })
})

test('a handler ticks steps of the own department, not of another and not the end', async () => {
  const { ask, signIn, open } = await anEmergencyApp()
  const id = await open()
  const his = await signIn(`handler-${owner}`)
  const act = (payload: object) => ask(his, 'POST', `/emergencies/${id}/acts`, payload)
  const tick = (step: string, actionId: string) => ({ act: 'tick', step, actionId, note: '已到' })
  expect((await act(tick(stepOf(another), 'action-1'))).statusCode).toBe(403)
  expect((await act({ act: 'end', summary: '结束', actionId: 'action-2' })).statusCode).toBe(403)
  const done = await act(tick(stepOf(owner), 'action-3'))
  expect(done.statusCode).toBe(200)
  expect(done.json().rev).toBe(2)
})

test('of two who looked at the same rev the second is told what it is now; a retry is done once', async () => {
  const { ask, signIn, open } = await anEmergencyApp()
  const id = await open()
  const duty = await signIn('duty')
  const report = (actionId: string) =>
    ask(duty, 'POST', `/emergencies/${id}/acts`, { act: 'report', text: '水深', rev: 1, actionId })
  const { rev } = (await report('report-a')).json()
  expect(rev).toBeGreaterThan(1)
  const second = await report('report-b')
  expect(second.statusCode).toBe(409)
  expect(second.json()).toMatchObject({
    code: 'EMERGENCY_CHANGED_MEANWHILE',
    rev,
    emergency: { id, rev },
  })
  const again = await report('report-a')
  expect(again.statusCode).toBe(200)
  expect(again.json().reports).toHaveLength(1)
})

test('one that was ended is in the list of ended ones, with its events', async () => {
  const { ask, signIn, open } = await anEmergencyApp()
  const id = await open()
  const duty = await signIn('duty')
  const end = { act: 'end', summary: '退水', actionId: 'the-end-1' }
  expect((await ask(duty, 'POST', `/emergencies/${id}/acts`, end)).statusCode).toBe(200)
  expect((await ask(duty, 'GET', '/emergencies')).json().emergencies).toEqual([])
  const past = (await ask(duty, 'GET', '/emergencies?state=ended')).json()
  expect(past.emergencies).toMatchObject([{ id, summary: '退水' }])
  const { events } = (await ask(duty, 'GET', `/emergencies/${id}`)).json()
  expect(events.map(({ act }: { act: string }) => act)).toEqual(['open', 'end'])
})

test('an opening that is sent again opens nothing, neither while it is on nor after its end', async () => {
  const { ask, signIn, flood } = await anEmergencyApp()
  const duty = await signIn('duty')
  const send = async (actionId: string): Promise<string> =>
    (await ask(duty, 'POST', '/emergencies', { ...flood, actionId })).json().id
  const ids = await Promise.all([send('open-0001'), send('open-0001')])
  expect(ids[0]).toBe(ids[1])
  expect(await send('open-0002')).not.toBe(ids[0])
  const end = { act: 'end', summary: '积水退去', actionId: 'end-00001' }
  await ask(await signIn('supervisor'), 'POST', `/emergencies/${ids[0]}/acts`, end)
  expect(await send('open-0001')).toBe(ids[0])
  const { emergencies } = (await ask(duty, 'GET', '/emergencies')).json()
  expect(emergencies).toHaveLength(1)
})
