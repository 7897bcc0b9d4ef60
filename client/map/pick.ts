import type { MapLibreOverlay } from '@deck.gl/maplibre'
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import { TOWN_HIT } from './base-style.ts'
import type { Mark } from './marks.ts'

/** What a click means: a number whose origin is asked for, a town, or empty ground. */
export type Picked =
  | { readonly kind: 'value'; readonly indicator: string; readonly place: string }
  | { readonly kind: 'town'; readonly code: string }
  | { readonly kind: 'nothing' }

/** Finds what was clicked: a thing of a layer first, else the town under it. */
export function pickAt(
  map: MapLibre,
  overlay: MapLibreOverlay,
  event: MapMouseEvent,
  radiusPx: number,
): Picked {
  const { x, y } = event.point
  const mark = markOf(overlay.pickObject({ x, y, radius: radiusPx })?.object)
  // A town's own area is the town: its number is one click further, on its label.
  if (mark !== null && mark.source !== null && mark.source.place !== mark.town) {
    return { kind: 'value', ...mark.source }
  }
  const code: unknown = map.queryRenderedFeatures(event.point, { layers: [TOWN_HIT] })[0]
    ?.properties['code']
  return typeof code === 'string' ? { kind: 'town', code } : { kind: 'nothing' }
}

/** The mark behind what deck.gl picked: rows carry theirs, trails carry a row. */
function markOf(object: unknown): Pick<Mark, 'source' | 'town'> | null {
  if (typeof object !== 'object' || object === null) return null
  if ('row' in object) return markOf(object.row)
  if (!('mark' in object) || typeof object.mark !== 'object' || object.mark === null) return null
  const { mark } = object
  if (!('source' in mark) || !('town' in mark)) return null
  return mark as Pick<Mark, 'source' | 'town'>
}
