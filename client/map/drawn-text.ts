import type { Map as MapLibre } from 'maplibre-gl'
import type { DrawnText } from '../ui/drawn-text.ts'
import type { Theme } from '../ui/theme.ts'
import { haloColor, TOWN_HALO_U, VALUE_SCALE } from './base-style.ts'
import { type TownLabel, townLabelBoxes } from './town-labels.ts'

const FAMILY = '"Roboto Condensed Variable", "Noto Sans SC Variable", sans-serif'

/** What the map has written and where, as far as it stands in the window: the towns' names and their values. */
export function mapTexts(
  map: MapLibre,
  labels: readonly TownLabel[],
  theme: Theme,
  { unitPx, scanU }: { readonly unitPx: number; readonly scanU: number },
): DrawnText[] {
  if (map.getLayer('labels-town') === undefined) return []
  const { left, top } = map.getCanvas().getBoundingClientRect()
  const drawn = new Set(
    map
      .queryRenderedFeatures({ layers: ['labels-town'] })
      .map(({ properties }) => String(properties['name'])),
  )
  const shown = labels.filter(({ name }) => drawn.has(name))
  const boxes = townLabelBoxes(shown, ([lon, lat]) => map.project([lon, lat]), unitPx, scanU)
  return shown.flatMap(({ name, value, stale }, at): DrawnText[] => {
    const box = boxes[at]
    if (box === undefined) return []
    const line = box.height / (value === '' ? 1 : 2)
    const textOf = (text: string, row: number): DrawnText => ({
      text,
      left: left + box.left,
      top: top + box.top + row * line,
      width: box.width,
      height: line,
      sizePx: scanU * unitPx * (row === 0 ? 1 : VALUE_SCALE),
      family: FAMILY,
      halo: { color: haloColor(theme), widthPx: TOWN_HALO_U * unitPx },
      color: row === 0 ? theme.ink : stale ? theme.inkQuiet : theme.ink,
      zone: row === 0 ? 'scan' : 'read',
      on: 'map',
    })
    return value === '' ? [textOf(name, 0)] : [textOf(name, 0), textOf(value, 1)]
  })
}
