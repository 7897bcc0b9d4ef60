import { expect, test } from 'vitest'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import { NOON_MS } from '../../protocol/testing/builders.ts'
import type { CommitListener } from '../commit.ts'
import { createFeedMeter } from './meter.ts'

const value = (place: string, atMs: number): IndicatorValue => ({
  indicator: 'city.test.value',
  place,
  value: 1,
  atMs,
  receivedAtMs: atMs,
  quality: 'good',
  source: 'feed',
  status: 'fresh',
  level: null,
  origin: 'measured',
})

test('the real cadence is the distance between newer readings of one place, not of different ones', () => {
  let tell: CommitListener = () => undefined
  const meter = createFeedMeter({
    onCommit(listener) {
      tell = listener
      return () => undefined
    },
  })
  const report = (...values: IndicatorValue[]): void =>
    tell({ seq: 1, atMs: NOON_MS, values, alarms: [], orders: [] })
  report(value('point:a', NOON_MS), value('point:b', NOON_MS + 3))
  expect(meter.realCadenceMs('city.test.value')).toBeNull()
  report(value('point:b', NOON_MS + 50_000), value('point:a', NOON_MS + 60_000))
  report(value('point:a', NOON_MS + 60_000))
  expect(meter.realCadenceMs('city.test.value')).toBe(60_000)
  report(value('point:a', NOON_MS + 120_000))
  expect(meter.realCadenceMs('city.test.value')).toBe(60_000)
})
