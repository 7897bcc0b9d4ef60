import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { aRow } from '../testing.ts'
import { ROW_ORDER } from './row-order.ts'
import { LEAVES_AFTER_MS, RowTable } from './row-table.ts'

let table: RowTable
beforeEach(() => {
  table = new RowTable()
})
const ids = (): string[] => table.sorted().map(({ id }) => id)
const due = (minute: number) =>
  ({
    clock: 'T7',
    amberAt: `2026-11-26T01:${String(minute).padStart(2, '0')}:00.000Z`,
    at: `2026-11-26T02:${String(minute).padStart(2, '0')}:00.000Z`,
  }) as const

test('the soonest deadline comes first, what has none last', () => {
  table.page([aRow({ id: 'c' }), aRow({ id: 'b', due: due(20) }), aRow({ id: 'a', due: due(5) })])
  expect(ids()).toEqual(['a', 'b', 'c'])
})

test('of page and event the newer revision counts, whichever comes first', () => {
  table.beginPages()
  table.event(aRow({ id: 'a', rev: 3, title: 'new' }), 0)
  table.page([aRow({ id: 'a', rev: 2, title: 'old' }), aRow({ id: 'b' })])
  table.endPages()
  expect(table.row('a')?.title).toBe('new')
  expect(ids().toSorted()).toEqual(['a', 'b'])
})

test('an order that ended while its page was on the way does not come back', () => {
  table.page([aRow({ id: 'a', rev: 1 })])
  table.beginPages()
  table.event(aRow({ id: 'a', rev: 5, state: 'closed' }), 0)
  table.page([aRow({ id: 'a', rev: 4 })])
  table.endPages()
  table.sweep(LEAVES_AFTER_MS + 1, null)
  expect(ids()).toEqual([])
})

test('an ended order stays a moment, and as long as it is open in the centre', () => {
  table.page([aRow({ id: 'a' }), aRow({ id: 'b' })])
  table.event(aRow({ id: 'a', rev: 2, state: 'closed' }), 0)
  table.event(aRow({ id: 'b', rev: 2, state: 'closed' }), 0)
  table.sweep(LEAVES_AFTER_MS - 1, null)
  expect(ids()).toHaveLength(2)
  table.sweep(LEAVES_AFTER_MS + 1, 'a')
  expect(ids()).toEqual(['a'])
})

test('what no page and no event named is gone when all pages are here', () => {
  table.page([aRow({ id: 'a' }), aRow({ id: 'b' })])
  table.beginPages()
  table.page([aRow({ id: 'b' })])
  table.endPages()
  expect(ids()).toEqual(['b'])
})

test('an order that went to another department leaves at once', () => {
  table.page([aRow({ id: 'a' })])
  table.remove('a', 2)
  expect(ids()).toEqual([])
})

test('after any events the list is what sorting all would give', () => {
  const step = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    minute: fc.option(fc.integer({ min: 0, max: 59 }), { nil: null }),
    open: fc.boolean(),
    look: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const own = new RowTable()
      const wanted = new Map<string, ReturnType<typeof aRow>>()
      for (const [rev, { id, minute, open, look }] of steps.entries()) {
        const row = aRow({
          id,
          rev: rev + 1,
          state: open ? 'handling' : 'closed',
          due: minute === null ? null : due(minute),
        })
        own.event(row, 0)
        if (open) wanted.set(id, row)
        else if (wanted.has(id)) wanted.delete(id)
        own.sweep(LEAVES_AFTER_MS + 1, null)
        if (look) own.sorted()
      }
      expect(own.sorted()).toEqual([...wanted.values()].toSorted(ROW_ORDER.due))
    }),
  )
})
