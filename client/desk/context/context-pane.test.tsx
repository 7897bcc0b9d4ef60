import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { anIndicator, aScenario } from '../../../protocol/testing/builders.ts'
import { sessionStore } from '../../data/session.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { alarmDesk, resetAlarmDesk } from '../alarms/alarm-desk.ts'
import { anAlarm } from '../alarms/testing.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { queryClient } from '../data/query.ts'
import { clearQueue, queueStore } from '../data/queue-store.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { aDesk } from '../intake/testing.tsx'
import { aRow } from '../testing.ts'
import { ContextPane } from './context-pane.tsx'

const ORDER = {
  id: 'CG1',
  rev: 2,
  type: 'city.pothole',
  state: 'reported',
  department: 'housing',
  town: 'chashan',
  place: 'chashan',
  position: [119.97, 31.77],
  alarmId: null as string | null,
  events: [],
  allowed: ['merge'],
  clocks: [],
}
const NOTHING = {
  '/similar': { orders: [], threshold: 0.6, compared: 3 },
  'bbox=': { orders: [], nextCursor: null },
  '/orders/stats': { groups: [] },
  '/duty/now': { onDuty: [], gaps: [] },
}

beforeEach(() => {
  resetDesk()
  resetAlarmDesk()
  aDesk()
})
afterEach(() => {
  cleanup()
  queryClient.clear()
  clearQueue()
  alarmStore.setState({ alarms: null })
  catalogStore.setState({ scenarios: new Map(), indicators: new Map() })
  vi.unstubAllGlobals()
})

/** Answers by the first part that an address holds; anything else fails. @returns what was asked */
function serve(answers: Readonly<Record<string, unknown>>): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(String(url))
    const [, body] = Object.entries(answers).find(([part]) => String(url).includes(part)) ?? []
    return body === undefined
      ? Response.json({ code: 'STORE_UNAVAILABLE' }, { status: 503 })
      : Response.json(body)
  })
  return asked
}
const show = (id: string | null) =>
  render(
    <QueryClientProvider client={queryClient}>
      <ContextPane id={id} />
    </QueryClientProvider>,
  )
const part = (name: RegExp) => within(screen.getByRole('region', { name }))

test('likely doubles with their reasons and near orders by distance lead to their order', async () => {
  serve({
    ...NOTHING,
    '/similar': {
      orders: [
        {
          order: { id: 'CG2', title: '同一个坑', state: 'handling', type: 'city.pothole' },
          score: 0.83,
          reasons: { zh: '62 米 · 同类型', en: '62 m · same type' },
        },
      ],
    },
    'bbox=': {
      orders: [
        aRow({ id: 'CG4', title: '远处', position: [119.974, 31.77] }),
        aRow({ id: 'CG3', title: '近处', position: [119.9705, 31.77] }),
        aRow({ id: 'CG5', title: '框内圈外', position: [119.975, 31.774] }),
        aRow({ id: 'CG1', title: '本单', position: [119.97, 31.77] }),
      ],
      nextCursor: null,
    },
    '/orders/CG1': ORDER,
    '/duty/now': {
      onDuty: [{ id: 'r', post: '值班长', name: '周', phone: '8003' }],
      gaps: [{ post: '值班员', from: '2026-11-27T00:00:00Z' }],
    },
  })
  show('CG1')
  await screen.findByText('近处')
  expect(screen.getByText(/62 米/)).toBeTruthy()
  expect(screen.getByText('83%')).toBeTruthy()
  const near = screen.getAllByText(/ m$/).map((found) => found.textContent)
  expect(near).toEqual(['47 m', '378 m'])
  expect(await screen.findByText('周')).toBeTruthy()
  expect(screen.getByText('未来七天缺岗:值班员')).toBeTruthy()
  screen.getByText('同一个坑').click()
  expect(deskStore.getState().openId).toBe('CG2')
})

test('an open double of the same type is offered as parent, with its number in the form; another is not', async () => {
  const double = (id: string, over: object) => ({
    order: { id, title: id, state: 'handling', type: 'city.pothole', ...over },
    score: 0.7,
    reasons: { zh: '近', en: 'near' },
  })
  const orders = [
    double('CG2', {}),
    double('CG3', { type: 'city.lamp-out' }),
    double('CG4', { state: 'closed' }),
  ]
  serve({ ...NOTHING, '/similar': { orders }, '/orders/CG1': ORDER })
  show('CG1')
  const merge = await screen.findAllByRole('button', { name: /^把本单并入/ })
  expect(merge.map((button) => button.getAttribute('aria-label'))).toEqual(['把本单并入 CG2'])
  merge[0]?.click()
  expect(deskStore.getState().dialog).toEqual({
    kind: 'act',
    action: 'merge',
    preset: { parent: 'CG2' },
  })
})

test('nobody is offered to merge who may not', async () => {
  const order = { id: 'CG2', title: '坑', state: 'handling', type: 'city.pothole' }
  const likely = { order, score: 0.7, reasons: { zh: '近', en: 'near' } }
  serve({
    ...NOTHING,
    '/similar': { orders: [likely] },
    '/orders/CG1': { ...ORDER, allowed: ['sign'] },
  })
  show('CG1')
  await screen.findByText('坑')
  expect(screen.queryByRole('button', { name: /并入/ })).toBeNull()
})

const depth = anIndicator({ id: 'city.depth', name_zh: '积水', grain: 'town', unit: 'cm' })
const total = anIndicator({ id: 'city.total', name_zh: '总数', grain: 'district', unit: '件' })
const lost = anIndicator({ id: 'city.lost', name_zh: '水位', grain: 'town', unit: 'm' })

function aScene(): void {
  const scenario = aScenario({
    id: 'city-flood',
    name_zh: '防汛',
    headline: [depth.id, total.id, lost.id],
    order_types: ['city.pothole'],
  })
  catalogStore.setState({
    scenarios: new Map([[scenario.id, scenario]]),
    indicators: new Map([depth, total, lost].map((one) => [one.id, one])),
  })
}
const reading = (indicator: string, place: string, over: object = {}) => ({
  indicator,
  place,
  value: 12,
  at: new Date().toISOString(),
  receivedAt: new Date().toISOString(),
  quality: 'good',
  source: 'x',
  status: 'fresh',
  level: null,
  ...over,
})

test("the numbers of the type's scenario stand at the order's town, each with its age, quality and level", async () => {
  aScene()
  const asked = serve({
    ...NOTHING,
    'indicators/city.depth': reading(depth.id, 'chashan', { level: 'red', quality: 'simulated' }),
    'indicators/city.total': reading(total.id, 'district', {
      status: 'stale',
      at: new Date(Date.now() - 1_000).toISOString(),
    }),
    'indicators/city.lost': reading(lost.id, 'chashan', { value: null, status: 'missing' }),
    '/orders/CG1': ORDER,
  })
  show('CG1')
  await screen.findByText('积水')
  await vi.waitFor(() => expect(document.querySelectorAll('[data-indicator]')).toHaveLength(3))
  const shown = (id: string): HTMLElement | null =>
    document.querySelector(`[data-indicator="${id}"]`)
  expect(shown(depth.id)?.dataset).toMatchObject({
    place: 'chashan',
    status: 'fresh',
    quality: 'simulated',
    level: 'red',
  })
  expect(part(/防汛/).getByText('演示数据')).toBeTruthy()
  expect(part(/防汛/).getByText(/^\s*红$/)).toBeTruthy()
  expect(shown(total.id)?.dataset).toMatchObject({ place: 'district', status: 'stale' })
  expect(shown(lost.id)?.textContent).toBe('—')
  expect(part(/防汛/).getByText('暂无数据')).toBeTruthy()
  expect(asked.filter((url) => url.includes('/indicators/')).sort()).toEqual([
    '/api/v1/indicators/city.depth?place=chashan',
    '/api/v1/indicators/city.lost?place=chashan',
    '/api/v1/indicators/city.total?place=district',
  ])
})

test('the lead department: what it has open and overdue by the list, how it signs, and a dash where nothing fell due', async () => {
  const late = { clock: 'T5', amberAt: '2020-01-01T00:00:00.000Z', at: '2020-01-02T00:00:00.000Z' }
  queueStore.setState({
    rows: [
      aRow({ id: '1', due: { ...late, clock: 'T5' } }),
      aRow({ id: '2' }),
      aRow({ id: '3', state: 'closed' }),
      aRow({ id: '4', department: 'urban' }),
    ],
    load: { state: 'ready', loaded: 4, total: 4, code: null },
  })
  const rate = (name: string, numerator: number, denominator: number) => ({
    name,
    numerator,
    denominator,
    value: denominator === 0 ? null : numerator / denominator,
  })
  serve({
    ...NOTHING,
    '/orders/stats': {
      groups: [
        { key: 'urban', rates: [rate('signed-in-time', 1, 2)] },
        {
          key: 'housing',
          rates: [rate('signed-in-time', 41, 42), rate('handled-in-time', 0, 0)],
        },
      ],
    },
    '/orders/CG1': ORDER,
  })
  show('CG1')
  await screen.findByText('按时签收率')
  const load = screen.getByRole('region', { name: /主办部门办理情况 · 住建局/ })
  expect([...load.querySelectorAll('dd')].map(({ textContent }) => textContent)).toEqual([
    '2',
    '1',
    '97.6% 41 / 42',
    '— 没有到期的',
  ])
})

test("another department's work is not shown to a handler, nor the duty room", async () => {
  aDesk(['handler'])
  sessionStore.setState({
    state: 'in',
    session: { user: 'h', roles: ['handler'], department: 'urban', csrf: 'x' },
  })
  const asked = serve({ ...NOTHING, '/orders/CG1': ORDER })
  show('CG1')
  await screen.findByText('其他部门的办理情况不对本部门显示')
  expect(screen.queryByText('当前值班')).toBeNull()
  expect(asked.some((url) => url.includes('/orders/stats') || url.includes('/duty/'))).toBe(false)
})

const alarm = (over: Partial<Alarm> = {}): Alarm =>
  anAlarm(1, { id: 'AL-1', level: 'red', value: 61, ...over })
const behind = (now: Alarm) => ({
  '/alarms/AL-1/events': {
    events: [{ kind: 'raised', at: now.raisedAt, by: 'system', alarm: alarm({ value: 50 }) }],
  },
  '/alarms/AL-1': { alarm: now },
})

test('the alarm behind the order: how it began, how it stands now, and the way to it', async () => {
  alarmStore.setState({ alarms: new Map([['AL-1', alarm()]]) })
  serve({
    ...NOTHING,
    ...behind(alarm({ value: 55 })),
    '/orders/CG1': { ...ORDER, alarmId: 'AL-1' },
  })
  show('CG1')
  await screen.findByText('触发值')
  const values = [...document.querySelectorAll('.context-alarm dd')].map((dd) => dd.textContent)
  expect(values.slice(0, 2)).toEqual(['50.0', '61.0'])
  screen.getByRole('button', { name: '看告警' }).click()
  expect(deskStore.getState().view).toBe('alarms')
  expect(alarmDesk.getState().cursor).toBe('AL-1')
})

test('a cleared alarm says since when, and has no value now', async () => {
  const cleared = alarm({ state: 'cleared', clearedAt: '2026-11-26T07:00:00.000Z' })
  serve({ ...NOTHING, ...behind(cleared), '/orders/CG1': { ...ORDER, alarmId: 'AL-1' } })
  show('CG1')
  expect(await screen.findByText(/已解除/)).toBeTruthy()
  const values = [...document.querySelectorAll('.context-alarm dd')].map((dd) => dd.textContent)
  expect(values[1]).toBe('—')
  expect(screen.queryByRole('button', { name: '看告警' })).toBeNull()
})

test('each part says that it has nothing, or why it cannot be read and how to try again', async () => {
  serve({ 'bbox=': NOTHING['bbox='], '/orders/CG1': ORDER, '/duty/now': NOTHING['/duty/now'] })
  show('CG1')
  await screen.findByText('附近没有未办结工单')
  expect(screen.getByText('没有场景管这类工单')).toBeTruthy()
  expect(screen.getByText('值班表此刻没有人')).toBeTruthy()
  const failed = await screen.findAllByText(/^读不到/, {}, { timeout: 8_000 })
  expect(failed.length).toBeGreaterThanOrEqual(1)
  await vi.waitFor(() => expect(screen.getAllByRole('button', { name: '重试' })).toHaveLength(2), {
    timeout: 8_000,
  })
})

test('without an order a hint stands there, and nothing of orders is asked', async () => {
  const asked = serve(NOTHING)
  show(null)
  expect(screen.getByText(/打开一件工单/)).toBeTruthy()
  await screen.findByText('值班表此刻没有人')
  expect(asked).toEqual(['/api/v1/duty/now'])
})
