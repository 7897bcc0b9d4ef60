import type { Principal } from '../../protocol/access/role.ts'
import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { anIndicator, aScenario, NOON_MS } from '../../protocol/testing/builders.ts'
import type { CatalogSource, LoadedCatalog } from '../../scenarios/loaded.ts'
import type { CommitListener } from '../commit.ts'
import type { StreamLogger, StreamSources, WallState, WallsPort } from './ports.ts'

export const aPrincipal = (fields: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  name: 'operator',
  roles: ['operator'],
  department: null,
  wall: null,
  ...fields,
})

export const SILENT: StreamLogger = { info: () => {}, warn: () => {}, error: () => {} }

export const aValue = (fields: Partial<IndicatorValue> = {}): IndicatorValue => ({
  indicator: 'city.test.value',
  place: 'district',
  value: 1,
  atMs: NOON_MS,
  receivedAtMs: NOON_MS,
  quality: 'good',
  source: 'test',
  status: 'fresh',
  level: null,
  origin: 'measured',
  ...fields,
})

export const anAlarm = (fields: Partial<Alarm> = {}): Alarm => ({
  id: 'A1',
  indicator: 'city.test.value',
  place: 'district',
  scenario: 'city-test',
  category: 'city',
  level: 'yellow',
  worstLevel: 'yellow',
  state: 'active',
  value: 9,
  limit: 8,
  simulated: false,
  raisedAt: new Date(NOON_MS).toISOString(),
  changedAt: new Date(NOON_MS).toISOString(),
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...fields,
})

export const anOrder = (fields: Partial<Order> = {}): Order => ({
  id: 'O1',
  rev: 1,
  type: 'city.test',
  title: '井盖缺失',
  description: '',
  state: 'reported',
  place: 'district',
  town: null,
  position: null,
  address: '',
  severity: 2,
  department: 'urban',
  channel: 'wall',
  externalId: null,
  alarmId: null,
  simulated: false,
  createdAt: new Date(NOON_MS).toISOString(),
  changedAt: new Date(NOON_MS).toISOString(),
  ...fields,
})

/** A catalog of the given indicators and scenarios, without files. */
export function aCatalog(indicatorIds: readonly string[], scenarios: Scenario[]): LoadedCatalog {
  const indicators = indicatorIds.map((id) => anIndicator({ id }))
  return {
    catalog: {
      version: `v${scenarios.map((s) => s.id).join()}`,
      categories: [],
      departments: [],
      towns: [],
      indicators,
      scenarios,
      orderTypes: [],
    },
    indicatorById: new Map(indicators.map((i) => [i.id, i])),
    scenarioById: new Map(scenarios.map((s) => [s.id, s])),
    orderTypeByCode: new Map(),
    departmentByCode: new Map(),
    townByCode: new Map(),
    townCodes: new Set(),
    formulas: new Map(),
  }
}

export const INDICATORS = ['city.test.value', 'city.test.other', 'map.vitals.tension'] as const

const TEST_CATALOG = aCatalog(INDICATORS, [
  aScenario({ order_types: ['city.test'] }),
  aScenario({ id: 'city-other', headline: ['city.test.other'], order_types: [] }),
])

/** A district in memory: what is set becomes true at once and leaves as one commit. */
export class FakeCity implements StreamSources {
  readonly feed = { onCommit: (listener: CommitListener) => this.#subscribe(listener) }
  readonly live = {
    value: (indicator: string, place: string) =>
      this.#values.get(valueKey(indicator, place)) ?? unknown(indicator, place),
    valuesOf: (indicator: string) =>
      [...this.#values.values()].filter((value) => value.indicator === indicator),
    standingAlarms: () => [...this.#alarms.values()],
    seq: () => this.#seq,
  }
  readonly catalog: CatalogSource
  readonly walls: WallsPort & { tell(state: WallState): void; readonly reports: unknown[] }
  readonly #values = new Map<string, IndicatorValue>()
  readonly #alarms = new Map<string, Alarm>()
  readonly #orders = new Map<string, Order>()
  readonly #listeners = new Set<CommitListener>()
  readonly #catalogListeners = new Set<(loaded: LoadedCatalog) => void>()
  #loaded: LoadedCatalog
  #seq = 0

  constructor(loaded: LoadedCatalog = TEST_CATALOG) {
    this.#loaded = loaded
    this.catalog = {
      current: () => this.#loaded,
      problems: () => [],
      onChange: (listener) => {
        this.#catalogListeners.add(listener)
        return () => this.#catalogListeners.delete(listener)
      },
      close: () => this.#catalogListeners.clear(),
    }
    this.walls = fakeWalls()
  }

  openOrders = (): Order[] => [...this.#orders.values()]
  hasRoom = (roomId: string): boolean => roomId === 'main'

  commit(
    values: readonly IndicatorValue[],
    alarms: readonly AlarmEvent[] = [],
    orders: readonly OrderEvent[] = [],
    atMs = NOON_MS + this.#seq,
  ): void {
    for (const value of values) this.#values.set(valueKey(value.indicator, value.place), value)
    for (const { alarm } of alarms) {
      if (alarm.state === 'cleared') this.#alarms.delete(alarm.id)
      else this.#alarms.set(alarm.id, alarm)
    }
    for (const { order } of orders) {
      if (isOpenState(order.state)) this.#orders.set(order.id, order)
      else this.#orders.delete(order.id)
    }
    this.#seq++
    const commit = { seq: this.#seq, atMs, values, alarms, orders }
    for (const listener of this.#listeners) listener(commit)
  }

  changeCatalog(loaded: LoadedCatalog): void {
    this.#loaded = loaded
    for (const listener of this.#catalogListeners) listener(loaded)
  }

  /** The process ended: whatever listened to it does so no more. */
  forgetListeners(): void {
    this.#listeners.clear()
    this.#catalogListeners.clear()
  }

  #subscribe(listener: CommitListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

const unknown = (indicator: string, place: string): IndicatorValue =>
  aValue({
    indicator,
    place,
    value: null,
    atMs: null,
    receivedAtMs: null,
    status: 'missing',
  })

function fakeWalls() {
  let main: WallState = { wall: 'main', seq: 0, commands: [] }
  const listeners = new Set<(state: WallState) => void>()
  const reports: unknown[] = []
  return {
    reports,
    state: (wallId: string) => (wallId === 'main' ? main : null),
    onState(listener: (state: WallState) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    report: (_socketId: string, _principal: Principal, report: unknown) => reports.push(report),
    gone: () => undefined,
    tell(state: WallState) {
      main = state
      for (const listener of listeners) listener(state)
    },
  }
}
