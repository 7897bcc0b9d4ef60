import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { sessionStore } from '../../data/session.ts'
import { linkStore } from '../data/link-store.ts'
import { deskStore, PAST, showEmergency } from '../desk-store.ts'
import { problem } from '../intake/testing.tsx'
import { registerDeskCommands } from '../shell/desk-commands.ts'
import { anEmergency, anEmergencyServer, atADesk, showView } from './testing.tsx'

atADesk()

const press = (key: string): void => {
  const target = document.activeElement ?? document.body
  fireEvent.keyDown(target, { key, bubbles: true })
}
const row = (name: string, id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-${name}="${id}"]`)
  if (found === null) throw new Error(`no ${name} ${id}`)
  return found
}
const write = (label: RegExp | string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}

test('in normal times there is the way into an emergency and what is over; before the server told, neither', async () => {
  showView()
  expect(screen.getByText('正在读取')).toBeTruthy()
  expect(screen.queryByRole('heading', { name: '现在是平时' })).toBeNull()
  cleanup()
  anEmergencyServer([], [anEmergency(90, { title: '昨夜火灾', endedAt: new Date().toISOString() })])
  showView()
  expect(screen.getByRole('heading', { name: '现在是平时' })).toBeTruthy()
  expect((await screen.findByRole('button', { name: /昨夜火灾/ })).textContent).toContain('历时')
  fireEvent.click(screen.getByRole('button', { name: '已结束' }))
  expect(screen.queryByRole('heading', { name: '现在是平时' })).toBeNull()
  expect((await screen.findByRole('button', { name: /昨夜火灾/ })).textContent).toContain('历时')
})

test('steps and forces are worked by keys alone: a press ticks, a press moves a force, a note is asked for where it is needed', async () => {
  const server = anEmergencyServer([anEmergency()])
  showView()
  press('j')
  expect(document.activeElement).toBe(row('step', 'close'))
  press('t')
  await waitFor(() => expect(row('step', 'close').dataset['state']).toBe('done'))
  press('j')
  press('t')
  const note = await screen.findByLabelText('说明(必填)')
  expect(document.querySelector('form button[type="submit"]')).toHaveProperty('disabled', true)
  fireEvent.change(note, { target: { value: '两台泵车' } })
  fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(row('step', 'pump').dataset['state']).toBe('done'))
  row('force', 'crew').focus()
  press('Enter')
  await waitFor(() => expect(row('force', 'crew').dataset['state']).toBe('departed'))
  expect(server.sent().map(({ body }) => body)).toMatchObject([
    { act: 'tick', step: 'close', rev: 1 },
    { act: 'tick', step: 'pump', note: '两台泵车', rev: 2 },
    { act: 'force', force: 'crew', state: 'departed', rev: 3 },
  ])
})

test('releasing a force is asked twice; a tick is taken back with a reason', async () => {
  const server = anEmergencyServer([anEmergency()])
  const { id } = anEmergency()
  server.other(id, { act: 'force', force: 'crew', state: 'arrived' }, 'duty')
  server.other(id, { act: 'tick', step: 'close' }, 'system')
  showView()
  expect(row('step', 'close').textContent).toContain('系统自动完成')
  fireEvent.click(screen.getByRole('button', { name: '→ 撤离: 抢险队' }))
  expect(server.sent()).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: '→ 确认撤离: 抢险队' }))
  await waitFor(() => expect(row('force', 'crew').dataset['state']).toBe('released'))
  row('step', 'close').focus()
  press('u')
  fireEvent.change(await screen.findByLabelText(/撤回的理由/), { target: { value: '水又上来了' } })
  fireEvent.keyDown(screen.getByLabelText(/撤回的理由/), { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(row('step', 'close').dataset['state']).toBe('open'))
})

test('a report that could not be sent stays in the field, and goes out under the same number', async () => {
  const server = anEmergencyServer([anEmergency()])
  server.answers = [null]
  showView()
  press('r')
  expect(document.activeElement).toBe(screen.getByLabelText('写续报'))
  write('写续报', '水深 40 厘米')
  fireEvent.keyDown(screen.getByLabelText('写续报'), { key: 'Enter', ctrlKey: true })
  expect((await screen.findByRole('alert')).textContent).toContain('没有收到确认')
  expect(screen.getByLabelText('写续报')).toHaveProperty('value', '水深 40 厘米')
  fireEvent.click(screen.getByRole('button', { name: /发出续报/ }))
  await waitFor(() => expect(screen.getByLabelText('写续报')).toHaveProperty('value', ''))
  const [first, second] = server.sent().map(({ body }) => body as { actionId: string })
  expect(first?.actionId).toBe(second?.actionId)
})

test('of two officers who report, the second sees what the first wrote and keeps what he typed', async () => {
  const server = anEmergencyServer([anEmergency()])
  showView()
  write('写续报', '水深 40 厘米')
  server.other(anEmergency().id, { act: 'report', text: '两车已拖离' }, 'supervisor')
  fireEvent.click(screen.getByRole('button', { name: /发出续报/ }))
  const alert = await screen.findByRole('alert')
  await waitFor(() => expect(alert.textContent).toContain('两车已拖离'))
  expect(alert.textContent).toContain('supervisor')
  expect(screen.getByLabelText('写续报')).toHaveProperty('value', '水深 40 厘米')
  expect(server.sent()).toEqual([])
  fireEvent.click(within(alert).getByRole('button', { name: /仍然执行/ }))
  await waitFor(() => expect(server.sent()).toHaveLength(1))
  expect(server.sent()[0]?.body).toMatchObject({ act: 'report', rev: 2 })
})

test('a step that another one ticked meanwhile is not ticked again: that is said', async () => {
  const server = anEmergencyServer([anEmergency()])
  showView()
  server.other(anEmergency().id, { act: 'tick', step: 'close' }, 'supervisor', false)
  fireEvent.click(screen.getByRole('button', { name: '完成: 封闭道路' }))
  const alert = await screen.findByRole('alert')
  await waitFor(() => expect(alert.textContent).toContain('supervisor'))
  expect(row('step', 'close').dataset['state']).toBe('done')
  expect(server.sent()).toHaveLength(1)
})

test('the end asks twice, and its summary begins with the facts', async () => {
  const server = anEmergencyServer([anEmergency()])
  server.other(anEmergency().id, { act: 'report', text: '积水退尽。' }, 'duty')
  showView()
  press('e')
  const summary = await screen.findByLabelText(/结束说明/)
  const { value } = summary as HTMLTextAreaElement
  expect(value).toContain('积水退尽。没有力量到场。未完成:封闭道路、泵车排水、成立指挥部')
  fireEvent.keyDown(summary, { key: 'Enter', ctrlKey: true })
  expect((await screen.findByRole('alert')).textContent).toContain('main')
  expect(server.sent()).toEqual([])
  fireEvent.keyDown(summary, { key: 'Enter', ctrlKey: true })
  // It is over: what was on is shown as ended, with nothing left to do.
  await screen.findByText(/duty 于 .* 转回平时/)
  expect(document.querySelector('[data-row-act]')).toBeNull()
  expect(server.sent()[0]?.body).toMatchObject({ act: 'end', rev: 2 })
})

test('keys pressed faster than the server answers are all done, each once', async () => {
  const server = anEmergencyServer([anEmergency()])
  showView()
  press('j')
  for (const key of ['t', 't', 'j', 'j', 't', 't']) press(key)
  await waitFor(() => expect(row('step', 'lead').dataset['state']).toBe('done'))
  expect(server.sent().map(({ body }) => body)).toMatchObject([
    { act: 'tick', step: 'close', rev: 1 },
    { act: 'tick', step: 'lead', rev: 2 },
  ])
})

test('what another one ends while it is looked at stays in sight, as ended', async () => {
  const server = anEmergencyServer([anEmergency()])
  showView()
  server.other(anEmergency().id, { act: 'end', summary: '水退路通' }, 'supervisor')
  expect((await screen.findByText(/supervisor 于 .* 转回平时/)).textContent).toBeTruthy()
  expect(screen.getAllByText('水退路通').length).toBeGreaterThan(0)
})

test('the list of ended ones has the one that just ended, although it was read before', async () => {
  anEmergencyServer()
  showView()
  await screen.findByText('还没有结束的战时')
  cleanup()
  const server = anEmergencyServer([anEmergency()])
  server.other(anEmergency().id, { act: 'end', summary: '水退' }, 'duty')
  showEmergency(PAST)
  showView()
  await screen.findByText('青龙西路积水')
})

test('where another one is on, its place is taken by that one', async () => {
  const server = anEmergencyServer([anEmergency(), anEmergency(1, { id: 'E2', title: '商场火灾' })])
  showView()
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('商场火灾')
  server.other('E2', { act: 'end', summary: '火灭' }, 'supervisor')
  await waitFor(() =>
    expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('青龙西路积水'),
  )
})

test('two keys that lead to a view do nothing to the emergency', async () => {
  anEmergencyServer([anEmergency()])
  const stop = registerDeskCommands()
  showView()
  press('g')
  press('e')
  expect(deskStore.getState()).toMatchObject({ view: 'emergency', dialog: { kind: 'none' } })
  press('g')
  press('a')
  expect(deskStore.getState()).toMatchObject({ view: 'alarms', dialog: { kind: 'none' } })
  stop()
})

test('a release that was asked for and left is asked for again', async () => {
  const server = anEmergencyServer([anEmergency()])
  server.other(anEmergency().id, { act: 'force', force: 'crew', state: 'arrived' }, 'duty')
  showView()
  row('force', 'crew').focus()
  press('t')
  expect(screen.getByText(/确认撤离/)).toBeTruthy()
  press('k')
  expect(screen.queryByText(/确认撤离/)).toBeNull()
  expect(server.sent()).toEqual([])
})

test('a handler sees all and works only his own department’s steps and forces', () => {
  anEmergencyServer([anEmergency()])
  sessionStore.setState(
    {
      state: 'in',
      session: { user: 'h', roles: ['handler'], department: 'housing', csrf: 'c' },
    },
    true,
  )
  showView()
  expect(screen.getByText('您只能操作住建局的步骤和力量')).toBeTruthy()
  const acts = (name: string, id: string) => within(row(name, id)).queryAllByRole('button').length
  expect([acts('step', 'close'), acts('step', 'lead'), acts('step', 'pump')]).toEqual([0, 0, 1])
  expect(acts('force', 'crew')).toBe(2)
  expect(screen.queryByLabelText('写续报')).toBeNull()
  expect(screen.queryByRole('button', { name: /转回平时/ })).toBeNull()
})

test('without a link nothing can be done, and it is said why', () => {
  anEmergencyServer([anEmergency()])
  linkStore.setState({ link: { state: 'lost', sinceMs: Date.now() } })
  showView()
  expect(screen.getByText(/连接中断,以下是中断前的内容/)).toBeTruthy()
  for (const name of ['完成: 封闭道路', '→ 出动: 抢险队', /^转回平时/]) {
    expect(screen.getByRole('button', { name })).toHaveProperty('disabled', true)
  }
})

test('of several that are on each has its name, and keys turn from one to the next', () => {
  anEmergencyServer([
    anEmergency(5),
    anEmergency(1, { id: 'E2', title: '商场火灾', drill: true, simulated: true }),
  ])
  showView()
  // A drill that began later does not cover what is real.
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('青龙西路积水')
  press(']')
  const head = screen.getByRole('heading', { level: 2 })
  expect(head.textContent).toContain('演练')
  expect(head.textContent).toContain('演示数据')
  expect(deskStore.getState().emergency).toBe('E2')
})

test('one that has ended is read with its course of events and cannot be worked', async () => {
  const over = anEmergency(90, {
    endedAt: new Date().toISOString(),
    endedBy: 'duty',
    summary: '退水',
  })
  anEmergencyServer([], [over])
  showEmergency(over.id)
  showView()
  expect((await screen.findByText(/duty 于 .* 转回平时/)).textContent).toBeTruthy()
  expect(screen.getByText('退水')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^完成/ })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: '返回' }))
  expect(deskStore.getState().emergency).toBe(PAST)
})

test('one that does not exist, and ended ones that cannot be read, are said', async () => {
  anEmergencyServer()
  showEmergency('E404')
  showView()
  expect((await screen.findByRole('alert', {}, { timeout: 5_000 })).textContent).toContain(
    '没有这起战时事件',
  )
  cleanup()
  vi.stubGlobal('fetch', async () => problem(503, 'STORE_UNAVAILABLE'))
  showEmergency(PAST)
  showView()
  expect((await screen.findByRole('alert', {}, { timeout: 5_000 })).textContent).toContain('读不到')
})
