import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { WallCommand } from '../../protocol/stream/events.ts'
import { tourPlace } from '../../protocol/wall/tour-clock.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import { applyCommand, type WallState } from './state.ts'
import { createWalls } from './walls.ts'

const NOW = Date.UTC(2024, 5, 7)
const open = (store: Store) =>
  createWalls({ store, nowMs: () => NOW, hasScenario: (id) => id.startsWith('city-') })

const screen = (wall: string): Principal => ({
  kind: 'screen',
  name: 'screen:1',
  roles: ['screen'],
  department: null,
  wall,
})
const aReport = {
  wall: 'main',
  scenario: 'city-air',
  mode: 'normal',
  link: 'live',
  widthPx: 3840,
  heightPx: 1080,
  fps: 30,
  memoryMb: null,
  build: 'abc',
  clockOffsetMs: 12,
  applied: 1,
}

test('what a wall was told is known again after a restart', async () => {
  const store = createMemoryStore()
  const walls = await open(store)
  expect(walls.state('main')).toMatchObject({ wall: 'main', seq: 0, commands: [] })
  await walls.command('main', { command: 'show', scenario: 'city-air' })
  await walls.command('main', { command: 'mode', mode: 'emergency', orderId: 'CG1' })
  expect((await open(store)).state('main')).toMatchObject({
    wall: 'main',
    seq: 2,
    commands: [
      { command: 'show', scenario: 'city-air' },
      { command: 'mode', mode: 'emergency', orderId: 'CG1' },
    ],
  })
})

test('screens hear of a command only once it is durable, in order, also when two give commands at once', async () => {
  const store = createMemoryStore()
  const walls = await open(store)
  const heard: number[] = []
  walls.onState(({ seq }) => heard.push(seq))
  await Promise.all(
    ['city-air', 'city-river', 'city-street'].map((scenario) =>
      walls.command('main', { command: 'show', scenario }),
    ),
  )
  expect(heard).toEqual([1, 2, 3])

  store.putMeta = async () => {
    throw new Error('disk full')
  }
  await expect(walls.command('main', { command: 'live' })).rejects.toThrow('disk full')
  expect(heard).toEqual([1, 2, 3])
  expect(walls.state('main')?.seq).toBe(3)
})

const COMMANDS: readonly WallCommand[] = [
  { command: 'show', scenario: 'a' },
  { command: 'show', scenario: 'b' },
  { command: 'tour', scenarios: ['a', 'b'], seconds: 30 },
  { command: 'focus', position: [119.8, 31.5], zoom: 12 },
  { command: 'mode', mode: 'normal' },
  { command: 'mode', mode: 'emergency' },
  { command: 'replay', at: '2024-06-01T00:00:00Z', speed: 2 },
  { command: 'live' },
  { command: 'town', town: 'chashan' },
  { command: 'town', town: null },
  {
    command: 'preset',
    preset: 'p1',
    version: 2,
    name: '防汛',
    picture: {
      scenario: 'b',
      town: 'benniu',
      focus: { position: [119.9, 31.7], zoom: 13 },
      mode: 'emergency',
      orderId: null,
      tour: null,
    },
  },
]
const command = fc.constantFrom(...COMMANDS)

/** What a screen shows after commands, worked out the plain way. */
function pictureAfter(commands: readonly WallCommand[]) {
  const picture: Record<string, unknown> = {}
  for (const each of commands) {
    if (each.command === 'show' || each.command === 'tour') {
      picture['scene'] = each
      picture['focus'] = undefined
    } else if (each.command === 'replay' || each.command === 'live') picture['time'] = each
    else if (each.command === 'preset') {
      const { scenario, focus, mode, town } = each.picture
      picture['scene'] = { command: 'show', scenario }
      picture['focus'] = { command: 'focus', ...focus }
      picture['mode'] = { command: 'mode', mode }
      picture['town'] = { command: 'town', town }
    } else picture[each.command] = each
  }
  return picture
}

test('the kept commands give a fresh screen the picture of one that followed them all', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const start: WallState = {
        wall: 'main',
        seq: 0,
        commands: [],
        times: [],
        at: null,
        tour: null,
      }
      const state = commands.reduce((before, each) => applyCommand(before, each, NOW), start)
      expect(pictureAfter(state.commands)).toEqual({ ...pictureAfter(commands) })
      expect(state.seq).toBe(commands.length)
      expect(state.times).toHaveLength(state.commands.length)
      expect(state.commands.length).toBeLessThanOrEqual(6)
    }),
    { numRuns: 500 },
  )
})

test('a scenario nobody knows, a moment to come and an unknown wall are refused', async () => {
  const walls = await open(createMemoryStore())
  const refused = (wall: string, told: WallCommand) =>
    Promise.resolve()
      .then(() => walls.command(wall, told))
      .then(
        () => 'accepted',
        (error: { code?: string }) => error.code,
      )
  expect(await refused('main', { command: 'show', scenario: 'nope' })).toBe('MALFORMED')
  expect(
    await refused('main', { command: 'tour', scenarios: ['city-air', 'nope'], seconds: 9 }),
  ).toBe('MALFORMED')
  expect(await refused('main', { command: 'replay', at: '2031-01-01T00:00:00Z', speed: 1 })).toBe(
    'MALFORMED',
  )
  expect(await refused('main', { command: 'replay', at: '2024-06-01T00:00:00', speed: 1 })).toBe(
    'MALFORMED',
  )
  expect(
    await refused('main', { command: 'replay', at: '2024-06-01T08:00:00+08:00', speed: 1 }),
  ).toBe('accepted')
  expect(await refused('west', { command: 'live' })).toBe('NOT_FOUND')
})

test('a screen reports what it shows until it is gone, and only for its own wall', async () => {
  const walls = await open(createMemoryStore())
  walls.report('s1', screen('main'), aReport)
  expect(walls.list()[0]?.screens).toMatchObject([
    { ...aReport, name: 'screen:1', lastSeenAtMs: NOW, state: 'here', sinceMs: null },
  ])
  expect(() => walls.report('s1', screen('main'), { ...aReport, fps: 'many' })).toThrow('MALFORMED')
  expect(() => walls.report('s1', screen('main'), null)).toThrow('MALFORMED')
  expect(() => walls.report('s2', screen('west'), aReport)).toThrow('FORBIDDEN')
  expect(() => walls.report('s2', screen('west'), { ...aReport, wall: 'west' })).toThrow(
    'NOT_FOUND',
  )
  walls.gone('never-reported')
  walls.report('s1', screen('main'), { ...aReport, leaving: true })
  walls.gone('s1')
  expect(walls.list()[0]?.screens).toEqual([])
})

test('a preset keeps the picture as it stands, every recall carries it whole and is told to the duty log', async () => {
  const store = createMemoryStore()
  const recalled: string[] = []
  const walls = await createWalls({
    store,
    nowMs: () => NOW,
    hasScenario: () => true,
    onRecall: ({ name, version }, by) => recalled.push(`${name} ${version} ${by}`),
  })
  await walls.command('main', { command: 'tour', scenarios: ['a', 'b'], seconds: 30 })
  walls.report('s1', screen('main'), {
    ...aReport,
    scenario: 'a',
    town: 'chashan',
    focus: { position: [119.9, 31.7], zoom: 13 },
  })
  const picture = walls.picture('main')
  expect(picture).toEqual({
    scenario: 'a',
    town: 'chashan',
    focus: { position: [119.9, 31.7], zoom: 13 },
    mode: 'normal',
    orderId: null,
    tour: { scenarios: ['a', 'b'], seconds: 30 },
  })
  // A command that no screen has carried out yet counts as it was told.
  await walls.command('main', { command: 'show', scenario: 'd' })
  expect(walls.picture('main')).toMatchObject({ scenario: 'd', tour: null, focus: null })
  const { id } = await walls.presets.create('main', '早班', picture, 'operator')
  await walls.command('main', { command: 'show', scenario: 'c' })
  expect(walls.state('main')?.tour).toBeNull()
  const state = await walls.command('main', { command: 'preset', preset: id }, 'duty')
  expect(state.commands).toEqual([
    { command: 'preset', preset: id, version: 1, name: '早班', picture },
  ])
  expect(state.tour).toEqual({ index: 0, at: new Date(NOW).toISOString(), held: null })
  expect(recalled).toEqual(['早班 1 duty'])
  await expect(walls.command('main', { command: 'preset', preset: 'none' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const entries = await walls.log.list({ wall: 'main', limit: 10 })
  expect(entries.filter(({ kind }) => kind === 'recall')).toMatchObject([
    { by: 'duty', what: { name: '早班', version: 1, seq: 4 } },
  ])
  // A fresh start reads the same picture back.
  expect((await open(store)).state('main')).toEqual(state)
})

test('of two who change the same version of a preset, the second is told; older versions can be recalled', async () => {
  const walls = await open(createMemoryStore())
  const { presets } = walls
  const picture = walls.picture('main')
  const { id } = await presets.create('main', '夜班', picture, 'duty')
  const change = (name: string) => presets.update('main', id, { version: 1, name }, 'duty')
  const outcomes = await Promise.allSettled([change('夜班一'), change('夜班二')])
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: { version: 2, name: '夜班一' } },
    { status: 'rejected', reason: { code: 'PRESET_CHANGED_MEANWHILE', detail: { version: 2 } } },
  ])
  await expect(presets.create('main', '夜班一', picture, 'duty')).rejects.toMatchObject({
    code: 'PRESET_NAME_TAKEN',
  })
  expect((await presets.versions('main', id)).map(({ name }) => name).sort()).toEqual([
    '夜班',
    '夜班一',
  ])
  const state = await walls.recall('main', id, 1, 'duty')
  expect(state.commands.at(-1)).toMatchObject({ command: 'preset', version: 1, name: '夜班' })
})

const aRed = (over: Partial<Alarm> = {}): Alarm => ({
  id: 'A1',
  indicator: 'city.air.pm25',
  place: 'district',
  scenario: 'city-air',
  category: 'city',
  level: 'red',
  worstLevel: 'red',
  state: 'active',
  value: 300,
  limit: 150,
  simulated: false,
  raisedAt: new Date(NOW).toISOString(),
  changedAt: new Date(NOW).toISOString(),
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...over,
})

test('a red alarm holds the tour for every screen, an acknowledgement lets it go on with a whole step', async () => {
  let now = NOW
  const walls = await createWalls({
    store: createMemoryStore(),
    nowMs: () => now,
    hasScenario: () => true,
  })
  await walls.command('main', { command: 'tour', scenarios: ['a', 'b', 'c'], seconds: 10 })
  now += 15_000
  walls.alarmed({ kind: 'raised', alarm: aRed({ level: 'yellow' }) })
  walls.alarmed({ kind: 'raised', alarm: aRed() })
  const plan = { scenarios: ['a', 'b', 'c'], seconds: 10 }
  await expect.poll(() => walls.state('main')?.tour?.held?.alarm.id).toBe('A1')
  const place = () => {
    const tour = walls.state('main')?.tour
    return tour == null ? null : tourPlace(plan, tour, now)
  }
  now += 60_000
  expect(place()).toEqual({ index: 1, scenario: 'b', nextAtMs: null })
  walls.alarmed({ kind: 'acknowledged', alarm: aRed({ state: 'acknowledged' }) })
  await expect.poll(() => walls.state('main')?.tour?.held).toBeNull()
  expect(place()).toEqual({ index: 1, scenario: 'b', nextAtMs: now + 10_000 })
  expect(walls.state('main')?.seq).toBe(1)
})
