import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { alarmStore } from '../data/alarm-store.ts'
import { applyDeskLink, resetLink } from '../data/link-store.ts'
import { queryClient } from '../data/query.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { aDesk } from '../intake/testing.tsx'
import { listenForKeys } from '../keys/engine.ts'
import { resetAlarmDesk } from './alarm-desk.ts'
import { anAlarm, NOW_MS, someAlarms } from './testing.ts'
import { type AlarmServer, anAlarmServer, showAlarms } from './testing-view.tsx'

let server: AlarmServer
let endKeys: () => void
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS })
  resetDesk()
  resetAlarmDesk()
  resetLink()
  aDesk()
  server = anAlarmServer()
  endKeys = listenForKeys(window)
})
afterEach(() => {
  endKeys()
  cleanup()
  queryClient.clear()
  alarmStore.setState({ alarms: null })
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const press = (key: string, init: KeyboardEventInit = {}): void => {
  act(() => {
    fireEvent.keyDown(document.body, { key, ...init })
  })
}
const row = (id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-alarm="${id}"]`)
  if (found === null) throw new Error(`${id} is not shown`)
  return found
}
const current = (): string | null =>
  document.querySelector('[aria-selected="true"]')?.getAttribute('data-alarm') ?? null

test('a key acknowledges the alarm under the cursor: seen at once, sent once, and the next one is under the cursor', async () => {
  showAlarms([
    anAlarm(1, { level: 'red', limit: 0.5 }),
    anAlarm(2, { level: 'orange' }),
    anAlarm(3, { level: 'yellow', state: 'acknowledged' }),
  ])
  expect(current()).toBe('a0001')
  server.hold()
  press('a')
  press('k')
  press('a')
  expect(row('a0001').textContent).toContain('确认中')
  expect(row('a0001').getAttribute('aria-busy')).toBe('true')
  expect(current()).toBe('a0002')
  server.release()
  await waitFor(() => expect(row('a0001').dataset['state']).toBe('acknowledged'))
  await waitFor(() => expect(row('a0001').getAttribute('aria-busy')).toBeNull())
  expect(row('a0001').textContent).toContain('duty 已确认')
  expect(server.sent).toEqual([{ id: 'a0001', verb: 'ack', body: {} }])
})

test('what the server refuses is said, and the alarm waits as before', async () => {
  showAlarms([anAlarm(1)])
  server.refuse('ALARM_NOT_OPEN', 409)
  press('a')
  expect(await screen.findByText('告警已解除')).toBeTruthy()
  expect(row('a0001').textContent).toContain('未确认')
  expect(row('a0001').getAttribute('aria-busy')).toBeNull()
})

test('shelving takes a reason: without one nothing is sent', async () => {
  showAlarms([anAlarm(1)])
  press('h')
  const dialog = await screen.findByRole('dialog')
  const submit = within(dialog).getByRole('button', { name: '搁置' })
  fireEvent.change(within(dialog).getByLabelText('搁置时长'), { target: { value: '240' } })
  fireEvent.change(within(dialog).getByLabelText('搁置原因(必填)'), { target: { value: '  ' } })
  fireEvent.click(submit)
  expect(await within(dialog).findByText('搁置要写明原因')).toBeTruthy()
  // While the form stands open, no key acts on the list behind it.
  press('a')
  expect(server.sent).toEqual([])
  fireEvent.change(within(dialog).getByLabelText('搁置原因(必填)'), {
    target: { value: ' 传感器检修 ' },
  })
  fireEvent.click(submit)
  await waitFor(() => expect(row('a0001').dataset['state']).toBe('shelved'))
  expect(server.sent).toEqual([
    { id: 'a0001', verb: 'shelve', body: { minutes: 240, reason: '传感器检修' } },
  ])
  expect(row('a0001').textContent).toContain('剩 4:00:00')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  press('H', { shiftKey: true })
  await waitFor(() => expect(row('a0001').dataset['state']).toBe('active'))
})

test('a note goes with the acknowledgement', async () => {
  showAlarms([anAlarm(1)])
  press('A', { shiftKey: true })
  fireEvent.change(await screen.findByLabelText('备注(可不填)'), {
    target: { value: '已派人核实' },
  })
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: /^确认/ }))
  await waitFor(() => expect(row('a0001').dataset['state']).toBe('acknowledged'))
  expect(server.sent).toEqual([{ id: 'a0001', verb: 'ack', body: { note: '已派人核实' } }])
})

test('[C11] a flood is a few lines; a group is acknowledged as one act, asked for twice', async () => {
  const one = {
    indicator: 'safety.flood.depth',
    scenario: 'safety-flood',
    level: 'orange',
  } as const
  showAlarms([...someAlarms(60, one), anAlarm(900, { level: 'red' })])
  expect(screen.getByText(/告警洪泛/)).toBeTruthy()
  expect(document.querySelectorAll('[role="treeitem"]')).toHaveLength(2)
  expect(row('a0900').dataset['level']).toBe('red')
  press('j')
  press('a')
  expect(screen.getByText(/将一次确认 60 条/)).toBeTruthy()
  press('Escape')
  expect(screen.queryByText(/将一次确认/)).toBeNull()
  press('a')
  expect(server.sent).toEqual([])
  server.hold()
  press('a')
  expect(screen.getByText(/正在确认 0 \/ 60/)).toBeTruthy()
  server.release()
  await waitFor(() => expect(server.sent).toHaveLength(60))
  expect(new Set(server.sent.map(({ id }) => id)).size).toBe(60)
  expect(server.sent.some(({ id }) => id === 'a0900')).toBe(false)
  await waitFor(() => expect(screen.queryByText(/正在确认/)).toBeNull())
})

test('a group that is broken off says how many are left and why', async () => {
  showAlarms(
    someAlarms(20, { indicator: 'safety.flood.depth', scenario: 'safety-flood', level: 'orange' }),
  )
  server.refuse('STORE_UNAVAILABLE', 503)
  press('a')
  press('a')
  expect(await screen.findByText(/还有 20 条没有确认/)).toBeTruthy()
  expect(server.sent.length).toBeLessThanOrEqual(4)
})

test('Enter opens a group, its alarms are walked by key, and v draws all one by one', () => {
  showAlarms(
    someAlarms(20, { indicator: 'safety.flood.depth', scenario: 'safety-flood', level: 'orange' }),
  )
  const rows = (): number => document.querySelectorAll('[data-alarm]').length
  expect(rows()).toBe(0)
  press('Enter')
  expect(rows()).toBe(20)
  press('j')
  expect(current()).toBe('a0000')
  press('v')
  expect(document.querySelector('[data-group]')).toBeNull()
  expect(rows()).toBe(20)
})

test('from an alarm to its order in two acts; to a new order where it has none', () => {
  showAlarms([
    anAlarm(1, { level: 'red', orderId: 'CG20261126-000007' }),
    anAlarm(2, { level: 'blue' }),
  ])
  press('Enter')
  expect(deskStore.getState()).toMatchObject({ view: 'orders', openId: 'CG20261126-000007' })
  press('j')
  press('o')
  expect(deskStore.getState().dialog).toEqual({ kind: 'new-order', start: { alarmId: 'a0002' } })
})

test('whoever does not handle alarms is told so, and no key acts', () => {
  aDesk(['operator'])
  showAlarms([anAlarm(1)])
  expect(screen.getByText(/由值班员、值班长办理/)).toBeTruthy()
  for (const key of ['a', 'h', 'o']) press(key)
  expect(server.sent).toEqual([])
  expect(deskStore.getState().dialog.kind).toBe('none')
  expect(screen.queryByRole('button', { name: '确认' })).toBeNull()
})

test('an alarm that is cleared takes the cursor with it: the next key hits no other alarm', () => {
  showAlarms([anAlarm(1, { level: 'red' }), anAlarm(2)])
  act(() => alarmStore.setState({ alarms: new Map([['a0002', anAlarm(2)]]) }))
  expect(current()).toBeNull()
  press('a')
  expect(server.sent).toEqual([])
  press('j')
  expect(current()).toBe('a0002')
})

test('values stand with unit and limit, a missing one as a dash, and figures that cannot be read say so', async () => {
  server.figures = null
  showAlarms([
    anAlarm(1, { value: null, limit: null, simulated: false, repeats: 2 }),
    anAlarm(2, { value: 1234.5, limit: 10 }),
  ])
  expect(row('a0001').querySelector('.alarms-number')?.textContent).toBe('—')
  expect(row('a0001').textContent).toContain('反复 3 次')
  expect(row('a0001').textContent).not.toContain('演示数据')
  expect(row('a0002').querySelector('.alarms-number')?.textContent).toBe('1,234.5限值 10.0')
  expect(row('a0002').textContent).toContain('演示数据')
  expect(await screen.findByText(/告警指标读不到/, {}, { timeout: 8_000 })).toBeTruthy()
  expect(screen.getByLabelText('告警指标').querySelector('dd')?.textContent).toBe('—')
})

test('the figures of the day are shown, and what happened to the chosen alarm', async () => {
  showAlarms([anAlarm(1)])
  expect(await screen.findByText('80 / 15 / 5%')).toBeTruthy()
  expect(await screen.findByText(/确认 duty 已派人/)).toBeTruthy()
})

test('not read yet, no alarm, link lost: each has its words', () => {
  showAlarms(null)
  expect(screen.getByText('正在读取告警')).toBeTruthy()
  act(() => applyDeskLink({ state: 'lost', sinceMs: NOW_MS }))
  expect(screen.getByText(/连不上服务器/)).toBeTruthy()
  act(() => {
    applyDeskLink({ state: 'live' })
    alarmStore.setState({ alarms: new Map() })
  })
  expect(screen.getByText('没有未解除的告警')).toBeTruthy()
  act(() => {
    applyDeskLink({ state: 'lost', sinceMs: NOW_MS })
    alarmStore.setState({ alarms: new Map([['a0001', anAlarm(1)]]) })
  })
  expect(screen.getByText(/下面是断开前的告警/)).toBeTruthy()
  expect(row('a0001')).toBeTruthy()
})
