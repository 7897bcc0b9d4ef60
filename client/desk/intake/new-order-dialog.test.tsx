import { notifications } from '@mantine/notifications'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { deskStore, type IntakeStart, resetDesk, showDialog } from '../desk-store.ts'
import { NewOrderDialog } from './new-order-dialog.tsx'
import { aDesk, aServer, type Call, InShell, problem } from './testing.tsx'

const ORDER = { id: 'CG20260603-000001', rev: 1, state: 'reported' }
const PINYIN = { 'city.pothole': { initials: 'lmkc', full: 'lumiankengcao' } }

const usual = ({ method, path }: Call): Response | null => {
  if (path === '/catalog/pinyin') return Response.json(PINYIN)
  if (path === '/routing/explain') {
    const reason = { zh: '第 3 行:茶山的坑槽归住建', en: 'Row 3' }
    return Response.json({ department: 'housing', reason })
  }
  if (path === '/orders/similar') return Response.json({ orders: [] })
  if (method === 'POST' && path === '/orders') return Response.json(ORDER, { status: 201 })
  if (path.endsWith('/actions')) {
    return Response.json({ order: { ...ORDER, rev: 4, state: 'dispatched' } })
  }
  return problem(404, 'NOT_FOUND')
}
const opened = (start: IntakeStart = {}) => {
  showDialog({ kind: 'new-order', start })
  return render(
    <InShell>
      <NewOrderDialog />
    </InShell>,
  )
}
const posted = (calls: readonly Call[]) =>
  calls.filter(({ method, path }) => method === 'POST' && path === '/orders')
const type = (label: RegExp, value: string): void => {
  const field = screen.getByLabelText(label, { selector: 'input, textarea' })
  fireEvent.focus(field)
  fireEvent.change(field, { target: { value } })
}
/** Types into a list and takes the answer; Enter alone takes the best one in a real browser, which has a layout. */
const pick = async (label: RegExp, query: string, answer: RegExp): Promise<void> => {
  type(label, query)
  fireEvent.click(await screen.findByRole('option', { name: answer, hidden: true }))
}
const press = (init: object): void => {
  fireEvent.keyDown(screen.getByLabelText(/标题/), { key: 'Enter', ctrlKey: true, ...init })
}

beforeEach(() => {
  sessionStorage.clear()
  resetDesk()
  aDesk()
})
afterEach(() => {
  notifications.clean()
  cleanup()
  vi.unstubAllGlobals()
})

test('a type found by pinyin, a title, Ctrl+Enter: the order is filed and opened, and its number is said', async () => {
  const calls = aServer(usual)
  opened()
  await waitFor(() => expect(calls.some(({ path }) => path === '/catalog/pinyin')).toBe(true))
  await pick(/类型/, 'lmkc', /坑槽/)
  type(/标题/, '  人民路路面坑槽 ')
  press({})
  await waitFor(() => expect(deskStore.getState().openId).toBe(ORDER.id))
  const [call] = posted(calls)
  expect(call?.body).toMatchObject({
    type: 'city.pothole',
    title: '人民路路面坑槽',
    channel: 'desk',
    externalId: expect.stringMatching(/^desk-[0-9a-f-]{36}$/),
  })
  expect(calls.some(({ path }) => path.endsWith('/actions'))).toBe(false)
  await screen.findByText(`已建单 ${ORDER.id}`)
  expect(screen.getByText(/请值班长/)).toBeTruthy()
  expect(sessionStorage.length).toBe(0)
})

test('Ctrl+Shift+Enter files and dispatches', async () => {
  const calls = aServer(usual)
  opened()
  await pick(/类型/, '路灯', /路灯/)
  type(/标题/, '路灯不亮')
  press({ shiftKey: true })
  await screen.findByText(`已建单并派遣 ${ORDER.id}`)
  const act = calls.find(({ path }) => path === `/orders/${ORDER.id}/actions`)
  expect(act?.body).toMatchObject({ action: 'express', rev: 1 })
})

test('without a type or a title nothing is sent, and each field says what it lacks', async () => {
  const calls = aServer(usual)
  opened()
  press({})
  expect(await screen.findByText('请选择类型')).toBeTruthy()
  expect(screen.getByText('请填写标题')).toBeTruthy()
  expect(screen.getByLabelText(/标题/).getAttribute('aria-invalid')).toBe('true')
  expect(posted(calls)).toEqual([])
})

test('when no answer comes the text stays, and the same order is sent again, not another one', async () => {
  let down = true
  const calls = aServer((call) => (call.path === '/orders' && down ? null : usual(call)))
  opened()
  await pick(/类型/, '路灯', /路灯/)
  type(/标题/, '路灯不亮')
  press({})
  expect((await screen.findByRole('alert')).textContent).toContain('不会重复建单')
  down = false
  press({})
  await waitFor(() => expect(deskStore.getState().openId).toBe(ORDER.id))
  const [first, second] = posted(calls)
  expect(second?.body).toEqual(first?.body)
})

test('a refusal is told in words, and what was written stays', async () => {
  aServer((call) =>
    call.path === '/orders' && call.method === 'POST'
      ? problem(422, 'POSITION_OUTSIDE')
      : usual(call),
  )
  opened()
  await pick(/类型/, '路灯', /路灯/)
  type(/标题/, '路灯不亮')
  press({})
  expect((await screen.findByRole('alert')).textContent).toContain('位置不在本辖区内')
  expect((screen.getByLabelText(/标题/) as HTMLInputElement).value).toBe('路灯不亮')
})

test('filed but not dispatched: the order is opened and both are said', async () => {
  aServer((call) =>
    call.path.endsWith('/actions') ? problem(409, 'ORDER_ACTION_NOT_ALLOWED') : usual(call),
  )
  opened()
  await pick(/类型/, '路灯', /路灯/)
  type(/标题/, '路灯不亮')
  press({ shiftKey: true })
  await screen.findByText(/已建单,但未能派遣:工单当前状态不允许此操作/)
  expect(deskStore.getState().openId).toBe(ORDER.id)
})

test('what was written is there again after an accidental close, until it is cleared', async () => {
  aServer(usual)
  const first = opened()
  type(/标题/, '写到一半')
  first.unmount()
  opened()
  expect((screen.getByLabelText(/标题/) as HTMLInputElement).value).toBe('写到一半')
  expect(screen.getByText('已恢复上次未提交的内容')).toBeTruthy()
  fireEvent.click(screen.getByText('清空'))
  expect((screen.getByLabelText(/标题/) as HTMLInputElement).value).toBe('')
  expect(sessionStorage.length).toBe(0)
})

test('the department and why, and likely duplicates with a way to the order that is there', async () => {
  const reasons = { zh: '相距 12 米,同类型', en: '12 m away, same type' }
  const likely = { id: 'CG20260602-000007', title: '坑槽', state: 'handling', createdAt: '' }
  aServer((call) =>
    call.path === '/orders/similar'
      ? Response.json({ orders: [{ order: likely, reasons }] })
      : usual(call),
  )
  opened()
  await pick(/类型/, '坑槽', /坑槽/)
  await screen.findByText('第 3 行:茶山的坑槽归住建')
  expect(screen.getByText('住建局')).toBeTruthy()
  await pick(/地点/, '茶山', /茶山/)
  fireEvent.click(await screen.findByText('打开 CG20260602-000007'))
  expect(deskStore.getState()).toMatchObject({ openId: likely.id, dialog: { kind: 'none' } })
})

test('where the routing cannot be explained, the type’s own department shows', async () => {
  const calls = aServer((call) =>
    call.path === '/routing/explain' || call.path === '/orders/similar'
      ? problem(404, 'NOT_FOUND')
      : usual(call),
  )
  opened()
  await pick(/类型/, '路灯', /路灯/)
  await waitFor(() => expect(calls.some(({ path }) => path === '/routing/explain')).toBe(true))
  expect(await screen.findByText('城管局')).toBeTruthy()
  expect(screen.getByText('按类型的主办部门')).toBeTruthy()
  await pick(/地点/, '茶山', /茶山/)
  expect(await screen.findByText('暂时无法查重')).toBeTruthy()
})

test('an alarm fills in type, place and title, and the order names it', async () => {
  const calls = aServer(usual)
  const alarm = {
    id: 'a-1',
    indicator: 'x',
    place: 'chashan',
    level: 'orange',
    raises: 'city.pothole',
  } as unknown as Alarm
  alarmStore.setState({ alarms: new Map([['a-1', alarm]]) })
  opened({ alarmId: 'a-1' })
  expect((screen.getByLabelText(/标题/) as HTMLInputElement).value).toBe('茶山街道 x 橙色预警')
  press({})
  await waitFor(() => expect(posted(calls)).toHaveLength(1))
  expect(posted(calls)[0]?.body).toMatchObject({
    type: 'city.pothole',
    place: 'chashan',
    alarmId: 'a-1',
  })
})

test('a supervisor takes a wrong entry back from the notice', async () => {
  aDesk(['supervisor'])
  const calls = aServer(usual)
  opened()
  await pick(/类型/, '路灯', /路灯/)
  type(/标题/, '误报')
  press({})
  fireEvent.click(await screen.findByText('作废'))
  await screen.findByText(`${ORDER.id} 已作废`)
  const act = calls.find(({ path }) => path.endsWith('/actions'))
  expect(act?.body).toMatchObject({ action: 'void', rev: 1, reason: '录入有误,建单后即撤销' })
})

test('the dialog is named, and a catalog that comes later fills its lists', async () => {
  aServer(usual)
  const { orderTypes } = catalogStore.getState()
  catalogStore.setState({ orderTypes: new Map() })
  opened()
  expect(screen.getByRole('dialog', { name: '新建工单' })).toBeTruthy()
  act(() => catalogStore.setState({ orderTypes }))
  await pick(/类型/, '坑槽', /坑槽/)
  await screen.findByText('住建局')
})
