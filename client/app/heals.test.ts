import { beforeEach, expect, test } from 'vitest'
import { faultStore, partBack, partFailed } from './faults.ts'
import { healed, healsTold, onHeal, untoldHeals } from './heals.ts'

beforeEach(() => {
  localStorage.clear()
  faultStore.setState({ broken: new Map() })
})

test('what mended itself is kept until the server has taken it, also across a reload', () => {
  let told = 0
  const stop = onHeal(() => told++)
  healed('webgl', 1_000, 4_500)
  healed('build', 2_000, 3_000, 'a → b')
  expect(told).toBe(2)
  expect(untoldHeals()).toMatchObject([
    { kind: 'webgl', at: '1970-01-01T00:00:01.000Z', tookMs: 3_500 },
    { kind: 'build', tookMs: 1_000, what: 'a → b' },
  ])
  healsTold(untoldHeals().slice(0, 1))
  expect(untoldHeals().map(({ kind }) => kind)).toEqual(['build'])
  stop()
})

test('a part that fails twice is one failure, told as healed once when it is back', () => {
  partFailed('header', 1_000)
  partFailed('header', 2_000)
  expect([...faultStore.getState().broken]).toEqual([['header', 1_000]])
  partBack('header', 11_000, true)
  partBack('header', 12_000, true)
  expect(faultStore.getState().broken.size).toBe(0)
  expect(untoldHeals()).toMatchObject([{ kind: 'part', tookMs: 10_000, what: 'header' }])
})

test('a part that is taken away for another scenario is not called healed', () => {
  partFailed('city-air 六项污染物', 1_000)
  partBack('city-air 六项污染物', 2_000, false)
  expect(untoldHeals()).toEqual([])
})
