import { expect, test } from 'vitest'
import { createDuty } from '../duty/duty.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp } from '../testing/an-app.ts'
import { dutyRoutes } from './duty.ts'

/** The clock of `anApp`: 2024-06-07 09:00 in Changzhou. */
const NOW = Date.UTC(2024, 5, 7, 1)

async function aDutyApp() {
  const store = createMemoryStore()
  const duty = createDuty({
    store,
    feed: { onCommit: () => () => undefined },
    openOrders: () => [],
    standingAlarms: () => [],
    titleOf: ({ indicator }) => indicator,
    silentFeeds: () => [{ source: 'water-bureau', silentSinceMs: NOW - 60_000 }],
    sink: null,
    nowMs: () => NOW,
    onError: (error) => {
      throw error
    },
  })
  const { app, signIn } = await anApp(store, {
    api: async (api) => {
      await api.register(dutyRoutes, { duty, nowMs: () => NOW })
    },
  })
  const ask = async (
    headers: Record<string, string>,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    payload?: object,
  ) =>
    app.inject({
      method,
      url: `/api/v1/duty${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
  return { app, signIn, ask }
}

const ROSTER = `post,name,start,end
值班员,王一,2024-06-07T00:00:00Z,2024-06-07T12:00:00Z
`

test('a duty officer imports a roster, and everybody of the centre sees who is on duty', async () => {
  const { ask, signIn } = await aDutyApp()
  const [duty, operator] = [await signIn('duty'), await signIn('operator')]
  const body = { fileName: 'r.csv', text: ROSTER }
  expect((await ask(operator, 'POST', '/roster/import', body)).statusCode).toBe(403)
  const taken = await ask(duty, 'POST', '/roster/import', body)
  expect(taken.json()).toMatchObject({ replaced: 0, problems: [], rows: [{ name: '王一' }] })
  expect((await ask(operator, 'GET', '/now')).json()).toMatchObject({
    onDuty: [{ post: '值班员', name: '王一' }],
    notices: { hasSink: false, waiting: 0 },
  })
  const view = (
    await ask(operator, 'GET', '/roster?from=2024-06-07T00:00:00Z&to=2024-06-08T00:00:00Z')
  ).json()
  expect(view.gaps).toEqual([
    { post: '值班员', from: '2024-06-07T12:00:00.000Z', to: '2024-06-08T00:00:00.000Z' },
  ])
})

test('a handler and the three administrators have no business in the duty room', async () => {
  const { ask, signIn } = await aDutyApp()
  for (const name of ['handler-urban', 'sysadmin', 'secadmin', 'auditor']) {
    const headers = await signIn(name)
    expect((await ask(headers, 'GET', '/now')).statusCode).toBe(403)
    expect((await ask(headers, 'POST', '/log', { text: 'x' })).statusCode).toBe(403)
  }
  expect((await ask({}, 'GET', '/log')).statusCode).toBe(401)
})

test('a row, a swap and its removal; what ends before it begins is refused with its field', async () => {
  const { ask, signIn } = await aDutyApp()
  const duty = await signIn('duty')
  const row = {
    post: '值班长',
    name: '周',
    startsAt: '2024-06-07T08:00:00+08:00',
    endsAt: '2024-06-08T08:00:00+08:00',
  }
  const made = await ask(duty, 'POST', '/roster', row)
  expect(made.statusCode).toBe(201)
  expect(made.json()).toMatchObject({ source: 'manual:duty', startsAt: '2024-06-07T00:00:00.000Z' })
  const { id } = made.json()
  const swapped = await ask(duty, 'POST', `/roster/${id}/swap`, { name: '吴' })
  expect(swapped.json()).toMatchObject({ name: '吴', insteadOf: '周' })
  expect((await ask(duty, 'DELETE', `/roster/${id}`)).statusCode).toBe(204)
  expect((await ask(duty, 'DELETE', `/roster/${id}`)).statusCode).toBe(404)
  const wrong = await ask(duty, 'POST', '/roster', { ...row, endsAt: row.startsAt })
  expect(wrong.json()).toMatchObject({ status: 400, code: 'MALFORMED', field: 'endsAt' })
  const noTime = await ask(duty, 'POST', '/roster', { ...row, startsAt: '2024-02-30T00:00:00Z' })
  expect(noTime.json()).toMatchObject({ code: 'BAD_TIME', field: 'startsAt' })
})

test('the log is read newest first, page by page, by order; an entry about nothing is refused', async () => {
  const { ask, signIn } = await aDutyApp()
  const duty = await signIn('duty')
  for (const text of ['一', '二', '三']) await ask(duty, 'POST', '/log', { text })
  const first = (await ask(duty, 'GET', '/log?limit=2')).json()
  expect(first.entries).toHaveLength(2)
  const rest = (await ask(duty, 'GET', `/log?limit=2&cursor=${first.nextCursor}`)).json()
  expect(rest.nextCursor).toBeNull()
  const texts = [...first.entries, ...rest.entries].map(({ text }: { text: string }) => text)
  expect(texts.toSorted()).toEqual(['一', '三', '二'])
  const missing = await ask(duty, 'POST', '/log', { text: 'x', orderId: 'CG20240607-000001' })
  expect(missing.statusCode).toBe(404)
  expect((await ask(duty, 'POST', '/log', { text: '   ' })).statusCode).toBe(400)
  expect((await ask(duty, 'GET', '/log?cursor=x')).statusCode).toBe(400)
})

test('a handover is drafted from what stands, read and signed by two', async () => {
  const { ask, signIn } = await aDutyApp()
  const [duty, supervisor] = [await signIn('duty'), await signIn('supervisor')]
  const draft = (await ask(duty, 'POST', '/handovers', {})).json()
  expect(draft.lines).toMatchObject([{ section: 'feeds', text: 'water-bureau' }])
  await ask(duty, 'PUT', `/handovers/${draft.id}`, { remarks: '夜班注意水位' })
  expect((await ask(duty, 'POST', `/handovers/${draft.id}/sign`, {})).json().outgoing.by).toBe(
    'duty',
  )
  const unread = await ask(supervisor, 'POST', `/handovers/${draft.id}/sign`, {})
  expect(unread.json()).toMatchObject({ status: 409, code: 'HANDOVER_UNREAD', unread: ['l1'] })
  await ask(supervisor, 'POST', `/handovers/${draft.id}/read`, { lines: ['l1'] })
  const signed = await ask(supervisor, 'POST', `/handovers/${draft.id}/sign`, {})
  expect(signed.json()).toMatchObject({
    incoming: { by: 'supervisor' },
    remarks: '夜班注意水位',
  })
})
