import { afterEach, expect, test } from 'vitest'
import type { StageState } from '../../protocol/stage/state.ts'
import { ask, openStage, pause, SOON, type Stage } from './stage.ts'
import { aCatalog, aPrincipal, INDICATORS } from './testing.ts'

const aState = (stage: StageState['stage']): StageState => ({
  stage,
  name_zh: '预警',
  name_en: 'Warning',
  level: 'yellow',
  response: 'III',
  since: '2026-06-03T04:00:00.000Z',
  computed: stage,
  reasons: [],
  unknown: [],
  sure: true,
  simulated: false,
  override: null,
})

let stage: Stage | null = null
afterEach(() => stage?.close())

/** A gateway of a city whose stage can be set. */
async function aCity() {
  const listeners = new Set<(state: StageState) => void>()
  let now = aState(1)
  const port = {
    state: () => now,
    onChange: (listener: (state: StageState) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const users = { operator: aPrincipal(), wall: aPrincipal({ kind: 'screen', roles: ['screen'] }) }
  const opened = await openStage(users, {}, { stage: port })
  stage = opened
  return {
    city: opened.city,
    set(next: StageState): void {
      now = next
      for (const listener of listeners) listener(next)
    },
    async watcher(name: string, topics: string[], format: 'json' | 'binary' = 'json') {
      const socket = await opened.connected(name)
      const told: number[] = []
      socket.on('stage', (state: StageState) => told.push(state.stage))
      const reply = await ask(socket, { topics, format })
      if (!reply.ok) throw new Error(reply.message)
      return told
    },
  }
}

test('who watches the city or its emergencies is told the stage at once and after each change, once; nobody else is', async () => {
  const { watcher, set } = await aCity()
  const desk = await watcher('operator', ['city'])
  const wall = await watcher('wall', ['city', 'emergency'], 'binary')
  const duty = await watcher('operator', ['emergency', 'orders'])
  const other = await watcher('operator', ['alarms'])
  await expect.poll(() => [desk, wall, duty], SOON).toEqual([[1], [1], [1]])
  set(aState(3))
  await expect
    .poll(() => [desk, wall, duty], SOON)
    .toEqual([
      [1, 3],
      [1, 3],
      [1, 3],
    ])
  await pause(30)
  expect(other).toEqual([])
})

test('who is sent all topics anew is told the stage anew', async () => {
  const { watcher, city } = await aCity()
  const desk = await watcher('operator', ['city'])
  await expect.poll(() => desk, SOON).toEqual([1])
  city.changeCatalog(aCatalog(INDICATORS.slice(0, 2), []))
  await expect.poll(() => desk, SOON).toEqual([1, 1])
})
