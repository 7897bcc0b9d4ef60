import { expect, test } from 'vitest'
import type { OrderType } from '../../../protocol/catalog.ts'
import type { Order } from '../../../protocol/order/order.ts'
import { arrivalsPerMinute, chance, nextAct } from './order-arrivals.ts'

const at = (text: string): number => Date.parse(text)

test('orders arrive with the shape of a working day, fewer at the weekend', () => {
  const perDay = (day: string): number =>
    Array.from({ length: 1440 }, (_, minute) =>
      arrivalsPerMinute(at(`${day}T00:00:00+08:00`) + minute * 60_000),
    ).reduce((a, b) => a + b, 0)
  expect(perDay('2024-06-07')).toBeCloseTo(823)
  expect(perDay('2024-06-08')).toBeCloseTo(823 * 0.6)
  expect(arrivalsPerMinute(at('2024-06-07T09:30:00+08:00'))).toBeGreaterThan(
    arrivalsPerMinute(at('2024-06-07T03:30:00+08:00')),
  )
})

test('the same seed gives the same city', () => {
  expect(chance(7, 'arrival', 1)).toBe(chance(7, 'arrival', 1))
  expect(chance(7, 'arrival', 1)).not.toBe(chance(8, 'arrival', 1))
  const many = Array.from({ length: 2_000 }, (_, i) => chance(7, i))
  expect(Math.min(...many)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...many)).toBeLessThan(1)
  expect(many.reduce((a, b) => a + b) / many.length).toBeCloseTo(0.5, 1)
})

const type = { sign_minutes: 60, handle_hours: 10, needs_photo: true } as OrderType
const order = (state: Order['state']) =>
  ({ id: 'CG1', state, changedAt: '2024-06-07T04:00:00.000Z' }) as Order

test('the handling side takes one step after the other until the order is closed', () => {
  const path = (
    ['reported', 'dispatched', 'handling', 'submitted', 'checking', 'checked'] as const
  ).map((state) => nextAct(order(state), type, 1)?.action)
  expect(path).toEqual(['express', 'sign', 'submit', 'send-to-check', 'pass-check', 'close'])
  expect(nextAct(order('closed'), type, 1)).toBeNull()
  expect(nextAct(order('submitted'), { ...type, needs_photo: false }, 1)?.action).toBe('close')
})

test('a simulated order that people have taken in hand is left to them', () => {
  const asked = {
    by: 'handler-urban',
    at: '2024-06-07T04:00:00.000Z',
    reason: 'x',
    department: null,
  }
  const helper = { department: 'fire', task: '', since: asked.at, releasedAt: null }
  expect(nextAct({ ...order('handling'), overlays: { pendingReturn: asked } }, type, 1)).toBeNull()
  expect(nextAct({ ...order('handling'), overlays: { cohandlers: [helper] } }, type, 1)).toBeNull()
})

test('an urging neither delays a simulated act nor is overtaken by it', () => {
  const calm = nextAct(order('handling'), type, 1)?.atMs ?? 0
  const urged = (changedAt: string) =>
    nextAct({ ...order('handling'), since: '2024-06-07T04:00:00.000Z', changedAt }, type, 1)?.atMs
  expect(urged('2024-06-07T04:00:01.000Z')).toBe(calm)
  expect(urged('2024-06-09T04:00:00.000Z')).toBe(at('2024-06-09T04:00:00Z'))
})

test('an order is signed within about its limit, and never before it was changed', () => {
  const due = nextAct(order('dispatched'), type, 1)?.atMs ?? 0
  expect(due).toBeGreaterThan(at('2024-06-07T04:00:00Z'))
  expect(due).toBeLessThan(at('2024-06-07T05:02:00Z'))
})
