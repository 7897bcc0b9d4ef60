import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { applyEmergencies } from '../../stores/emergencies.ts'
import { sceneStore } from '../../stores/scene.ts'
import { applyDeskLink, linkStore, resetLink } from '../data/link-store.ts'
import { presenceStore } from '../data/presence-store.ts'
import { orderKey, queryClient } from '../data/query.ts'
import { deskStore, openOrder, resetDesk } from '../desk-store.ts'
import { anEmergency } from '../emergency/testing.tsx'
import { commandStore } from '../keys/commands.ts'
import { clock, detail, event, ID, nameThings, serverOf, showPane } from './testing.tsx'

beforeEach(() => {
  sceneStore.setState({ language: 'zh' })
  nameThings()
  openOrder(ID)
})

afterEach(() => {
  cleanup()
  queryClient.clear()
  resetDesk()
  resetLink()
  applyEmergencies(null)
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const show = async (order = detail()) => {
  const server = serverOf(order)
  vi.stubGlobal('fetch', server.fetch)
  showPane()
  await screen.findByRole('heading', { name: order.title })
  return server
}

/** What the desk's keyboard does: runs the first command of that key whose time it is. */
const press = (key: string): boolean => {
  const command = commandStore
    .getState()
    .commands.find((one) => one.keys === key && one.when?.() !== false)
  act(() => command?.run())
  return command !== undefined
}

const offered = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-action]')].map(
    (one) => one.dataset['action'] ?? '',
  )
const submit = (): void => {
  fireEvent.click(screen.getByRole('button', { name: /提交|确认执行/ }))
}
const fill = (label: RegExp, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}
const freshOrder = () => act(() => queryClient.invalidateQueries({ queryKey: orderKey(ID) }))

test('facts, state, clocks and marks of the order are there', async () => {
  await show()
  const pane = screen.getByRole('article')
  expect(within(pane).getByText('演示数据')).toBeDefined()
  expect(pane.textContent).toContain('待签收')
  expect(pane.textContent).toContain('王女士')
  expect(pane.textContent).toContain('井盖缺损')
  expect(pane.querySelector('[data-clock="T5"]')).not.toBeNull()
  expect(pane.querySelector('[aria-current="step"]')?.textContent).toContain('签收')
})

test('an order in an emergency is marked at its head, which leads to that emergency, and its history says since when', async () => {
  const other = anEmergency(9, { id: 'E9', title: '另一起', related: [ID] })
  applyEmergencies([other, anEmergency(1, { related: [ID] })])
  const { id, title } = anEmergency()
  const events = [...detail().events, event(5, 'emergency-on', 4, { args: { emergency: id } })]
  await show(detail({ rev: 5, overlays: { emergency: id }, events }))
  const head = document.querySelector<HTMLElement>('.order-head')
  if (head === null) throw new Error('the order has a head')
  expect(within(head).getByText('战时').title).toBe(id)
  fireEvent.click(within(head).getByRole('button', { name: `战时进行中:${title}` }))
  expect(deskStore.getState()).toMatchObject({ view: 'emergency', emergency: id })
  const told = document.querySelector('.order-history > li')?.textContent
  expect(told).toContain('列入战时应急')
  expect(told).toContain(id)
  cleanup()
  queryClient.clear()
  await show(detail())
  expect(document.querySelector('[data-mark="emergency"]')).toBeNull()
})

test('only what is allowed is offered, by button and by key', async () => {
  await show()
  expect(offered()).toEqual(['sign', 'ask-return'])
  expect(press('d')).toBe(false)
  expect(press('c')).toBe(false)
  expect(deskStore.getState().dialog.kind).toBe('none')
  expect(press('r')).toBe(true)
  expect(deskStore.getState().dialog).toEqual({ kind: 'act', action: 'ask-return' })
})

test('an act without a key is in the palette while it is allowed, and no act is there twice', async () => {
  const allowed: OrderAction[] = ['sign', 'ask-return', 'escalate']
  await show(detail({ allowed }))
  const ready = commandStore.getState().commands.filter((one) => one.when?.() !== false)
  expect(ready.map(({ id }) => id).sort()).toEqual([
    'order.act.escalate',
    'order.key.r',
    'order.key.s',
  ])
})

test('s and Enter sign, on the version that was looked at', async () => {
  const server = await show()
  server.answers.push(() => {
    server.order = detail({ rev: 5, state: 'handling', allowed: ['submit'] })
    return { status: 200, body: { order: server.order } }
  })
  expect(press('s')).toBe(true)
  expect(document.activeElement?.getAttribute('type')).toBe('submit')
  submit()
  expect(await screen.findByText('已签收')).toBeDefined()
  expect(screen.getByText('此操作不能撤销')).toBeDefined()
  expect(server.sent).toHaveLength(1)
  expect(server.sent[0]?.path).toBe(`/api/v1/orders/${ID}/actions`)
  expect(server.sent[0]?.body).toMatchObject({ action: 'sign', rev: 4 })
  expect(server.sent[0]?.body['actionId']).toMatch(/^[0-9a-f-]{36}$/)
  await waitFor(() => expect(offered()).toEqual(['submit']))
})

test('Ctrl+Enter sends, Escape leaves without sending', async () => {
  const server = await show()
  server.answers.push(() => ({ status: 200, body: { order: server.order } }))
  press('r')
  fill(/理由/, '不属于本部门职责')
  fireEvent.keyDown(screen.getByLabelText(/理由/), { key: 'Escape' })
  expect(deskStore.getState().dialog.kind).toBe('none')
  expect(server.sent).toHaveLength(0)
  press('r')
  fill(/理由/, '不属于本部门职责')
  fireEvent.keyDown(screen.getByLabelText(/理由/), { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(server.sent).toHaveLength(1))
  expect(server.sent[0]?.body).toMatchObject({ action: 'ask-return', reason: '不属于本部门职责' })
})

test('an argument that is missing is said at its input, and nothing is sent', async () => {
  const server = await show()
  press('r')
  submit()
  const reason = screen.getByLabelText(/理由/)
  expect(reason.getAttribute('aria-invalid')).toBe('true')
  const problem = document.getElementById(reason.getAttribute('aria-describedby') ?? '')
  expect(problem?.textContent).toBe('必填')
  expect(document.activeElement).toBe(reason)
  expect(server.sent).toHaveLength(0)
})

test('what the server finds wrong with an argument is said at that input', async () => {
  const server = await show()
  server.answers.push(() => ({
    status: 400,
    body: { code: 'MALFORMED', field: 'department', reason: 'no such department' },
  }))
  press('r')
  fill(/理由/, '不归我管')
  fill(/部门/, '水务')
  submit()
  expect(await screen.findByText('没有这个部门')).toBeDefined()
  expect(server.sent[0]?.body).toMatchObject({ department: 'water' })
  expect(screen.getByLabelText<HTMLInputElement>(/理由/).value).toBe('不归我管')
})

test('a refusal is said in words', async () => {
  const server = await show()
  server.answers.push(() => ({ status: 403, body: { code: 'FORBIDDEN', reason: 'own-work' } }))
  press('s')
  submit()
  expect((await screen.findByRole('alert')).textContent).toContain('不能核查或裁定自己经办的工单')
})

test('without an answer the same act is sent again under the same id', async () => {
  const server = await show()
  server.answers.push(
    () => 'no answer',
    () => ({ status: 503, body: { code: 'STORE_UNAVAILABLE' } }),
    () => ({ status: 200, body: { order: server.order } }),
  )
  press('s')
  submit()
  expect(await screen.findByText('未收到确认')).toBeDefined()
  expect(screen.queryByRole('button', { name: /提交/ })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: '重试' }))
  await waitFor(() => expect(server.sent).toHaveLength(2))
  fireEvent.click(await screen.findByRole('button', { name: '重试' }))
  expect(await screen.findByText('已签收')).toBeDefined()
  expect(server.sent).toHaveLength(3)
  expect(new Set(server.sent.map(({ body }) => JSON.stringify(body))).size).toBe(1)
})

test('an act whose answer was lost is known to be done once it is in the history', async () => {
  const server = await show()
  server.answers.push(({ body }) => {
    server.order = detail({
      rev: 5,
      state: 'handling',
      allowed: ['submit'],
      events: [...detail().events, event(5, 'sign', 5, { args: { actionId: body['actionId'] } })],
    })
    return 'no answer'
  })
  press('s')
  submit()
  expect(await screen.findByText('已签收')).toBeDefined()
  expect(server.sent).toHaveLength(1)
  expect(screen.queryByText('未收到确认')).toBeNull()
})

/** Somebody else urged and supervised meanwhile; the act is still possible. */
const changed = () =>
  detail({
    rev: 6,
    severity: 1,
    events: [
      ...detail().events,
      event(5, 'urge', 5, { actor: 'liu' }),
      event(6, 'supervise', 6, { actor: 'zhao', args: { level: 2, demand: '请说明' } }),
    ],
  })

test('a conflict shows both versions and who did what, and the act can still be given', async () => {
  const server = await show()
  server.answers.push(
    () => {
      server.order = changed()
      return { status: 409, body: { code: 'ORDER_CHANGED_MEANWHILE', order: changed() } }
    },
    () => ({ status: 200, body: { order: server.order } }),
  )
  press('s')
  submit()
  const conflict = await screen.findByRole('alert', { name: '工单已被他人更新' })
  await within(conflict).findByText('liu')
  expect(conflict.textContent).toContain('zhao')
  expect(conflict.textContent).toContain('请说明')
  const row = within(conflict).getByRole('row', { name: /紧急程度/ })
  expect(row.textContent).toBe('紧急程度紧急特急')
  fireEvent.click(within(conflict).getByRole('button', { name: '仍然执行' }))
  expect(await screen.findByText('已签收')).toBeDefined()
  expect(server.sent.map(({ body }) => body['rev'])).toEqual([4, 6])
  // The first one was refused, not lost: what is done now is another attempt.
  expect(server.sent[0]?.body['actionId']).not.toBe(server.sent[1]?.body['actionId'])
})

test('a conflict after which the act is not possible any more offers only to give it up', async () => {
  const server = await show()
  server.answers.push(() => {
    server.order = { ...changed(), state: 'voided', allowed: [] }
    return { status: 409, body: { code: 'ORDER_CHANGED_MEANWHILE', order: server.order } }
  })
  press('s')
  submit()
  expect(await screen.findByText('“签收”现在已不能执行')).toBeDefined()
  expect(screen.queryByRole('button', { name: '仍然执行' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: '放弃' }))
  expect(deskStore.getState().dialog.kind).toBe('none')
  expect(server.sent).toHaveLength(1)
})

test('a change while a form is filled in is shown before anything is sent, and what was typed stays', async () => {
  const server = await show()
  press('r')
  fill(/理由/, '不归我管')
  server.order = changed()
  await freshOrder()
  const conflict = await screen.findByRole('alert', { name: '工单已被他人更新' })
  expect(server.sent).toHaveLength(0)
  fireEvent.click(within(conflict).getByRole('button', { name: '按最新内容继续填写' }))
  expect(screen.getByLabelText<HTMLTextAreaElement>(/理由/).value).toBe('不归我管')
  server.answers.push(() => ({ status: 200, body: { order: server.order } }))
  submit()
  await waitFor(() => expect(server.sent).toHaveLength(1))
  expect(server.sent[0]?.body['rev']).toBe(6)
})

test('voiding is confirmed first, and can be taken back', async () => {
  const server = await show(detail({ allowed: ['void'] }))
  fireEvent.click(screen.getByRole('button', { name: '作废' }))
  fireEvent.click(screen.getByRole('button', { name: '误报' }))
  submit()
  expect(server.sent).toHaveLength(0)
  expect((await screen.findByRole('alert')).textContent).toContain('撤销作废')
  // Enter is the whole confirmation.
  expect(document.activeElement?.textContent).toContain('确认执行')
  server.answers.push(
    () => {
      server.order = detail({ rev: 5, state: 'voided', allowed: ['restore'] })
      return { status: 200, body: { order: server.order } }
    },
    () => ({ status: 200, body: { order: server.order } }),
  )
  submit()
  const done = await screen.findByText('已作废', { selector: '.order-done span' })
  expect(server.sent[0]?.body).toMatchObject({ action: 'void', reason: '误报' })
  const undo = await within(done.parentElement as HTMLElement).findByRole('button', {
    name: '撤销作废',
  })
  fireEvent.click(undo)
  await waitFor(() => expect(server.sent).toHaveLength(2))
  expect(server.sent[1]?.body).toMatchObject({ action: 'restore', rev: 5 })
})

test('the history is in words, by kind, and each line has an address', async () => {
  await show(changed())
  const lines = () => [...document.querySelectorAll<HTMLElement>('.order-history > li')]
  expect(lines().map((line) => line.dataset['event'])).toEqual([
    'supervise',
    'urge',
    'express',
    'report',
  ])
  expect(lines()[0]?.textContent).toContain('督办级别二级')
  expect(document.querySelector('.order-history')?.textContent).not.toContain('{')
  expect(document.getElementById('event-6')).toBe(lines()[0])
  fireEvent.click(screen.getByRole('button', { name: '流转' }))
  expect(lines().map((line) => line.dataset['event'])).toEqual(['express', 'report'])
})

test('flags and refused attempts are shown where the server tells them', async () => {
  const flags = [
    {
      flag: 'reopened-soon',
      name_zh: '结案后短期重开',
      name_en: '',
      at: '2026-11-26T00:05:00.000Z',
      rev: 4,
      actor: 'duty',
    },
  ] as const
  const attempts = [
    {
      by: 'handler-water',
      at: '2026-11-26T00:06:00.000Z',
      action: 'sign',
      rev: 4,
      code: 'FORBIDDEN',
    },
  ]
  await show(detail({ flags, attempts }))
  expect(screen.getByText('结案后短期重开')).toBeDefined()
  expect(screen.getByText(/handler-water 尝试“签收”/).textContent).toContain('没有此操作的权限')
})

test('the clock ticks by the server’s time, not this machine’s', async () => {
  vi.useFakeTimers({
    now: Date.parse('2026-11-26T01:12:00Z'),
    toFake: ['Date', 'setInterval', 'clearInterval'],
  })
  // This machine is an hour ahead.
  linkStore.setState({ offsetMs: -3_600_000 })
  await show(detail({ clocks: [clock()] }))
  const left = () => document.querySelector('[data-clock="T5"] .order-clock-left')?.textContent
  expect(left()).toBe('0:21:00正常')
  act(() => void vi.advanceTimersByTime(2_000))
  expect(left()).toBe('0:20:58正常')
  linkStore.setState({ offsetMs: 0 })
})

test('an order that does not exist for the reader says so, and offers no retry', async () => {
  const server = serverOf(detail())
  server.order = { status: 404, code: 'NOT_FOUND' }
  vi.stubGlobal('fetch', server.fetch)
  showPane()
  expect(
    await screen.findByText('没有这件工单,或您无权查看', undefined, { timeout: 5_000 }),
  ).toBeDefined()
  expect(screen.queryByRole('button', { name: '重试' })).toBeNull()
})

test('an order that cannot be read can be asked for again', async () => {
  const server = serverOf(detail())
  server.order = { status: 503, code: 'STORE_UNAVAILABLE' }
  vi.stubGlobal('fetch', server.fetch)
  showPane()
  const again = await screen.findByRole('button', { name: '重试' }, { timeout: 5_000 })
  expect(screen.getByRole('alert').textContent).toContain('存储暂不可用')
  server.order = detail()
  fireEvent.click(again)
  expect(await screen.findByRole('heading', { name: detail().title })).toBeDefined()
})

test('a lost link says that this is the last reading; the order stays', async () => {
  await show()
  act(() => applyDeskLink({ state: 'lost', sinceMs: Date.now() }))
  expect(screen.getByText(/连接已断开/)).toBeDefined()
  expect(screen.getByRole('heading', { name: detail().title })).toBeDefined()
})

test('an order that has ended says that there is nothing to do', async () => {
  await show(detail({ state: 'closed', allowed: [], clocks: [] }))
  expect(screen.getByText('工单已办结,没有可办理的操作')).toBeDefined()
  expect(screen.getByText('没有时限')).toBeDefined()
})

test('whoever else has the order open is named beside its title', async () => {
  const since = '2026-11-26T00:04:00.000Z'
  presenceStore.setState({ orders: { [ID]: [{ name: 'zhao', since }] } })
  await show()
  expect(
    within(document.querySelector('.order-head') as HTMLElement).getByText('zhao'),
  ).toBeDefined()
  presenceStore.setState({ orders: {} })
})

test('keys of the order end with it, and so does the form that stood open', async () => {
  await show()
  press('s')
  cleanup()
  expect(commandStore.getState().commands).toEqual([])
  expect(deskStore.getState().dialog.kind).toBe('none')
})

test('feedback names those of the order’s own photos that were chosen, and says that they are wanted', async () => {
  const server = await show(detail({ state: 'handling', allowed: ['submit'] }))
  const photo = (id: string, kind: string) => ({
    kind: 'attachment',
    attachment: { id, kind, name: `${id}.jpg` },
  })
  server.notes = [{ kind: 'comment', text: '已到场' }, photo('p1', 'before'), photo('p2', 'after')]
  server.answers.push(() => ({ status: 200, body: { order: server.order } }))
  expect(press('c')).toBe(true)
  expect(screen.getByText(/要求处置后照片/)).toBeDefined()
  fireEvent.click(await screen.findByLabelText('处置后 · p2.jpg'))
  expect(screen.getAllByRole('checkbox')).toHaveLength(2)
  fill(/^结果/, '已更换井盖')
  submit()
  await waitFor(() => expect(server.sent).toHaveLength(1))
  expect(server.sent[0]?.body).toMatchObject({ result: '已更换井盖', photos: ['p2'] })
})

test('a parent is looked for among open orders of the same type, and never the order itself', async () => {
  const server = await show(detail({ allowed: ['merge'] }))
  server.others = [
    { id: ID, title: detail().title },
    { id: 'NZ-20261126-0002', title: '同一井盖,再次来电' },
  ]
  press('m')
  const found = await screen.findByRole('button', { name: /再次来电/ })
  expect(screen.queryByRole('button', { name: new RegExp(ID) })).toBeNull()
  const asked = server.asked.find((path) => path.includes('/orders?')) ?? ''
  expect(asked).toContain('state=open')
  expect(asked).toContain('type=manhole')
  fireEvent.click(found)
  server.answers.push(() => ({ status: 200, body: { order: server.order } }))
  submit()
  submit()
  await waitFor(() => expect(server.sent).toHaveLength(1))
  expect(server.sent[0]?.body).toMatchObject({ action: 'merge', parent: 'NZ-20261126-0002' })
})

test('a position outside the district is said in words', async () => {
  const server = await show(detail({ state: 'verifying', allowed: ['confirm'] }))
  server.answers.push(() => ({ status: 422, body: { code: 'POSITION_OUTSIDE', position: [0, 0] } }))
  fireEvent.click(screen.getByRole('button', { name: '核实属实' }))
  fill(/位置/, '0, 0')
  submit()
  await screen.findByRole('alert')
  const input = screen.getByLabelText(/位置/)
  const problem = document.getElementById(input.getAttribute('aria-describedby') ?? '')
  expect(problem?.textContent).toBe('位置不在本辖区内')
  expect(server.sent[0]?.body).toMatchObject({ position: [0, 0] })
})
