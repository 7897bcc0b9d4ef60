import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { CategoryId, IndicatorDefinition, Level } from '../../protocol/indicator/definition.ts'
import { levelRank } from '../../protocol/indicator/threshold.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { LonLat } from './geometry.ts'
import type { Callout } from './layers/plan.ts'
import { placePosition, townByCode, type World } from './marks.ts'
import { formatMeasure } from './measure.ts'

/** A standing ring: one a place, in the worst level standing there. */
export type AlarmRing = {
  readonly place: string
  readonly position: LonLat
  readonly level: Level
  /** Only an unacknowledged red may pulse. */
  readonly pulses: boolean
  readonly callout: Callout
}

/** More rings than this are a second map; the worst are kept. */
export const MOST_RINGS = 12

/**
 * Rings of the alarms that stand: the scenario's category, and every red of the others.
 * Shelved and cleared ones have none; an alarm of the whole district has no place on the map.
 */
export function alarmRings(
  alarms: Iterable<Alarm>,
  category: CategoryId,
  world: Pick<World, 'geo' | 'places'>,
  indicators: ReadonlyMap<string, IndicatorDefinition>,
): AlarmRing[] {
  const byPlace = new Map<string, Alarm[]>()
  for (const alarm of alarms) {
    if (alarm.state !== 'active' && alarm.state !== 'acknowledged') continue
    if (alarm.place === DISTRICT) continue
    if (alarm.category !== category && alarm.level !== 'red') continue
    const standing = byPlace.get(alarm.place)
    if (standing === undefined) byPlace.set(alarm.place, [alarm])
    else standing.push(alarm)
  }
  const rings: AlarmRing[] = []
  for (const [place, standing] of byPlace) {
    const position = placePosition(place, world)
    const worst = standing.sort(worstFirst)[0]
    if (position === null || worst === undefined) continue
    const definition = indicators.get(worst.indicator)
    const name = world.places.get(place)?.name_zh ?? townByCode(world.geo).get(place)?.name ?? place
    const more = standing.length > 1 ? ` +${standing.length - 1}` : ''
    rings.push({
      place,
      position,
      level: worst.level,
      pulses: standing.some((alarm) => alarm.level === 'red' && alarm.state === 'active'),
      callout: {
        id: `alarm ${place}`,
        position,
        title: name,
        value: `${definition?.name_zh ?? worst.indicator} ${formatMeasure(worst.value, definition ?? null)}${more}`,
        level: worst.level,
        priority: 100 + levelRank(worst.level),
        source: { indicator: worst.indicator, place },
      },
    })
  }
  return rings
    .sort((a, b) => levelRank(b.level) - levelRank(a.level) || (a.place < b.place ? -1 : 1))
    .slice(0, MOST_RINGS)
}

const worstFirst = (a: Alarm, b: Alarm): number =>
  levelRank(b.level) - levelRank(a.level) || (a.raisedAt < b.raisedAt ? 1 : -1)
