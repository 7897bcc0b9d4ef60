import { expect, test } from 'vitest'
import { loadOrderMapping } from '../../../data-fixtures/mappings/orders/order-mapping.ts'
import { loadTerritory } from '../../indicators/territory.ts'
import { groundMover } from './ground.ts'
import { convert, type Recorded } from './record.ts'
import { filesOf } from './send.ts'
import { zoneClock } from './zoned-time.ts'

const wall = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text
    .split(/\D/)
    .map(Number)
  return { year, month, day, hour, minute, second }
}

test('US Eastern time is read with its summer time, to the second of the change', () => {
  const clock = zoneClock('America/New_York')
  const read = (text: string) => {
    const ms = clock(wall(text))
    return ms === null ? null : new Date(ms).toISOString()
  }
  expect(read('2015-01-15 12:00:00')).toBe('2015-01-15T17:00:00.000Z')
  expect(read('2015-07-15 12:00:00')).toBe('2015-07-15T16:00:00.000Z')
  expect(read('2015-03-08 01:59:59')).toBe('2015-03-08T06:59:59.000Z')
  expect(read('2015-03-08 03:00:00')).toBe('2015-03-08T07:00:00.000Z')
  // Skipped in spring: the hour after it.
  expect(read('2015-03-08 02:30:00')).toBe('2015-03-08T07:30:00.000Z')
  // Twice in autumn: the first.
  expect(read('2015-11-01 01:30:00')).toBe('2015-11-01T05:30:00.000Z')
  expect(read('2015-11-01 02:00:00')).toBe('2015-11-01T07:00:00.000Z')
  expect(read('2015-02-30 00:00:00')).toBeNull()
  expect(read('2015-02-28 24:00:00')).toBeNull()
})

test('Shanghai keeps eight hours ahead all year', () => {
  const clock = zoneClock('Asia/Shanghai')
  for (const month of [1, 7]) {
    const ms = clock({ ...wall('2020-01-06 12:09:38'), month })
    expect(ms).toBe(Date.UTC(2020, month - 1, 6, 4, 9, 38))
  }
})

test('ground that is laid over the district keeps what is near near and what is north north', async () => {
  const { ground } = await loadOrderMapping('boston-csv')
  if (ground === null) throw new Error('no ground')
  const move = groundMover(ground, () => true)
  expect(move(ground.from)).toEqual(ground.to)
  const km = (a: readonly number[] | null, b: readonly number[] | null) => {
    const [lonA = 0, latA = 0] = a ?? []
    const [lonB = 0, latB = 0] = b ?? []
    const east = (lonA - lonB) * Math.cos((((latA + latB) / 2) * Math.PI) / 180)
    return Math.hypot(east, latA - latB) * 111.195
  }
  const points: [number, number][] = [
    [-71.06, 42.36],
    [-71.0601, 42.3602],
    [-71.14, 42.28],
  ]
  for (const a of points) {
    for (const b of points) {
      const ratio = km(move(a), move(b)) / km(a, b)
      if (a !== b) expect(Math.abs(ratio - ground.scale)).toBeLessThan(0.01)
    }
  }
  expect(move([-71.0885, 42.35])?.[1]).toBeGreaterThan(ground.to[1])
})

test('the point that stands for "not known there", and what comes to lie outside, has no position', async () => {
  const { ground } = await loadOrderMapping('boston-open311')
  if (ground === null) throw new Error('no ground')
  const territory = loadTerritory()
  const move = groundMover(ground, (point) => territory.holds(point, 0))
  expect(move([-71.0587, 42.3594])).toBeNull()
  expect(move([-70.5, 42.9])).toBeNull()
  expect(move([Number.NaN, 42.3])).toBeNull()
  expect(move([-71.0885, 42.3125])).not.toBeNull()
})

const record = (changes: Partial<Recorded> = {}): Recorded => ({
  id: '1',
  type: 'Illegal Parking',
  title: '  a   b ',
  lines: ['x', '', ' y '],
  openedMs: 2_000,
  closedMs: 5_000,
  isClosed: true,
  result: 'done',
  position: null,
  ...changes,
})

test('a record becomes a row; what it lacks is said and not made up', async () => {
  const mapping = await loadOrderMapping('boston-open311')
  expect(convert(record(), mapping)).toMatchObject({
    row: {
      type: 'city.car-parking',
      title: 'a b',
      description: 'x\ny',
      simulated: true,
      createdAt: '1970-01-01T00:00:02.000Z',
      acts: [
        { action: 'express', at: '1970-01-01T00:00:02.000Z' },
        { action: 'sign', at: '1970-01-01T00:00:02.000Z' },
        { action: 'submit', at: '1970-01-01T00:00:05.000Z', args: { result: 'done' } },
        { action: 'close', at: '1970-01-01T00:00:05.000Z' },
      ],
    },
  })
  expect(convert(record({ id: '' }), mapping)).toEqual({ unsent: 'NO_ID' })
  expect(convert(record({ openedMs: null }), mapping)).toEqual({ unsent: 'NO_TIME' })
  expect(convert(record({ type: 'toString' }), mapping)).toEqual({ unsent: 'UNKNOWN_TYPE' })
  expect(convert(record({ title: ' ' }), mapping)).toEqual({ unsent: 'NO_TITLE' })
})

test('a record that ended before it began ends when it began, and says so', async () => {
  const mapping = await loadOrderMapping('boston-open311')
  const converted = convert(record({ closedMs: 1_000 }), mapping)
  if (!('row' in converted)) throw new Error('not converted')
  const close = converted.row.acts.at(-1)
  expect(close).toMatchObject({ action: 'close', at: '1970-01-01T00:00:02.000Z' })
  expect(JSON.stringify(close)).toContain('recorded as ended before it began')
})

test('rows are sent in files that are small enough, and none is lost between them', async () => {
  const mapping = await loadOrderMapping('boston-open311')
  const converted = convert(record({ lines: ['x'.repeat(9_000)] }), mapping)
  if (!('row' in converted)) throw new Error('not converted')
  const rows = Array.from({ length: 3_000 }, (_, i) => ({ ...converted.row, externalId: `${i}` }))
  const files = [...filesOf(rows)]
  expect(files.length).toBeGreaterThan(1)
  expect(files.flatMap((file) => file.split('\n')).map((line) => JSON.parse(line))).toEqual(rows)
})
