import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { deskStore, showDialog } from '../desk-store.ts'
import { aDesk, problem } from '../intake/testing.tsx'
import { anEmergency, anEmergencyServer, atADesk, showView } from './testing.tsx'

atADesk()

const field = (name: RegExp | string): HTMLElement => screen.getByLabelText(name)
const type = (name: RegExp | string, value: string): void => {
  fireEvent.change(field(name), { target: { value } })
}
/** By its place in the form: by its role, every line of the plan is looked through, and that takes seconds. */
const opener = (): HTMLButtonElement => {
  const found = document.querySelector<HTMLButtonElement>('form button[type="submit"]')
  if (found === null) throw new Error('no form')
  return found
}
const go = (): void => {
  fireEvent.keyDown(field('标题'), { key: 'Enter', ctrlKey: true })
}

test('a drill is opened by keys: the plan is shown with its basis and steps, the second press opens, the answer leads to it', async () => {
  const server = anEmergencyServer()
  showView()
  fireEvent.keyDown(document.body, { key: 'b', bubbles: true })
  await screen.findByText('内涝预案')
  fireEvent.change(field('预案'), { target: { value: 'flood' } })
  expect(screen.getByText(/依据:防汛条例/)).toBeTruthy()
  expect(screen.getByText('泵车排水')).toBeTruthy()
  await screen.findByLabelText('main')
  fireEvent.click(field('演练'))
  type('标题', '青龙西路积水')
  go()
  expect((await screen.findByText(/确认以“演练”转入战时/)).textContent).toContain('main')
  expect(server.sent()).toEqual([])
  go()
  await waitFor(() => expect(document.querySelector('h2')?.textContent).toContain('青龙西路积水'))
  expect(server.sent().map(({ path, body }) => [path, body])).toEqual([
    [
      '/emergencies',
      {
        plan: 'flood',
        drill: true,
        title: '青龙西路积水',
        walls: ['main'],
        actionId: expect.any(String),
      },
    ],
  ])
  expect(deskStore.getState()).toMatchObject({ view: 'emergency', dialog: { kind: 'none' } })
})

test('an opening without an answer keeps what was typed, and goes again under its number; a changed one is another and is asked anew', async () => {
  const server = anEmergencyServer()
  showView()
  showDialog({ kind: 'open-emergency', start: { plan: 'fire' } })
  await screen.findByLabelText('main')
  type('标题', '商场火灾')
  server.answers = [null, null]
  go()
  await screen.findByText(/再按一次执行/)
  go()
  await screen.findByText(/没有收到确认/)
  expect(field('标题')).toHaveProperty('value', '商场火灾')
  go()
  await waitFor(() => expect(server.sent()).toHaveLength(2))
  await waitFor(() => expect(opener().getAttribute('aria-busy')).toBe('false'))
  type('标题', '商场火灾(二层)')
  go()
  expect(server.sent()).toHaveLength(2)
  go()
  await waitFor(() => expect(server.sent()).toHaveLength(3))
  const ids = server.sent().map(({ body }) => (body as { actionId: string }).actionId)
  expect(ids[0]).toBe(ids[1])
  expect(ids[2]).not.toBe(ids[1])
})

test('an order brings its plan and its place; a number that is none keeps it from opening', async () => {
  const server = anEmergencyServer()
  const fetchBefore = globalThis.fetch
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) =>
    url.includes('/orders/CG1')
      ? Response.json({
          id: 'CG1',
          type: 'city.pothole',
          title: '青龙西路塌陷',
          position: [119.98, 31.79],
          events: [],
        })
      : fetchBefore(url, init),
  )
  showView()
  showDialog({ kind: 'open-emergency', start: { orderId: 'CG1' } })
  await screen.findByText('工单:青龙西路塌陷')
  expect(field('预案')).toHaveProperty('value', 'flood')
  fireEvent.click(await screen.findByText('取工单 CG1 的位置'))
  expect(field(/经度/)).toHaveProperty('value', '119.980000, 31.790000')
  type(/关联工单编号/, 'CG404')
  await screen.findByText(/没有这件工单/)
  expect(opener().disabled).toBe(true)
  expect(server.sent()).toEqual([])
})

test('who is refused is told so; one under the same plan that is on is pointed to', async () => {
  const server = anEmergencyServer([anEmergency()])
  showView()
  showDialog({ kind: 'open-emergency', start: { plan: 'flood' } })
  await screen.findByText(/同一预案的事件正在进行:青龙西路积水/)
  await screen.findByLabelText('main')
  server.answers = [problem(403, 'FORBIDDEN')]
  go()
  await screen.findByText(/再按一次执行/)
  go()
  await screen.findByText('没有此操作的权限')
  fireEvent.click(screen.getByText('去看'))
  expect(deskStore.getState().emergency).toBe(anEmergency().id)
})

test('a plan that the system offered leads to the form with it; a plan that is on, or an offer of last week, is not offered', async () => {
  const server = anEmergencyServer()
  const notice = (id: string, plan: string, hoursAgo: number) => ({
    id,
    kind: 'plan-offered',
    key: `plan-offered:${plan}:stage:x`,
    at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
    zh: `建议启动预案 ${plan}`,
    en: '',
    orderId: null,
  })
  server.notices = [notice('n1', 'fire', 1), notice('n2', 'flood', 200)]
  showView()
  const offers = await screen.findByRole('region', { name: '系统建议启动的预案' })
  expect(offers.querySelectorAll('li')).toHaveLength(1)
  fireEvent.click(screen.getByText('按此预案转入'))
  await waitFor(() => expect(field('预案')).toHaveProperty('value', 'fire'))
})

test('whoever may not open is not offered to, and is told why', () => {
  aDesk(['checker'])
  anEmergencyServer()
  showView()
  expect(screen.queryByRole('button', { name: /转入战时/ })).toBeNull()
  expect(screen.getByText('您可以看,不能转入战时。')).toBeTruthy()
  fireEvent.keyDown(document.body, { key: 'b', bubbles: true })
  expect(deskStore.getState().dialog.kind).toBe('none')
})
