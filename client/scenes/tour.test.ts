import { describe, expect, test } from 'vitest'
import { anAlarm } from './testing.ts'
import { ANNOUNCE_MS, HOLD_MS, stepTour, type TourState, tourProgress } from './tour.ts'

const NONE = new Map()
const started = (seconds = 30): TourState =>
  stepTour({ scenario: 'a', tour: null }, { kind: 'start', scenarios: ['a', 'b', 'c'], seconds }, 0)
const tick = (state: TourState, nowMs: number, standing = NONE): TourState =>
  stepTour(state, { kind: 'tick', standing }, nowMs)

describe('a tour', () => {
  test('goes on to the next scenario when its time is over, round and round', () => {
    let state = started()
    expect(tick(state, 29_999).scenario).toBe('a')
    state = tick(state, 30_000)
    expect(state.scenario).toBe('b')
    state = tick(state, 60_000)
    state = tick(state, 90_000)
    expect(state.scenario).toBe('a')
  })

  test('starts at its first scenario when the present one is not in it', () => {
    const state = stepTour(
      { scenario: 'x', tour: null },
      { kind: 'start', scenarios: ['a', 'b'], seconds: 10 },
      0,
    )
    expect(state.scenario).toBe('a')
  })

  test('without scenarios does not run', () => {
    const state = stepTour(
      { scenario: 'x', tour: null },
      { kind: 'start', scenarios: [], seconds: 10 },
      0,
    )
    expect(state).toEqual({ scenario: 'x', tour: null })
  })

  test('goes on from a scenario that a person chose, with a whole countdown', () => {
    const state = stepTour(started(), { kind: 'show', scenario: 'c' }, 20_000)
    expect(state).toMatchObject({ scenario: 'c', tour: { nextAtMs: 50_000 } })
  })

  test('announces the next scenario before it comes, and not all the time', () => {
    const { tour } = started()
    if (tour === null) throw new Error('the tour did not start')
    expect(tourProgress(tour, 1_000)).toMatchObject({ announce: false })
    expect(tourProgress(tour, 30_000 - ANNOUNCE_MS)).toMatchObject({ announce: true })
    expect(tourProgress(tour, 15_000)).toMatchObject({ ratio: 0.5, leftMs: 15_000 })
  })
})

describe('a tour and alarms', () => {
  const alarm = anAlarm()
  const held = stepTour(started(), { kind: 'alarm', alarm }, 5_000)

  test('is held by a new orange alarm and says by which', () => {
    expect(held.tour).toMatchObject({ nextAtMs: null, hold: { alarm: { id: 'alarm-1' } } })
    expect(tick(held, 100_000, new Map([[alarm.id, alarm]])).scenario).toBe('a')
  })

  test.each([
    ['a yellow one', anAlarm({ level: 'yellow' })],
    ['one that somebody has acknowledged', anAlarm({ state: 'acknowledged' })],
  ])('is not held by %s', (_, other) => {
    expect(stepTour(started(), { kind: 'alarm', alarm: other }, 5_000)).toEqual(started())
  })

  test('goes on when the alarm is acknowledged or gone', () => {
    const seen = new Map([[alarm.id, anAlarm({ state: 'acknowledged' })]])
    expect(tick(held, 9_000, seen).tour).toMatchObject({ hold: null, nextAtMs: 39_000 })
    expect(tick(held, 9_000).tour).toMatchObject({ hold: null })
  })

  test('goes on by itself after a while, so that an unattended wall does not stand still', () => {
    const standing = new Map([[alarm.id, alarm]])
    expect(tick(held, 5_000 + HOLD_MS - 1, standing).tour?.hold).not.toBeNull()
    expect(tick(held, 5_000 + HOLD_MS, standing).tour?.hold).toBeNull()
  })
})
