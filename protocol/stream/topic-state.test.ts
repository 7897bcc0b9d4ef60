import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEVELS, QUALITIES } from '../indicator/definition.ts'
import { valueKey } from '../indicator/value.ts'
import { packDelta, unpackDelta } from './delta-codec.ts'
import type { Delta, WireReading } from './events.ts'
import { applyDelta, snapshotOf, topicStateOf } from './topic-state.ts'

const codec = {
  encode: (bytes: Uint8Array) => String.fromCharCode(...bytes),
  decode: (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0)),
  toMs: (iso: string) => new Date(iso).getTime(),
  toIso: (ms: number) => new Date(ms).toISOString(),
}
const name = fc.constantFrom('__proto__', 'constructor', 'city.air.aqi', 'a', 'b', 'c', 'd')
const at = fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString())
const reading: fc.Arbitrary<WireReading> = fc.record({
  indicator: name,
  place: name,
  value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
  at: fc.option(at, { nil: null }),
  quality: fc.constantFrom(...QUALITIES),
  level: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
  status: fc.constantFrom('fresh', 'stale', 'missing'),
})
const distinct = fc.uniqueArray(reading, {
  selector: (r) => valueKey(r.indicator, r.place),
  maxLength: 12,
})
const ticks = fc.array(distinct, { maxLength: 8 })

const deltasOf = (lists: readonly WireReading[][]): Delta[] =>
  lists.map((readings, i) => ({
    topic: 'city',
    epoch: 'e',
    from: i,
    to: i + 1,
    at: new Date(1e12 + i).toISOString(),
    readings,
  }))

test('a snapshot with the deltas after it equals the later snapshot, whichever delta one joins at', () => {
  fc.assert(
    fc.property(distinct, ticks, fc.nat(), (start, lists, join) => {
      const whole = topicStateOf(0, { readings: start })
      const deltas = deltasOf(lists)
      const joinAt = join % (deltas.length + 1)
      let late = topicStateOf(0, { readings: start })
      for (const delta of deltas) {
        if (delta.from === joinAt) late = topicStateOf(whole.seq, snapshotOf(whole))
        expect(applyDelta(whole, delta)).toBe('applied')
        if (delta.from >= joinAt) expect(applyDelta(late, delta)).toBe('applied')
      }
      if (joinAt < deltas.length) expect(late).toEqual(whole)
    }),
    { numRuns: 1_000 },
  )
})

test('a packed delta unpacks to the same readings, with names such as __proto__', () => {
  fc.assert(
    fc.property(distinct, ticks, (start, lists) => {
      const sent = topicStateOf(0, { readings: start })
      const got = topicStateOf(0, { readings: start })
      for (const delta of deltasOf(lists)) {
        const known = new Map(sent.dictionary.map(([i, p], at) => [valueKey(i, p), at]))
        const indexOf = (r: WireReading) => known.get(valueKey(r.indicator, r.place))
        const text = JSON.stringify(packDelta(delta, sent.dictionary.length, indexOf, codec))
        const unpacked = unpackDelta(JSON.parse(text), got.dictionary, codec)
        expect(unpacked).not.toBeNull()
        if (unpacked !== null) applyDelta(got, unpacked)
        applyDelta(sent, delta)
      }
      expect(new Map(got.readings)).toEqual(new Map(sent.readings))
      expect(got.dictionary).toEqual(sent.dictionary)
    }),
    { numRuns: 1_000 },
  )
})

test('a delta packed against another dictionary is not read', () => {
  const [delta] = deltasOf([[]])
  if (delta === undefined) throw new Error('no delta')
  expect(
    unpackDelta(
      packDelta(delta, 3, () => undefined, codec),
      [],
      codec,
    ),
  ).toBeNull()
})

test('a delta that was applied before changes nothing, one that comes too early is a gap', () => {
  const state = topicStateOf(5, { readings: [] })
  const delta = { topic: 'city', epoch: 'e', at: new Date(0).toISOString(), readings: [] }
  expect(applyDelta(state, { ...delta, from: 4, to: 5 })).toBe('old')
  expect(applyDelta(state, { ...delta, from: 6, to: 7 })).toBe('gap')
  expect(state.seq).toBe(5)
})
