import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryClient } from '../data/query.ts'
import { resetDesk } from '../desk-store.ts'
import { aDesk } from '../intake/testing.tsx'
import { DutyView } from './duty-view.tsx'

type Answer = { readonly status?: number; readonly body: unknown }
type Sent = { readonly method: string; readonly path: string; readonly body: unknown }

const iso = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
const turn = (name: string, over = {}) => ({
  id: `turn-${name}`,
  post: '值班员',
  name,
  phone: '8001',
  account: null,
  startsAt: iso(-1),
  endsAt: iso(7),
  note: '',
  source: '值班表.csv:2',
  insteadOf: null,
  ...over,
})
const HANDOVER = {
  id: 'h1',
  draftedAt: iso(-1),
  draftedBy: 'duty',
  since: iso(-9),
  lines: [],
  left: {},
  remarks: '',
  outgoing: null,
  incoming: null,
  read: [],
}

let answers: Record<string, Answer>
let sent: Sent[]
beforeEach(() => {
  resetDesk()
  aDesk()
  sent = []
  answers = {
    'GET /duty/now': { body: { onDuty: [turn('王一')], gaps: [] } },
    'GET /duty/roster': { body: { rows: [turn('王一')] } },
    'GET /duty/log': { body: { entries: [], nextCursor: null } },
    'GET /duty/handovers': { body: { handovers: [HANDOVER] } },
    'GET /duty/notices': {
      body: { notices: [], hasSink: true, waiting: 3, refused: 0, downSince: iso(-1) },
    },
  }
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET'
    const path = String(url).replace(/^.*\/api\/v1/, '')
    if (method !== 'GET') {
      sent.push({ method, path, body: JSON.parse(String(init.body ?? 'null')) })
    }
    const key = `${method} ${path.split('?')[0]}`
    const { status = 200, body } = answers[key] ?? { status: 503, body: { code: 'STORE_FULL' } }
    return status === 204 ? new Response(null, { status }) : Response.json(body, { status })
  })
})
afterEach(() => {
  cleanup()
  queryClient.clear()
  vi.unstubAllGlobals()
})

const show = () =>
  render(
    <QueryClientProvider client={queryClient}>
      <DutyView />
    </QueryClientProvider>,
  )
const tab = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

test('who is on duty now stands at the head, and a post that nobody will hold is said', async () => {
  answers['GET /duty/now'] = {
    body: {
      onDuty: [turn('王一', { insteadOf: '李二' })],
      gaps: [{ post: '值班长', from: iso(20), to: iso(28) }],
    },
  }
  show()
  const now = within(await screen.findByRole('region', { name: '当前值班' }))
  now.getByText('王一')
  now.getByText('替 李二')
  now.getByText(/缺岗 · 值班长/)
})

test('a turn is swapped by name, and taken away only when that is said twice', async () => {
  show()
  fireEvent.click(await screen.findByRole('button', { name: '换班' }))
  fireEvent.change(screen.getByLabelText('替 王一 的人'), { target: { value: '赵三' } })
  answers['POST /duty/roster/turn-王一/swap'] = { body: {} }
  fireEvent.click(screen.getByRole('button', { name: '换班' }))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toEqual({
    method: 'POST',
    path: '/duty/roster/turn-王一/swap',
    body: { name: '赵三' },
  })
  answers['DELETE /duty/roster/turn-王一'] = { status: 204, body: null }
  fireEvent.click(await screen.findByRole('button', { name: '删除' }))
  expect(sent).toHaveLength(1)
  fireEvent.click(screen.getByRole('button', { name: '确认删除 王一 这一班' }))
  await waitFor(() => expect(sent[1]?.method).toBe('DELETE'))
})

test('a roster with wrong rows is only tried until the officer takes the good ones', async () => {
  const problems = [{ at: '3', field: 'start', reason: 'no time' }]
  answers['POST /duty/roster/import'] = { body: { rows: [turn('王一')], replaced: 0, problems } }
  show()
  const input = await screen.findByLabelText('导入值班表', { selector: 'input' })
  const file = new File(['岗位,姓名'], '值班表.csv', { type: 'text/csv' })
  fireEvent.change(input, { target: { files: [file] } })
  await screen.findByText(/试读:1 行可用,1 行有问题/)
  expect(sent.map(({ body }) => body)).toMatchObject([{ dryRun: true }])
  fireEvent.click(screen.getByRole('button', { name: '仍导入可用的 1 行' }))
  await screen.findByText(/导入 1 行,1 行有问题/)
  expect(sent.map(({ body }) => body)).toMatchObject([{ dryRun: true }, { dryRun: false }])
})

test('what cannot be kept is not signed', async () => {
  show()
  await screen.findByRole('region', { name: '当前值班' })
  tab('交接班')
  const remarks = await screen.findByLabelText('交班说明')
  fireEvent.change(remarks, { target: { value: '夜间水位每小时看一次' } })
  answers['PUT /duty/handovers/h1'] = { status: 507, body: { code: 'STORE_FULL' } }
  answers['POST /duty/handovers/h1/sign'] = { body: {} }
  fireEvent.click(screen.getByRole('button', { name: '交班签字' }))
  await screen.findByRole('alert')
  expect(sent.map(({ method }) => method)).toEqual(['PUT'])
  answers['PUT /duty/handovers/h1'] = { body: {} }
  fireEvent.click(screen.getByRole('button', { name: '交班签字' }))
  await waitFor(() => expect(sent.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'POST']))
})

test('an entry of the log is corrected by another one that names it, and both can be read', async () => {
  const entry = { id: 'l1', at: iso(-1), by: 'duty', kind: 'note', text: '水位 3.2', orderId: null }
  answers['GET /duty/log'] = {
    body: { entries: [{ ...entry, corrects: null }], nextCursor: null },
  }
  answers['POST /duty/log'] = { status: 201, body: {} }
  show()
  await screen.findByRole('region', { name: '当前值班' })
  tab('值班日志')
  fireEvent.click(await screen.findByRole('button', { name: '更正此条' }))
  const field = screen.getByLabelText('记一条日志')
  expect((field as HTMLInputElement).value).toBe('水位 3.2')
  fireEvent.change(field, { target: { value: '水位 3.4' } })
  answers['GET /duty/log'] = {
    body: {
      entries: [
        { ...entry, id: 'l2', text: '水位 3.4', corrects: 'l1' },
        { ...entry, corrects: null },
      ],
      nextCursor: null,
    },
  }
  fireEvent.click(screen.getByRole('button', { name: '保存更正' }))
  await screen.findByText('水位 3.4')
  expect(sent[0]?.body).toMatchObject({ text: '水位 3.4', corrects: 'l1' })
  expect(screen.getByText('水位 3.2').tagName).toBe('S')
})

test('notices say that the outside address is down, since when, and how many wait', async () => {
  show()
  await screen.findByRole('region', { name: '当前值班' })
  tab('通知')
  expect((await screen.findByRole('alert')).textContent).toMatch(/不通.*待发 3 条/)
})
