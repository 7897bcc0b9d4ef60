import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { Catalog, Department } from '../../../protocol/catalog.ts'
import { applyCatalog } from '../../stores/catalog.ts'
import type { ClockShown, OrderDetail } from '../data/order-detail.ts'
import { queryClient } from '../data/query.ts'
import { OrderPane } from './order-pane.tsx'

const department = (code: string, name_zh: string, name_en: string): Department => ({
  code,
  name_zh,
  full_name_zh: `金牛区${name_zh}局`,
  name_en,
  remit_en: '',
})

export const DEPARTMENTS = new Map(
  [
    department('urban', '城管', 'Urban Management'),
    department('water', '水务', 'Water'),
    department('fire', '消防', 'Fire'),
  ].map((one) => [one.code, one]),
)

/** A catalog of three departments and one order type, enough to name what an order holds. */
export function nameThings(): void {
  const catalog: Catalog = {
    version: 'test',
    categories: [],
    departments: [...DEPARTMENTS.values()],
    towns: [],
    indicators: [],
    scenarios: [],
    orderTypes: [
      {
        code: 'manhole',
        category: 'city',
        name_zh: '井盖缺损',
        name_en: 'Manhole cover',
        standard: '',
        lead: 'urban',
        co: [],
        sign_minutes: 30,
        handle_hours: 4,
        severity_default: 2,
        needs_photo: true,
      },
    ],
  }
  applyCatalog(catalog)
}

type Event = OrderDetail['events'][number]
export const ID = 'NZ-20261126-0001'

/** An event at `minute` past eight, written down at once. */
export const event = (
  rev: number,
  action: string,
  minute: number,
  more: Partial<Event> = {},
): Event => {
  const at = new Date(Date.UTC(2026, 10, 26, 0, minute)).toISOString()
  return { orderId: ID, rev, action, actor: 'duty', at, recordedAt: at, args: {}, ...more }
}

export const clock = (more: Partial<ClockShown> = {}): ClockShown => ({
  clock: 'T5',
  department: null,
  kind: 'continuous',
  limitMs: 1_800_000,
  budgetMs: 1_800_000,
  usedMs: 600_000,
  lamp: 'green',
  firstDueAt: '2026-11-26T00:33:00.000Z',
  dueAt: '2026-11-26T00:33:00.000Z',
  amberAt: '2026-11-26T00:27:00.000Z',
  endedAt: null,
  refunded: false,
  spans: [{ from: '2026-11-26T00:03:00.000Z', to: null }],
  ...more,
})

/** A dispatched order, as its lead department sees it. */
export const detail = (more: Partial<OrderDetail> = {}): OrderDetail => ({
  id: ID,
  rev: 4,
  type: 'manhole',
  title: '人民北路井盖缺损',
  description: '井盖翘起,有行人绊倒风险',
  state: 'dispatched',
  place: 'district',
  town: null,
  position: [104.07, 30.69],
  address: '人民北路一段 12 号',
  severity: 2,
  department: 'urban',
  channel: 'phone',
  externalId: null,
  alarmId: null,
  simulated: true,
  createdAt: '2026-11-26T00:00:00.000Z',
  changedAt: '2026-11-26T00:03:00.000Z',
  due: { clock: 'T5', amberAt: '2026-11-26T00:27:00.000Z', at: '2026-11-26T00:33:00.000Z' },
  clocks: [clock()],
  allowed: ['sign', 'ask-return'],
  events: [
    event(1, 'report', 0, { args: { reporter: '王女士' } }),
    event(2, 'accept', 3, { args: { via: 'express' } }),
    event(3, 'file', 3, { args: { via: 'express' } }),
    event(4, 'dispatch', 3, {
      args: {
        department: 'urban',
        via: 'express',
        actionId: '1f0e0000-0000-4000-8000-000000000001',
      },
    }),
  ],
  ...more,
})

export type Sent = { readonly path: string; readonly body: Record<string, unknown> }
export type Answer = { readonly status: number; readonly body: unknown } | 'no answer'

/**
 * A server of one order: `GET /orders/:id` answers what stands in `order`, acts are answered one after the other by
 * `answers`, and what was sent is kept. An act that nobody foresaw fails the test.
 */
export function serverOf(first: OrderDetail) {
  const server = {
    order: first as OrderDetail | { readonly status: number; readonly code: string },
    answers: [] as ((sent: Sent) => Answer)[],
    sent: [] as Sent[],
    /** What was read, by path. */
    asked: [] as string[],
    notes: [] as unknown[],
    others: [] as unknown[],
    fetch: async (path: string, init?: RequestInit): Promise<Response> => {
      if (init?.method === 'POST' && path.endsWith('/actions')) {
        const sent = { path, body: JSON.parse(String(init.body)) as Record<string, unknown> }
        server.sent.push(sent)
        const answer = server.answers.shift()
        if (answer === undefined) throw new Error(`nobody foresaw ${JSON.stringify(sent)}`)
        const given = answer(sent)
        if (given === 'no answer') throw new TypeError('Failed to fetch')
        return Response.json(given.body, { status: given.status })
      }
      // Read receipts and the like: not what is tried here.
      if (init?.method === 'POST') return Response.json({}, { status: 200 })
      server.asked.push(path)
      if (path.endsWith('/notes')) return Response.json({ notes: server.notes })
      if (path.startsWith('/api/v1/orders?')) return Response.json({ orders: server.others })
      const { order } = server
      if ('code' in order) return Response.json(order, { status: order.status })
      return Response.json(order)
    },
  }
  return server
}

export const showPane = (id = ID) =>
  render(
    <QueryClientProvider client={queryClient}>
      <OrderPane id={id} />
    </QueryClientProvider>,
  )
