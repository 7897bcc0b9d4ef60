import { describe, expect, test } from 'vitest'
import { anAlarm, anOrder } from './testing.ts'
import { tickerItems, tickerPage } from './ticker-items.ts'

const keys = (items: readonly { readonly key: string }[]): string[] => items.map(({ key }) => key)

describe('the ticker', () => {
  test('goes through alarms worst first, unseen before seen, then open orders newest first', () => {
    const items = tickerItems(
      [
        anAlarm({ id: 'blue', level: 'blue' }),
        anAlarm({ id: 'red-seen', level: 'red', state: 'acknowledged' }),
        anAlarm({ id: 'orange' }),
        anAlarm({ id: 'shelved', level: 'red', state: 'shelved' }),
      ],
      [
        anOrder({ id: 'old' }),
        anOrder({ id: 'new', createdAt: '2026-11-23T08:00:00.000Z' }),
        anOrder({ id: 'done', state: 'closed' }),
        anOrder({ id: 'other', type: 'city.lamp' }),
      ],
      ['safety.ponding'],
    )
    expect(keys(items)).toEqual(['orange', 'blue', 'red-seen', 'new', 'old'])
  })

  test('keeps unacknowledged reds in sight while the rest takes turns', () => {
    const items = tickerItems(
      [anAlarm({ id: 'red', level: 'red' }), anAlarm({ id: 'a' }), anAlarm({ id: 'b' })],
      [],
      [],
    )
    expect(keys(tickerPage(items, 2, 0, 1_000))).toEqual(['red', 'a'])
    expect(keys(tickerPage(items, 2, 1_000, 1_000))).toEqual(['red', 'b'])
    expect(keys(tickerPage(items, 2, 2_000, 1_000))).toEqual(['red', 'a'])
  })

  test('of ten thousand alarms at once, two lines stand there, the unseen red among them', () => {
    const alarms = Array.from({ length: 10_000 }, (_, n) => anAlarm({ id: `a${n}`, level: 'blue' }))
    const items = tickerItems([...alarms, anAlarm({ id: 'red', level: 'red' })], [], [])
    expect(items).toHaveLength(10_001)
    const pages = [0, 1, 2].map((page) => keys(tickerPage(items, 2, page * 1_000, 1_000)))
    expect(pages.every(([first, ...rest]) => first === 'red' && rest.length === 1)).toBe(true)
    expect(new Set(pages.flat()).size).toBe(4)
  })

  test('shows everything in turn', () => {
    const items = tickerItems(
      [],
      Array.from({ length: 5 }, (_, n) => anOrder({ id: `o${n}` })),
      [],
    )
    const seen = [0, 1, 2].flatMap((page) => keys(tickerPage(items, 2, page * 1_000, 1_000)))
    expect(new Set(seen).size).toBe(5)
  })
})
