import { expect, test } from 'vitest'
import { ASSET_TYPES } from '../../data-fixtures/assets/assets.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import { loadPlans } from '../../scenarios/load-plans.ts'
import type { CommitListener } from '../commit.ts'
import { createDutyLog } from '../duty/log.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrder, anOrderEvent } from '../store/testing.ts'
import { createWalls } from '../walls/walls.ts'
import { createConduct } from './conduct.ts'
import { createEmergencies } from './emergencies.ts'
import { createNearby, distanceM } from './nearby.ts'

const NOW = Date.UTC(2026, 10, 26, 6)
const { plans } = await loadPlans(await requireCatalog())

async function aRoom(store = createMemoryStore(), isAutomatic = true) {
  let now = NOW
  let listener: CommitListener = () => undefined
  const failures: unknown[] = []
  const nowMs = (): number => now
  const orders = new Map([
    ['CG1', anOrder({ id: 'CG1', severity: 1, type: 'safety.underpass-closure' })],
    ['CG2', anOrder({ id: 'CG2', severity: 1, type: 'safety.fire-alarm' })],
  ])
  const states = new Set<'handling'>()
  const walls = await createWalls({
    store,
    nowMs,
    hasScenario: () => true,
    onMode: (wall, told, by) => void conduct.wallTold(wall, told, by),
  })
  const log = createDutyLog(store, nowMs)
  const emergencies = await createEmergencies({
    store,
    nowMs,
    factsOf: () => ({ orderStates: states, valueOf: () => null }),
  })
  const conduct = createConduct({
    emergencies,
    plans,
    feed: {
      onCommit: (given) => {
        listener = given
        return () => undefined
      },
    },
    walls,
    log: { add: (entry, by) => log.add({ ...entry, orderId: null }, by) },
    orderOf: async (id) => orders.get(id) ?? null,
    orders: { openOrders: () => [], inEmergency: async () => undefined },
    facts: { follow: async () => undefined, forget: () => undefined },
    isAutomatic,
    nowMs,
    onError: (error) => failures.push(error),
  })
  await conduct.start()
  const reported = (id: string, at = NOW, simulated = false): void => {
    const known = orders.get(id) ?? anOrder({ id, severity: 1 })
    const order = { ...known, simulated }
    const event = anOrderEvent(at, { ...order, rev: 1 })
    listener({ seq: 1, atMs: NOW, values: [], alarms: [], orders: [event] })
  }
  const entries = async () => (await log.list({ limit: 100 })).map(({ kind, text }) => [kind, text])
  const mode = () => {
    const last = walls.state('main')?.commands.find(({ command }) => command === 'mode')
    return last?.command === 'mode' ? last.mode : 'normal'
  }
  return {
    store,
    walls,
    emergencies,
    conduct,
    reported,
    entries,
    mode,
    states,
    failures,
    pass: (ms: number) => {
      now += ms
    },
    settled: () => conduct.close(),
  }
}

test('an order of severity 1 puts the wall into emergency mode under the plan of its type', async () => {
  const { reported, emergencies, mode, entries, settled, failures } = await aRoom()
  reported('CG1')
  await settled()
  expect(emergencies.active()).toMatchObject([
    { orderId: 'CG1', openedBy: 'rule:severity-1', plan: { id: 'flood' }, walls: ['main'] },
  ])
  expect(mode()).toBe('emergency')
  expect(await entries()).toEqual([['emergency', expect.stringContaining('进入战时')]])
  expect(failures).toEqual([])
})

test('a further one joins it; a simulated one and one of long ago do nothing', async () => {
  const { reported, emergencies, settled } = await aRoom()
  reported('CG1')
  reported('CG2')
  reported('CG3', NOW, true)
  reported('CG4', NOW - 3_600_000)
  await settled()
  expect(emergencies.active()).toMatchObject([{ orderId: 'CG1', related: ['CG2'] }])
})

test('a real order opens one of its own while an exercise is on', async () => {
  const { conduct, reported, emergencies, settled } = await aRoom()
  await conduct.open({ plan: 'fire', title: '演练', drill: true }, 'duty')
  reported('CG1')
  await settled()
  expect(emergencies.active().map(({ orderId, drill }) => [orderId, drill])).toContainEqual([
    'CG1',
    false,
  ])
})

test('switched off, nothing enters by itself', async () => {
  const { reported, emergencies, settled } = await aRoom(createMemoryStore(), false)
  reported('CG1')
  await settled()
  expect(emergencies.active()).toEqual([])
})

test('what was acknowledged is there after a restart, and the same act is done once', async () => {
  const first = await aRoom()
  const { emergency } = await first.conduct.open({ orderId: 'CG1' }, 'duty')
  const tick = { act: 'tick', step: 'close-road', note: '照片' } as const
  await first.emergencies.act(emergency.id, { act: tick, actionId: 'a-1-2-3-4', by: 'duty' })
  const again = await aRoom(first.store)
  const after = await again.emergencies.act(emergency.id, {
    act: tick,
    actionId: 'a-1-2-3-4',
    by: 'duty',
  })
  expect(after.emergency.rev).toBe(2)
  expect(after.events.map(({ act }) => act)).toEqual(['open', 'tick'])
  await expect(
    again.emergencies.act(emergency.id, { act: tick, actionId: 'b-1-2-3-4', by: 'duty', rev: 1 }),
  ).rejects.toThrow('EMERGENCY_CHANGED_MEANWHILE')
})

test('a wall that missed the beginning or the end of one is told at the next start', async () => {
  const first = await aRoom()
  const { emergency } = await first.conduct.open({ orderId: 'CG1' }, 'duty')
  await first.walls.command('main', { command: 'mode', mode: 'normal' })
  const again = await aRoom(first.store)
  expect(again.mode()).toBe('emergency')
  await again.settled()
  const act = { act: 'end', summary: '已结束' } as const
  await again.emergencies.act(emergency.id, { act, actionId: 'end-1-2-3', by: 'duty' })
  await again.walls.command('main', { command: 'mode', mode: 'emergency' })
  expect((await aRoom(first.store)).mode()).toBe('normal')
})

test('a step whose rule holds is ticked by the system', async () => {
  const { conduct, emergencies, states } = await aRoom()
  const { emergency } = await conduct.open({ orderId: 'CG1' }, 'duty')
  states.add('handling')
  await emergencies.look()
  const sign = emergencies.active()[0]?.steps.find(({ id }) => id === 'sign')
  expect(sign?.done?.by).toBe('system')
  expect((await emergencies.one(emergency.id)).events.at(-1)).toMatchObject({
    act: 'tick',
    by: 'system',
  })
})

test('its end gives the wall back and writes into the duty log what was done', async () => {
  const { conduct, emergencies, mode, entries, settled, pass } = await aRoom()
  const { emergency } = await conduct.open({ orderId: 'CG1', drill: true }, 'duty')
  pass(25 * 60_000)
  const act = { act: 'end', summary: '积水退尽' } as const
  await emergencies.act(emergency.id, { act, actionId: 'end-1-2-3', by: 'supervisor' })
  await settled()
  await expect.poll(mode).toBe('normal')
  await expect.poll(async () => (await entries()).at(0)?.[1]).toContain('历时 25 分钟')
  expect((await entries()).at(0)?.[1]).toContain('演练')
  expect(emergencies.active()).toEqual([])
  expect((await emergencies.past(10)).map((kept) => kept.emergency.id)).toEqual([emergency.id])
})

test('a wall that is told its mode joins the emergency, or leaves it while it goes on', async () => {
  const { walls, emergencies } = await aRoom()
  await walls.command('main', { command: 'mode', mode: 'emergency', orderId: 'CG2' }, 'operator')
  await expect.poll(() => emergencies.active()[0]?.plan.id).toBe('fire')
  await walls.command('main', { command: 'mode', mode: 'normal' }, 'operator')
  await expect.poll(() => emergencies.active()[0]?.walls).toEqual([])
})

test('every kind of asset that a plan looks for has a table', () => {
  const wanted = new Set(plans.flatMap(({ near }) => near))
  expect([...wanted].filter((kind) => !ASSET_TYPES.has(kind))).toEqual([])
})

test('assets near a place come by distance, and a kind without a table is named', () => {
  const at = [119.96, 31.78] as const
  const { assets, unknown } = createNearby()(at, ['hospital', 'unicorn'], 3)
  expect(unknown).toEqual(['unicorn'])
  expect(assets).toHaveLength(3)
  const distances = assets.map((asset) => asset.distanceM)
  expect(distances).toEqual([...distances].sort((a, b) => a - b))
  expect(distanceM([119.96, 31.78], [119.96, 31.79])).toBeCloseTo(1_112, 0)
})
