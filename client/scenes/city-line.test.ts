import { describe, expect, test } from 'vitest'
import { cityLine } from './city-line.ts'
import { aCity } from './testing.ts'

describe('the state line', () => {
  test.each([
    ['calm when nothing stands', aCity(), 'calm', null],
    ['a note for blue', aCity({ city: 'blue' }), 'note', 'blue'],
    ['watch for yellow', aCity({ city: 'blue', map: 'yellow' }), 'watch', 'yellow'],
    [
      'strained in part for orange in one category',
      aCity({ safety: 'orange' }),
      'strained-part',
      'orange',
    ],
    [
      'strained for orange in two',
      aCity({ safety: 'orange', city: 'orange' }),
      'strained',
      'orange',
    ],
    ['critical for one red', aCity({ safety: 'orange', society: 'red' }), 'critical', 'red'],
  ] as const)('says %s', (_, city, word, level) => {
    expect(cityLine(city)).toMatchObject({ word, level })
  })

  test('does not claim calm before the first facts', () => {
    expect(cityLine(null)).toEqual({ word: 'unknown', level: null, where: [], freshPct: null })
  })

  test('does not claim calm when fewer than half of the indicators are fresh', () => {
    const half = aCity({}, { fresh: 313, stale: 300, missing: 15 })
    expect(cityLine(half)).toMatchObject({ word: 'unsure', level: null })
    expect(cityLine(aCity({}, { fresh: 0, total: 0 }))).toMatchObject({
      word: 'unsure',
      freshPct: null,
    })
  })

  test('says the trouble even when most data is old', () => {
    expect(cityLine(aCity({ safety: 'red' }, { fresh: 1 }))).toMatchObject({ word: 'critical' })
  })

  test('names the categories in which the deciding level stands', () => {
    const city = aCity({ map: 'yellow', safety: 'orange', society: 'orange' })
    expect(cityLine(city).where).toEqual(['safety', 'society'])
  })
})
