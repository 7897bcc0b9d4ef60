import { expect, test } from 'vitest'
import { aRow } from '../testing.ts'
import { answerOf } from './answer.ts'
import { MOST_KEPT, wantedRows } from './keep-up.ts'
import { mayGoOn } from './start-field.ts'

const HOUR_MS = 3_600_000

test('silence, a full disk, too many requests and an ended session decide nothing: the same is sent again', () => {
  const undecided = [
    [0, 'UNREACHABLE'],
    [401, 'UNAUTHENTICATED'],
    [403, 'BAD_CSRF'],
    [429, 'TOO_MANY'],
    [500, 'INTERNAL'],
    [503, 'STORE_FULL'],
  ] as const
  for (const [status, code] of undecided) {
    expect(answerOf({ status, code, detail: {} }), code).toEqual({ kind: 'later' })
  }
})

test('a refusal is kept with its reason, a late act apart, a conflict with the order as it stands', () => {
  const order = { id: 'CG-1', rev: 7 }
  expect(answerOf({ status: 409, code: 'ORDER_CHANGED_MEANWHILE', detail: { order } })).toEqual({
    kind: 'changed',
    order,
  })
  expect(
    answerOf({ status: 400, code: 'MALFORMED', detail: { field: 'photos', reason: 'missing' } }),
  ).toEqual({
    kind: 'refused',
    held: { why: 'refused', code: 'MALFORMED', field: 'photos', reason: 'missing' },
  })
  expect(answerOf({ status: 422, code: 'LATE_ACT', detail: {} })).toMatchObject({
    held: { why: 'late' },
  })
})

test('work goes on without the server for the length of a shift, and not by a clock that was set back', () => {
  const account = { user: 'a', roles: ['handler'], department: 'x', confirmedMs: 0, waiting: 0 }
  expect(mayGoOn(account, 12 * HOUR_MS - 1)).toBe(account)
  expect(mayGoOn(account, 12 * HOUR_MS)).toBeNull()
  expect(mayGoOn(account, -1)).toBeNull()
  expect(mayGoOn(null, 0)).toBeNull()
})

test('of very many orders the most urgent are kept, and those with unsent work whatever they are', () => {
  const rows = Array.from({ length: MOST_KEPT + 50 }, (_, i) =>
    aRow({
      id: `CG-${i}`,
      due: {
        clock: 'T5',
        amberAt: '2026-11-26T00:00:00.000Z',
        at: new Date(Date.UTC(2026, 10, 26) + (1_000 - i) * 60_000).toISOString(),
      },
    }),
  )
  const ids = wantedRows(rows, (id) => id === 'CG-0').map(({ id }) => id)
  expect(ids).toHaveLength(MOST_KEPT + 1)
  expect(ids[0]).toBe(`CG-${MOST_KEPT + 49}`)
  expect(ids).toContain('CG-0')
  expect(ids).not.toContain('CG-1')
})
