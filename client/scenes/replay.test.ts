import { describe, expect, test } from 'vitest'
import type { WireReading } from '../../protocol/stream/events.ts'
import { cityAt } from './city-at.ts'
import { replacing, replayMoment } from './replay.ts'
import { anAlarm } from './testing.ts'

const reading = (parts: Partial<WireReading>): WireReading => ({
  indicator: 'a',
  place: 'district',
  value: 1,
  at: null,
  quality: 'good',
  level: null,
  status: 'fresh',
  ...parts,
})

describe('a replay', () => {
  test('runs at its own pace and never past the present', () => {
    const run = { startedAtMs: 10_000, fromMs: 0, speed: 2 }
    expect(replayMoment(run, 10_000)).toBe(0)
    expect(replayMoment(run, 12_000)).toBe(4_000)
    expect(replayMoment(run, 60_000)).toBe(60_000)
  })

  test('takes away what did not stand at that moment', () => {
    const changes = replacing(
      new Map([
        ['gone', 1],
        ['kept', 2],
      ]),
      [
        ['kept', 3],
        ['new', 4],
      ],
    )
    expect([...changes]).toEqual([
      ['gone', null],
      ['kept', 3],
      ['new', 4],
    ])
  })

  test('counts the city as it stood then', () => {
    const city = cityAt({
      readings: [
        reading({ quality: 'simulated' }),
        reading({ status: 'stale' }),
        reading({ status: 'missing', value: null, quality: 'simulated' }),
        reading({ place: 'chashan' }),
      ],
      alarms: [
        anAlarm(),
        anAlarm({ id: '2', level: 'red', state: 'shelved' }),
        anAlarm({ id: '3', level: 'red', state: 'cleared', category: 'map' }),
      ],
    })
    expect(city.worst).toMatchObject({ safety: 'orange', map: null })
    expect(city.alarms).toEqual({ blue: 0, yellow: 0, orange: 1, red: 1 })
    expect(city.freshness).toEqual({ fresh: 1, stale: 1, missing: 1, total: 3 })
    expect(city.simulated).toBe(1)
  })
})
