import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alarm } from '../alarm/alarm.ts'
import type { Level, Quality } from '../indicator/definition.ts'
import { statusOf } from '../indicator/freshness.ts'
import type { IndicatorValue } from '../indicator/value.ts'
import { anIndicator, NOON_MS } from '../testing/builders.ts'
import type { StageFacts } from './condition.ts'
import { afterPause, type Judgement, judgeStage, type StageMemory } from './judge.ts'
import type { Stages } from './stages.ts'
import { stateOf } from './state.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const RAIN = 'safety.weather.rain'
const DEPTH = 'safety.flood.depth'

const stage = (
  number: 1 | 2 | 3 | 4 | 5,
  leave_after: string,
  criteria: Stages['stages'][number]['criteria'] = [],
): Stages['stages'][number] => ({
  stage: number,
  name_zh: `${number} 级`,
  name_en: `Stage ${number}`,
  level: null,
  response: null,
  leave_after,
  criteria,
})
const rain = (id: string, atLeast: number, held = '2min') => ({
  id,
  zh: `雨量 ${atLeast}`,
  en: `Rain ${atLeast}`,
  all: [{ indicator: RAIN, atLeast }],
  for: held,
})
const STAGES: Stages = {
  forget_after: '2h',
  stages: [
    stage(1, '1min'),
    stage(2, '10min', [rain('rain-16', 16)]),
    stage(3, '20min', [
      rain('rain-30', 30),
      { id: 'war', zh: '1 起', en: '1', all: [{ emergencies: 1 }], for: '0s' },
      {
        id: 'reds',
        zh: '红',
        en: 'Red',
        all: [{ alarms: 2, level: 'red', categories: 2 }],
        for: '1min',
      },
    ]),
    stage(4, '30min', [
      {
        id: 'flood',
        zh: '雨量 50 且积水超限',
        en: 'Rain 50 and depth past its limit',
        all: [
          { indicator: RAIN, atLeast: 50 },
          { indicator: DEPTH, place: 'chashan', level: 'orange' },
        ],
        for: '0s',
      },
    ]),
    stage(5, '30min', [rain('rain-100', 100, '0s')]),
  ],
}

type Known = { readonly value: number | null; readonly atMs?: number; readonly quality?: Quality }
type World = {
  readonly [RAIN]?: Known
  readonly [DEPTH]?: Known
  readonly alarms?: readonly (readonly [Level, Alarm['category'], Alarm['state'], boolean])[]
  readonly emergencies?: StageFacts['emergencies']
}

const definitions = new Map([
  [RAIN, anIndicator({ id: RAIN, precision: 1, cadence: '5min' })],
  [
    DEPTH,
    anIndicator({
      id: DEPTH,
      direction: 'lower_better',
      warn_orange: 20,
      warn_red: 30,
      cadence: '5min',
    }),
  ],
])

function factsAt(world: World, nowMs: number): StageFacts {
  return {
    definitionOf: (id) => definitions.get(id) ?? null,
    valueOf: (indicator, place): IndicatorValue => {
      const known = world[indicator as keyof Pick<World, typeof RAIN | typeof DEPTH>]
      const { value = null, quality = 'good' } = known ?? {}
      const atMs = known === undefined ? null : (known.atMs ?? nowMs)
      const status = statusOf('5min', value, atMs, nowMs)
      const from = { quality, source: 'feed', origin: 'measured', level: null } as const
      return { indicator, place, value, atMs, receivedAtMs: atMs, status, ...from }
    },
    alarms: (world.alarms ?? []).map(([level, category, state, simulated]) => ({
      level,
      category,
      state,
      simulated,
      scenario: 'safety-test',
    })),
    emergencies: world.emergencies ?? [],
  }
}

/** Looks at each step and at every minute between them, as the server's clock does. */
function play(steps: readonly (readonly [minute: number, world: World])[], everyMs = MINUTE) {
  let memory: StageMemory = new Map()
  let last: Judgement | null = null
  const stages: [minute: number, stage: number][] = []
  const untilMinute = steps.at(-1)?.[0] ?? 0
  for (let ms = 0; ms <= untilMinute * MINUTE; ms += everyMs) {
    const [, world] = steps.findLast(([minute]) => minute * MINUTE <= ms) ?? [0, {}]
    last = judgeStage(STAGES, memory, factsAt(world, NOON_MS + ms), NOON_MS + ms)
    memory = last.memory
    if (stages.at(-1)?.[1] !== last.stage) stages.push([ms / MINUTE, last.stage])
  }
  if (last === null) throw new Error('nothing was played')
  return { stages, last, state: stateOf(STAGES, last, null, NOON_MS), memory }
}

test('a criterion counts once it has held for its time, and the worst stage that counts is the city’s', () => {
  expect(play([[0, { [RAIN]: { value: 20 } }], [10, {}]]).stages).toEqual([[0, 1], [2, 2]]) // biome-ignore format: pairs
  expect(play([[0, { [RAIN]: { value: 20 } }], [4, { [RAIN]: { value: 34 } }], [8, {}]]).stages).toEqual([[0, 1], [2, 2], [6, 3]]) // biome-ignore format: pairs
})

test('a break begins the time anew', () => {
  const { stages } = play([
    [0, { [RAIN]: { value: 20 } }],
    [1, { [RAIN]: { value: 15 } }],
    [2, { [RAIN]: { value: 20 } }],
    [3.9, {}],
  ])
  expect(stages).toEqual([[0, 1]])
})

test('a stage is left when its criteria have been known not to hold for its time, on the minute', () => {
  const { stages, state } = play([
    [0, { [RAIN]: { value: 34 } }],
    [5, { [RAIN]: { value: 3 } }],
    [24, { [RAIN]: { value: 3 } }],
  ])
  expect(stages).toEqual([[0, 1], [2, 3]]) // biome-ignore format: pairs
  expect(state.reasons).toMatchObject([
    {
      criterion: 'rain-30',
      state: 'leaving',
      until: new Date(NOON_MS + 25 * MINUTE).toISOString(),
      readings: [{ indicator: RAIN, place: 'district', value: 3, status: 'fresh' }],
    },
  ])
  const later = play([[0, { [RAIN]: { value: 34 } }], [5, { [RAIN]: { value: 3 } }], [25, { [RAIN]: { value: 3 } }]]) // biome-ignore format: steps
  expect(later.stages.at(-1)).toEqual([25, 1])
})

test('within the hysteresis of the limit a stage stays', () => {
  const { stages, state } = play([
    [0, { [RAIN]: { value: 16 } }],
    [5, { [RAIN]: { value: 15.8 } }],
    [60, { [RAIN]: { value: 15.8 } }],
  ])
  expect(stages).toEqual([[0, 1], [2, 2]]) // biome-ignore format: pairs
  expect(state.reasons[0]?.state).toBe('holds')
})

test('missing and stale readings hold nothing and are named', () => {
  const { stages, state } = play([
    [0, { [RAIN]: { value: 120, atMs: NOON_MS - 11 * MINUTE } }],
    [30, { [RAIN]: { value: 120, atMs: NOON_MS - 11 * MINUTE } }],
  ])
  expect(stages).toEqual([[0, 1]])
  expect(state).toMatchObject({ stage: 1, reasons: [], sure: false })
  expect(play([[0, { [RAIN]: { value: 2 } }]]).state.sure).toBe(true)
  expect(state.unknown).toEqual([
    expect.objectContaining({ indicator: RAIN, value: 120, status: 'stale' }),
    expect.objectContaining({ indicator: DEPTH, place: 'chashan', value: null, at: null, status: 'missing' }), // biome-ignore format: one a line
  ])
})

test('a feed that falls silent at its worst does not end a stage at once, but in the end', () => {
  const dead = { [RAIN]: { value: 34, atMs: NOON_MS + 4 * MINUTE } }
  const { stages, state } = play([[0, { [RAIN]: { value: 34 } }], [4, dead], [120, dead]]) // biome-ignore format: steps
  expect(stages).toEqual([[0, 1], [2, 3]]) // biome-ignore format: pairs
  expect(state.reasons[0]).toMatchObject({ criterion: 'rain-30', state: 'unknown' })
  expect(play([[0, { [RAIN]: { value: 34 } }], [4, dead], [140, dead]]).stages.at(-1)?.[1]).toBe(1) // biome-ignore format: steps
})

test('a feed that falls silent after it was calm lets the stage end in time', () => {
  const calm = { [RAIN]: { value: 3, atMs: NOON_MS + 5 * MINUTE } }
  const { stages } = play([
    [0, { [RAIN]: { value: 34 } }],
    [5, calm],
    [30, calm],
  ])
  expect(stages.at(-1)).toEqual([25, 1])
})

test('of several conditions one that is known not to hold decides; one that is unknown keeps the others from it', () => {
  const wet = { [RAIN]: { value: 60 } }
  expect(play([[0, { ...wet, [DEPTH]: { value: 25 } }], [1, {}]]).stages).toEqual([[0, 4]]) // biome-ignore format: pairs
  expect(
    play([
      [0, { ...wet, [DEPTH]: { value: 12 } }],
      [1, wet],
    ]).last.stage,
  ).toBe(1)
  expect(play([[0, wet], [1, wet]]).last.stage).toBe(1) // biome-ignore format: pairs
  expect(play([[0, { ...wet, [DEPTH]: { value: 35 } }], [1, {}]]).stages[0]?.[1]).toBe(4) // biome-ignore format: pairs
})

test('alarms count in as many categories as asked, unless somebody shelved them; an exercise is no emergency', () => {
  const two = [['red', 'safety', 'active', false], ['red', 'city', 'acknowledged', false]] as const // biome-ignore format: rows
  const play2 = (alarms: World['alarms']) =>
    play([
      [0, { alarms: alarms ?? [] }],
      [2, {}],
    ]).stages
  expect(play2(two)).toEqual([[0, 1], [1, 3]]) // biome-ignore format: pairs
  expect(play2([two[0], ['red', 'safety', 'active', false]])).toEqual([[0, 1]])
  expect(play2([two[0], ['red', 'city', 'shelved', false]])).toEqual([[0, 1]])
  expect(play2([two[0], ['orange', 'city', 'active', false]])).toEqual([[0, 1]])
  expect(play([[0, { emergencies: [{ drill: true, simulated: false }] }]]).last.stage).toBe(1)
  expect(play([[0, { emergencies: [{ drill: false, simulated: false }] }]]).last.stage).toBe(3)
})

test('a stage that simulated data alone makes says so, also while it is left; one real reason makes it real', () => {
  const simulated = { [RAIN]: { value: 34, quality: 'simulated' as const } }
  expect(play([[0, simulated], [3, simulated]]).state).toMatchObject({ stage: 3, simulated: true }) // biome-ignore format: steps
  expect(
    play([
      [0, simulated],
      [5, { [RAIN]: { value: 2 } }],
      [6, {}],
    ]).state.simulated,
  ).toBe(true)
  const war = { ...simulated, emergencies: [{ drill: false, simulated: false }] }
  expect(play([[0, war], [3, war]]).state).toMatchObject({ stage: 3, simulated: false }) // biome-ignore format: steps
  const calm = { [RAIN]: { value: 2, quality: 'simulated' as const } }
  expect(play([[0, calm], [3, calm]]).state).toMatchObject({ stage: 1, simulated: true }) // biome-ignore format: steps
  expect(play([[0, {}]]).state).toMatchObject({ stage: 1, simulated: false })
})

test('after a stop what counted still counts and has its whole time to leave; what was about to does not', () => {
  const { memory } = play([[0, { [RAIN]: { value: 20 } }], [4, { [RAIN]: { value: 34 } }], [5, {}]]) // biome-ignore format: steps
  const kept = afterPause(memory)
  const look = (world: World, minute: number, before = kept) =>
    judgeStage(STAGES, before, factsAt(world, NOON_MS + minute * MINUTE), NOON_MS + minute * MINUTE)
  const first = look({ [RAIN]: { value: 34 } }, 100)
  expect(first.stage).toBe(2)
  expect(look({ [RAIN]: { value: 2 } }, 109, first.memory).stage).toBe(2)
  expect(look({}, 109, afterPause(first.memory)).stage).toBe(2)
})

test('an override is told beside what the criteria say', () => {
  const { last } = play([
    [0, { [RAIN]: { value: 20 } }],
    [4, {}],
  ])
  const at = new Date(NOON_MS).toISOString()
  const override = { stage: 4, reason: '会商决定', by: 'supervisor', at, until: at }
  expect(stateOf(STAGES, last, override, NOON_MS)).toMatchObject({
    stage: 4,
    name_en: 'Stage 4',
    computed: 2,
    override,
  })
})

/** Any weather, told at any second, with silences. */
const weather = fc.array(
  fc.record({
    afterS: fc.integer({ min: 1, max: 900 }),
    value: fc.option(fc.oneof(fc.double({ min: 0, max: 130, noNaN: true }), fc.constantFrom(15.9, 16, 29.9, 30)), { nil: null }), // biome-ignore format: one field a line
    wars: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 60 },
)
const LEAVE_MS: Readonly<Record<number, number>> = { 2: 10 * MINUTE, 3: 20 * MINUTE, 4: 30 * MINUTE, 5: 30 * MINUTE } // biome-ignore format: a table

test('no weather makes it flap: a stage that was raised stays for its whole time to leave', () => {
  fc.assert(
    fc.property(weather, (course) => {
      let memory: StageMemory = new Map()
      let nowMs = NOON_MS
      let known: Known | null = null
      let shown = 1
      const raisedAtMs = new Map<number, number>()
      for (const { afterS, value, wars } of course) {
        nowMs += afterS * SECOND
        if (value !== null) known = { value, atMs: nowMs }
        const world = {
          ...(known === null ? {} : { [RAIN]: known }),
          emergencies: Array.from({ length: wars }, () => ({ drill: false, simulated: false })),
        }
        const judged = judgeStage(STAGES, memory, factsAt(world, nowMs), nowMs)
        memory = judged.memory
        if (judged.stage > shown) {
          for (let s = shown + 1; s <= judged.stage; s++) raisedAtMs.set(s, nowMs)
        }
        if (judged.stage < shown) {
          const raised = raisedAtMs.get(shown) ?? Number.NEGATIVE_INFINITY
          expect(nowMs - raised).toBeGreaterThanOrEqual(LEAVE_MS[shown] ?? 0)
        }
        shown = judged.stage
      }
    }),
    { numRuns: 500 },
  )
})

test('whatever is told, a criterion that holds now by a fresh value is among the reasons as holding, and no other is', () => {
  fc.assert(
    fc.property(weather, (course) => {
      let memory: StageMemory = new Map()
      let nowMs = NOON_MS
      for (const { afterS, value } of course) {
        nowMs += afterS * SECOND
        const world = value === null ? {} : { [RAIN]: { value, atMs: nowMs } }
        const judged = judgeStage(STAGES, memory, factsAt(world, nowMs), nowMs)
        memory = judged.memory
        const { reasons } = stateOf(STAGES, judged, null, nowMs)
        if (value === null) expect(reasons.filter(({ state }) => state === 'holds')).toEqual([])
        for (const { readings, state } of reasons.filter((each) => each.readings.length > 0)) {
          const isFresh = readings.every(({ status }) => status === 'fresh')
          expect(state === 'holds' ? isFresh : true).toBe(true)
        }
        expect(judged.stage).toBe(Math.max(1, ...reasons.map((each) => each.stage)))
      }
    }),
    { numRuns: 300 },
  )
})
