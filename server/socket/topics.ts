import { type Audience, seesOrder } from '../../protocol/access/audience.ts'
import type { Permit } from '../../protocol/access/permit.ts'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { CATEGORIES, type CategoryId } from '../../protocol/indicator/definition.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { StreamSources } from './ports.ts'

/** What a topic carries. Worked out by the server from the catalog; a client only names the topic. */
export type Selection = {
  /** Indicators at all places. */
  readonly everywhere: ReadonlySet<string>
  /** Indicators at the district alone. */
  readonly district: ReadonlySet<string>
  readonly alarms: (alarm: Alarm) => boolean
  readonly orders: (order: Order) => boolean
  /** Whether it carries the state line (`CityState`). */
  readonly city: boolean
  readonly permit: Permit
}

/** The walls and rooms there are. */
export type TopicNames = {
  readonly walls: Pick<StreamSources['walls'], 'state'>
  readonly hasRoom: StreamSources['hasRoom']
}

const NONE: ReadonlySet<string> = new Set()
/** Carries nothing: walls and rooms, and a scenario that was taken out of the catalog. */
export const EMPTY: Selection = {
  everywhere: NONE,
  district: NONE,
  alarms: () => false,
  orders: () => false,
  city: false,
  permit: 'indicators.read',
}

/** Whether an audience gets a topic of its own: those that may carry orders, whatever the catalog says today. */
const differsByAudience = (topic: string): boolean =>
  topic === 'orders' || topic.startsWith('scenario:')

/** Name of a topic as one audience sees it; a topic that is the same for all has one name. */
export const keyOf = (topic: string, audience: Audience): string =>
  audience === null || !differsByAudience(topic) ? topic : `${audience}|${topic}`

/** The part of a topic that an audience may see (S3): nothing else enters its state, chain or snapshot. */
export const narrowed = (selection: Selection, audience: Audience): Selection =>
  audience === null
    ? selection
    : {
        ...selection,
        orders: (order) => seesOrder(audience, order) && selection.orders(order),
      }

/** Who watches it is sent the emergencies that are on, whole, as the event `emergencies`. */
export const EMERGENCY_TOPIC = 'emergency'

/** Who watches it, or the emergencies, is sent the city's stage too, whole, as the event `stage`. */
export const CITY_TOPIC = 'city'

/** Vitals that the state line of every wall shows. */
const VITALS = 'map.vitals.'

/** @returns what `topic` carries, or null when there is no such topic */
export function selectionOf(
  topic: string,
  loaded: LoadedCatalog,
  { walls, hasRoom }: TopicNames,
): Selection | null {
  if (topic === CITY_TOPIC) return citySelection(loaded)
  if (topic === 'orders') return { ...EMPTY, orders: () => true, permit: 'orders.read' }
  if (topic === 'alarms') return { ...EMPTY, alarms: () => true, permit: 'alarms.read' }
  if (topic === EMERGENCY_TOPIC) return { ...EMPTY, permit: 'emergencies.read' }
  const colon = topic.indexOf(':')
  const name = topic.slice(colon + 1)
  switch (topic.slice(0, Math.max(colon, 0))) {
    case 'scenario': {
      const scenario = loaded.scenarioById.get(name)
      return scenario === undefined ? null : scenarioSelection(scenario, loaded)
    }
    case 'category':
      return isCategory(name) ? categorySelection(name, loaded) : null
    case 'indicator':
      return loaded.indicatorById.has(name) ? { ...EMPTY, everywhere: new Set([name]) } : null
    case 'wall':
      return walls.state(name) === null ? null : { ...EMPTY, permit: 'walls.read' }
    case 'room':
      return hasRoom(name) ? { ...EMPTY, permit: 'walls.read' } : null
    default:
      return null
  }
}

const isCategory = (text: string): text is CategoryId =>
  (CATEGORIES as readonly string[]).includes(text)

/** Everything the scenario shows, its indicators at all places. */
function scenarioSelection(scenario: Scenario, loaded: LoadedCatalog): Selection {
  const bindings = scenario.layers.map((layer) => layer.binds)
  const everywhere = new Set([
    ...scenario.headline,
    ...scenario.panels.flatMap((panel) => panel.indicators),
    ...bindings.filter((binds) => loaded.indicatorById.has(binds)),
  ])
  const rules = new Set(scenario.alarms.map((rule) => rule.indicator))
  const types = new Set([
    ...scenario.order_types,
    ...bindings.filter((binds) => binds.startsWith('orders:')).map((binds) => binds.slice(7)),
  ])
  return {
    ...EMPTY,
    everywhere,
    alarms: (alarm) => alarm.scenario === scenario.id || rules.has(alarm.indicator),
    orders: types.has('all') ? () => true : (order) => types.has(order.type),
  }
}

function categorySelection(category: CategoryId, loaded: LoadedCatalog): Selection {
  return {
    ...EMPTY,
    district: headlinesOf(category, loaded),
    alarms: (alarm) => alarm.category === category,
  }
}

function citySelection(loaded: LoadedCatalog): Selection {
  const vitals = [...loaded.indicatorById.keys()].filter((id) => id.startsWith(VITALS))
  return {
    ...EMPTY,
    district: new Set([...vitals, ...headlinesOf('map', loaded)]),
    alarms: () => true,
    city: true,
  }
}

function headlinesOf(category: CategoryId, loaded: LoadedCatalog): ReadonlySet<string> {
  const scenarios = loaded.catalog.scenarios.filter((scenario) => scenario.category === category)
  return new Set(scenarios.flatMap((scenario) => scenario.headline))
}

/** Text that differs when any topic carries something else under another catalog. */
export const selectionPrint = (loaded: LoadedCatalog): string =>
  JSON.stringify([
    [...loaded.indicatorById.keys()],
    loaded.catalog.scenarios.map((s) => [
      s.id,
      s.category,
      s.headline,
      s.panels.map((panel) => panel.indicators),
      s.layers.map((layer) => layer.binds),
      s.order_types,
      s.alarms.map((rule) => rule.indicator),
    ]),
  ])
