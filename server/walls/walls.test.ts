import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import type { WallCommand } from '../../protocol/stream/events.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { MetaStore } from '../store/store.ts'
import { applyCommand, createWalls, type WallState } from './walls.ts'

const NOW = Date.UTC(2024, 5, 7)
const open = (store: MetaStore) =>
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
  expect(walls.state('main')).toEqual({ wall: 'main', seq: 0, commands: [] })
  await walls.command('main', { command: 'show', scenario: 'city-air' })
  await walls.command('main', { command: 'mode', mode: 'emergency', orderId: 'CG1' })
  expect((await open(store)).state('main')).toEqual({
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
    else picture[each.command] = each
  }
  return picture
}

test('the kept commands give a fresh screen the picture of one that followed them all', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const start: WallState = { wall: 'main', seq: 0, commands: [] }
      const state = commands.reduce(applyCommand, start)
      expect(pictureAfter(state.commands)).toEqual({ ...pictureAfter(commands) })
      expect(state.seq).toBe(commands.length)
      expect(state.commands.length).toBeLessThanOrEqual(4)
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
  expect(walls.list()[0]?.screens).toEqual([{ ...aReport, name: 'screen:1', lastSeenAtMs: NOW }])
  expect(() => walls.report('s1', screen('main'), { ...aReport, fps: 'many' })).toThrow('MALFORMED')
  expect(() => walls.report('s1', screen('main'), null)).toThrow('MALFORMED')
  expect(() => walls.report('s2', screen('west'), aReport)).toThrow('FORBIDDEN')
  expect(() => walls.report('s2', screen('west'), { ...aReport, wall: 'west' })).toThrow(
    'NOT_FOUND',
  )
  walls.gone('s1')
  walls.gone('never-reported')
  expect(walls.list()[0]?.screens).toEqual([])
})
