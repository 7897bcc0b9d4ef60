import { expect, test } from 'vitest'
import { aRow } from '../testing.ts'
import {
  asksServer,
  exportUrl,
  isFiltered,
  mayExport,
  rowTest,
  serverQuery,
  textTest,
  waitsFor,
} from './filter.ts'

const duty = { roles: ['duty'], department: null }
const handler = { roles: ['handler'], department: 'urban' }
const NOW = Date.parse('2026-11-26T03:00:00Z')

test('an order waits for the office whose step is next, and for whoever decides a request on it', () => {
  expect(waitsFor(aRow({ state: 'reported' }), duty)).toBe(true)
  expect(waitsFor(aRow({ state: 'handling' }), duty)).toBe(false)
  expect(waitsFor(aRow({ state: 'handling', marks: ['return-asked'] }), duty)).toBe(true)
  expect(waitsFor(aRow({ state: 'dispatched', department: 'urban' }), handler)).toBe(true)
  expect(waitsFor(aRow({ state: 'dispatched', department: 'fire' }), handler)).toBe(false)
  expect(waitsFor(aRow({ department: 'fire', cohandlers: ['urban'] }), handler)).toBe(true)
})

test('every part of the filter must hold', () => {
  const late = aRow({
    due: { clock: 'T7', amberAt: '2026-11-26T01:00:00.000Z', at: '2026-11-26T02:00:00.000Z' },
  })
  expect(rowTest({ overdue: true, town: 'chashan' }, duty, NOW)(late)).toBe(true)
  expect(rowTest({ overdue: true, town: 'qinglong' }, duty, NOW)(late)).toBe(false)
  expect(rowTest({ overdue: true }, duty, NOW)(aRow())).toBe(false)
  expect(rowTest({ type: 'city.pothole', department: 'housing' }, duty, NOW)(late)).toBe(true)
})

test('text and ended orders are asked of the server, and a search looks through ended orders too', () => {
  expect(asksServer({ state: 'open' })).toBe(false)
  expect(asksServer({ q: '井盖' })).toBe(true)
  expect(asksServer({ state: 'closed' })).toBe(true)
  expect(serverQuery({ state: 'open', q: '井盖' })).toEqual({ q: '井盖' })
  expect(serverQuery({ state: 'closed', town: 'chashan' })).toEqual({
    state: 'closed',
    town: 'chashan',
  })
  expect(textTest('和平 cg2026')(aRow())).toBe(true)
  expect(textTest('和平 积水')(aRow())).toBe(false)
})

test('open orders alone are no filter', () => {
  expect(isFiltered({ state: 'open' })).toBe(false)
  expect(isFiltered({ state: 'open', mine: true })).toBe(true)
  expect(isFiltered({ state: 'closed' })).toBe(true)
})

test('the list is taken away as it is filtered, by offices that may', () => {
  expect(exportUrl({ state: 'open', town: 'chashan', overdue: true }, 'zh')).toBe(
    '/api/v1/orders/export.xlsx?state=open&town=chashan&overdue=true&lang=zh',
  )
  expect(exportUrl({ q: '井盖' }, 'en')).toContain('lang=en')
  expect(mayExport(duty)).toBe(true)
  expect(mayExport({ roles: ['operator'], department: null })).toBe(false)
})
