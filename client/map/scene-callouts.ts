import { collection } from './geo-features.ts'
import type { Callout } from './layers/plan.ts'
import type { PlannedLayer } from './scene-plans.ts'

/** Values written out on the map, besides the alarms: the few that matter, not a second table. */
const MOST_CALLOUTS = 6

/** Labels of all layers, worst and largest first; a layer known only for the district says so at the district's middle. */
export function sceneCallouts(planned: readonly PlannedLayer[]): Callout[] {
  const all = planned.flatMap(({ plan, set }, index): Callout[] => {
    const own = plan.callouts.map((callout) => ({ ...callout, priority: callout.priority - index }))
    const { district } = set
    if (plan.legend.note !== 'district-only' || district === null || district.position === null) {
      return own
    }
    return [
      ...own,
      {
        id: `district ${set.binds}`,
        position: district.position,
        title: plan.legend.label_zh,
        value: plan.legend.district ?? '',
        level: district.level,
        priority: 50 - index,
        source: district.source,
      },
    ]
  })
  const distinct = new Map(all.map((callout) => [`${callout.title} ${callout.value}`, callout]))
  return [...distinct.values()].sort((a, b) => b.priority - a.priority).slice(0, MOST_CALLOUTS)
}

/** Numbers inside joined points, as the base map's source. */
export const countSource = (planned: readonly PlannedLayer[]): GeoJSON.FeatureCollection =>
  collection(
    planned
      .flatMap(({ plan }) => plan.counts)
      .map(({ position, text, sizePx, yields }) => ({
        type: 'Feature',
        properties: { text, size: sizePx, yields },
        geometry: { type: 'Point', coordinates: [...position] },
      })),
  )
