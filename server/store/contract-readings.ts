import { afterEach, describe, expect, test } from 'vitest'
import type { HistoryQuery, Store } from './store.ts'
import {
  aBatch,
  aColumn,
  aComputed,
  aReading,
  DAY,
  DAY_MS,
  HOUR,
  MINUTE,
  SECOND,
} from './testing.ts'

const SERIES = { indicator: 'safety.canal.level', place: 'district' } as const
const KEEP = { raw: 30 * DAY, '1min': 60 * DAY, '1h': 400 * DAY, '1d': Number.POSITIVE_INFINITY }

const query = (over: Partial<HistoryQuery> = {}): HistoryQuery => ({
  ...SERIES,
  fromMs: DAY_MS,
  toMs: DAY_MS + DAY,
  points: 500,
  ...over,
})

/** What every engine owes for readings, their history and their past. */
export function readingContract(name: string, open: () => Promise<Store>): void {
  describe(`${name}: readings`, () => {
    let store: Store | undefined
    const opened = async (): Promise<Store> => {
      store = await open()
      return store
    }
    afterEach(async () => {
      await store?.close()
      store = undefined
    })
    const post = async (target: Store, ...readings: ReturnType<typeof aReading>[]) =>
      (await target.commit(aBatch({ readings }))).outcomes

    test('[R12] the same value again is a duplicate, another value a correction', async () => {
      const s = await opened()
      const first = aReading({ value: 4 })
      expect(await post(s, first, first)).toEqual(['accepted', 'duplicate'])
      const corrected = aReading({ value: 4.5, receivedAtMs: DAY_MS + HOUR, source: 'desk' })
      expect(await post(s, corrected, aReading({ atMs: DAY_MS + MINUTE }))).toEqual([
        'correction',
        'accepted',
      ])
      expect(await s.corrections('safety.canal.level', 'district', DAY_MS, DAY_MS + 1)).toEqual([
        { ...first, computed: false, supersededAtMs: DAY_MS + HOUR },
      ])
    })

    test('a corrected value is answered as known now and as known then', async () => {
      const s = await opened()
      await post(s, aReading({ value: 4 }))
      await post(s, aReading({ value: 5, receivedAtMs: DAY_MS + HOUR }))
      const then = DAY_MS + HOUR - 1
      expect((await s.valuesAt(DAY_MS + DAY))[0]?.value).toBe(5)
      expect((await s.valuesAt(DAY_MS + DAY, then))[0]?.value).toBe(4)
      expect((await s.history(query()))[0]?.last).toBe(5)
      expect((await s.history(query({ knownAtMs: then })))[0]?.last).toBe(4)
    })

    test('a reading that came later is not in what was known before', async () => {
      const s = await opened()
      await post(s, aReading({ value: 1 }))
      await post(s, aReading({ atMs: DAY_MS + MINUTE, value: 2, receivedAtMs: DAY_MS + HOUR }))
      const known = DAY_MS + 2 * MINUTE
      expect((await s.valuesAt(known))[0]?.value).toBe(2)
      expect((await s.valuesAt(known, known))[0]?.value).toBe(1)
      expect((await s.history(query({ knownAtMs: known }))).map(({ last }) => last)).toEqual([1])
      expect(await s.valuesAt(DAY_MS, DAY_MS - 1)).toEqual([])
    })

    test('[R13] a late reading enters the history and leaves the newest value alone', async () => {
      const s = await opened()
      await post(s, aReading({ atMs: DAY_MS + HOUR, value: 7 }))
      await post(s, aReading({ atMs: DAY_MS, value: 3 }))
      expect(await s.latest()).toEqual([
        { ...aReading({ atMs: DAY_MS + HOUR, value: 7 }), computed: false },
      ])
      expect((await s.history(query())).map(({ last }) => last)).toEqual([3, 7])
    })

    test('of a computed value the last write wins, and a fed one is never overwritten by it', async () => {
      const s = await opened()
      await s.commit(aBatch({ computed: [aComputed({ value: 1 }), aComputed({ value: 2 })] }))
      const [computed] = await s.latest()
      expect(computed).toEqual({ ...aComputed({ value: 2 }), source: 'engine', computed: true })
      expect(await post(s, aReading({ value: 9 }))).toEqual(['accepted'])
      await s.commit(aBatch({ computed: [aComputed({ value: 3 })] }))
      expect((await s.latest()).map(({ value }) => value)).toEqual([9])
      expect(await s.corrections('safety.canal.level', 'district', 0, DAY_MS + DAY)).toEqual([])
    })

    test('a feed may call itself anything and is still not taken for the engine', async () => {
      const s = await opened()
      for (const source of ['engine', 'backfill', '']) {
        const reading = aReading({ indicator: `x.${source}.y`, source })
        await post(s, reading)
        expect((await s.latest()).at(-1)).toEqual({ ...reading, computed: false })
      }
    })

    test('each place of an indicator is a series of its own', async () => {
      const s = await opened()
      await post(s, aReading({ value: 1 }), aReading({ place: 'point:7', value: 2 }))
      expect((await s.latest()).map(({ place, value }) => [place, value])).toEqual([
        ['district', 1],
        ['point:7', 2],
      ])
      expect(await s.history(query({ place: 'point:8' }))).toEqual([])
    })

    for (const rolledUp of [false, true]) {
      const when = rolledUp ? 'after the roll-ups are closed' : 'before anything is rolled up'
      test(`history sums up and leaves empty buckets out, ${when}`, async () => {
        const s = await opened()
        const readings = [0, 5, 10, 3_600, 3_605, 80_000].map((second, i) =>
          aReading({ atMs: DAY_MS + second * SECOND, value: i + 1 }),
        )
        await post(s, ...readings)
        if (rolledUp) await s.rollUp(DAY_MS + 2 * DAY)
        expect(await s.history(query({ points: 24 }))).toEqual([
          { atMs: DAY_MS, min: 1, max: 3, avg: 2, last: 3, n: 3 },
          { atMs: DAY_MS + HOUR, min: 4, max: 5, avg: 4.5, last: 5, n: 2 },
          { atMs: DAY_MS + 80_000 * SECOND, min: 6, max: 6, avg: 6, last: 6, n: 1 },
        ])
        expect(await s.history(query({ points: 1 }))).toEqual([
          { atMs: DAY_MS, min: 1, max: 6, avg: 3.5, last: 6, n: 6 },
        ])
        const few = { fromMs: DAY_MS + 7 * SECOND, toMs: DAY_MS + 3_605 * SECOND, points: 2 }
        expect((await s.history(query(few))).map(({ last }) => last)).toEqual([3, 4])
      })
    }

    test('however long the span, no more buckets come back than were asked for', async () => {
      const s = await opened()
      const readings = Array.from({ length: 400 }, (_, i) =>
        aReading({ atMs: DAY_MS + i * 37 * MINUTE, value: i }),
      )
      await post(s, ...readings)
      await s.rollUp(DAY_MS + 30 * DAY)
      for (const points of [1, 2, 3, 7, 10, 31, 100, 399, 10_000]) {
        const span = { fromMs: DAY_MS + 11 * MINUTE, toMs: DAY_MS + 9 * DAY, points }
        const found = await s.history(query(span))
        expect(found.length).toBeLessThanOrEqual(points)
        expect(found.reduce((sum, { n }) => sum + n, 0)).toBe(350)
      }
    })

    test('a correction and a late reading reach buckets that were closed already', async () => {
      const s = await opened()
      await post(s, aReading({ value: 1 }), aReading({ atMs: DAY_MS + MINUTE, value: 2 }))
      await s.rollUp(DAY_MS + 3 * DAY)
      await post(s, aReading({ value: 10 }), aReading({ atMs: DAY_MS + 2 * MINUTE, value: 3 }))
      const expected = [{ atMs: DAY_MS, min: 2, max: 10, avg: 5, last: 3, n: 3 }]
      expect(await s.history(query({ points: 1 }))).toEqual(expected)
      await s.rollUp(DAY_MS + 3 * DAY)
      expect(await s.history(query({ points: 1 }))).toEqual(expected)
    })

    test('history that was filled in is seen where nothing was measured, and only there', async () => {
      const s = await opened()
      await post(s, aReading({ atMs: DAY_MS + HOUR + MINUTE, value: 50 }))
      const hours = aColumn([
        [DAY_MS, 1, 3, 2, 3, 12],
        [DAY_MS + HOUR, 1, 9, 5, 7, 12],
        [DAY_MS + 2 * HOUR, 4, 4, 4, 4, 1],
      ])
      const day = aColumn([[DAY_MS - DAY, 0, 8, 4, 6, 24]], { resolution: '1d' })
      const expected = [
        { atMs: DAY_MS - DAY, min: 0, max: 8, avg: 4, last: 6, n: 24 },
        { atMs: DAY_MS, min: 1, max: 3, avg: 2, last: 3, n: 12 },
        { atMs: DAY_MS + HOUR + MINUTE, min: 50, max: 50, avg: 50, last: 50, n: 1 },
        { atMs: DAY_MS + 2 * HOUR, min: 4, max: 4, avg: 4, last: 4, n: 1 },
      ]
      for (let round = 0; round < 2; round += 1) {
        await s.backfill([hours, day])
        expect(await s.history(query({ fromMs: DAY_MS - DAY, points: 48 }))).toEqual(expected)
        await s.rollUp(DAY_MS + 5 * DAY)
        expect(await s.history(query({ fromMs: DAY_MS - DAY, points: 48 }))).toEqual(expected)
      }
      const days = await s.history(query({ fromMs: DAY_MS - DAY, points: 2 }))
      expect(days.map(({ n, min, max, last }) => [n, min, max, last])).toEqual([
        [24, 0, 8, 6],
        [14, 1, 50, 4],
      ])
      expect((await s.valuesAt(DAY_MS + 30 * MINUTE))[0]?.value).toBe(3)
      expect((await s.latest())[0]?.value).toBe(50)
    })

    test('a series that was only filled in has a latest value', async () => {
      const s = await opened()
      await s.backfill([aColumn([[DAY_MS, 1, 3, 2, 3, 12]], { computed: true })])
      expect(await s.latest()).toEqual([
        {
          ...aComputed({ value: 3, quality: 'simulated' }),
          source: 'engine',
          computed: true,
        },
      ])
    })

    test('single values that are filled in do not touch what was fed', async () => {
      const s = await opened()
      await post(s, aReading({ value: 5 }))
      const raw = aColumn(
        [
          [DAY_MS, 1, 1, 1, 1, 1],
          [DAY_MS - HOUR, 2, 2, 2, 2, 1],
        ],
        { resolution: 'raw' },
      )
      await s.backfill([raw])
      await s.backfill([raw])
      const found = await s.history(query({ fromMs: DAY_MS - DAY }))
      expect(found.map(({ last }) => last)).toEqual([2, 5])
    })

    test('what is older than its keeping time lives on in the coarser level', async () => {
      const s = await opened()
      const readings = Array.from({ length: 48 }, (_, i) =>
        aReading({ atMs: DAY_MS + i * HOUR, value: i }),
      )
      await post(s, ...readings)
      const now = DAY_MS + 31 * DAY + HOUR
      const before = await s.history(query({ toMs: DAY_MS + 2 * DAY, points: 48 }))
      expect(await s.expire(now, KEEP)).toBe(24)
      expect(await s.history(query({ toMs: DAY_MS + 2 * DAY, points: 48 }))).toEqual(before)
      expect(await s.expire(now, KEEP)).toBe(0)
      await post(s, aReading({ atMs: DAY_MS + 30 * MINUTE, value: 100 }))
      const first = { atMs: DAY_MS, min: 0, max: 100, avg: 50, last: 100, n: 2 }
      expect((await s.history(query({ points: 24 })))[0]).toEqual(first)
      await s.rollUp(now)
      expect((await s.history(query({ points: 24 })))[0]).toEqual(first)
    })

    test('what is kept for ever at a day is all that is left in the end', async () => {
      const s = await opened()
      await post(s, aReading({ value: 1 }), aReading({ atMs: DAY_MS + HOUR, value: 3 }))
      await s.expire(DAY_MS + 900 * DAY, KEEP)
      expect(await s.history(query({ fromMs: DAY_MS - DAY, points: 500 }))).toEqual([
        { atMs: DAY_MS, min: 1, max: 3, avg: 2, last: 3, n: 2 },
      ])
      expect(await s.latest()).toEqual([
        {
          ...aReading({ atMs: DAY_MS + HOUR, value: 3 }),
          computed: false,
        },
      ])
    })
  })
}
