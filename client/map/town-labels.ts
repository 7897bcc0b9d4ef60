import type { Place } from '../../protocol/place/place.ts'
import type { Theme } from '../ui/theme.ts'
import type { Project } from './annotations.ts'
import type { GeoData } from './geo-data.ts'
import { collection } from './geo-features.ts'
import { type Box, overlaps } from './label-layout.ts'
import type { Mark, MarkSet } from './marks.ts'
import { formatMeasure } from './measure.ts'

type Unproject = (point: { readonly x: number; readonly y: number }) => readonly [number, number]

export type TownLabel = {
  readonly code: string
  readonly name: string
  /** The town's value of the leading town layer; '' when the scenario has none. */
  readonly value: string
  readonly stale: boolean
  readonly position: readonly [number, number]
}

/** Names of the towns with their value, for the map and for those who hear it. */
export function townLabels(
  geo: GeoData,
  set: MarkSet | null,
  places: ReadonlyMap<string, Place>,
): TownLabel[] {
  const byTown = new Map<string, Mark>(set?.towns.map((mark) => [mark.id, mark]))
  return geo.towns.map(({ code, name, label }) => {
    const mark = byTown.get(code)
    return {
      code,
      name: places.get(code)?.name_zh ?? name,
      value: set === null ? '' : formatMeasure(mark?.value ?? null, set.definition),
      stale: mark?.status === 'stale',
      position: label,
    }
  })
}

/** The labels as the base map's source; colours ride along so that one town can dim alone. */
export function townLabelSource(
  labels: readonly TownLabel[],
  theme: Theme,
  selected: string | null,
): GeoJSON.FeatureCollection {
  return collection(
    labels.map(({ code, name, value, stale, position }) => {
      const dim = selected !== null && selected !== code
      return {
        type: 'Feature',
        properties: {
          name,
          value: value === '' ? '' : `\n${value}`,
          nameColor: dim ? theme.inkQuiet : theme.ink,
          valueColor: dim || stale ? theme.inkQuiet : theme.ink,
        },
        geometry: { type: 'Point', coordinates: [...position] },
      }
    }),
  )
}

/** Boxes the labels take on the screen, estimated from their length: other labels keep clear of them. */
export const townLabelBoxes = (
  labels: readonly TownLabel[],
  project: Project,
  unitPx: number,
  scanU: number,
): Box[] =>
  labels.map(({ name, value, position }) => {
    const { x, y } = project(position)
    const width = Math.max(name.length, value.length * 0.6) * scanU * unitPx
    const height = (value === '' ? 1.3 : 2.5) * scanU * unitPx
    return { left: x - width / 2, top: y - height / 2, width, height }
  })

/** Where a label may go when its place is taken: shares of its own width and height. */
const ASIDE: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 0.6],
  [0, -0.6],
  [0.5, 0],
  [-0.5, 0],
  [0.5, 0.6],
  [-0.5, 0.6],
  [0.5, -0.6],
  [-0.5, -0.6],
  [0, 1.1],
  [0, -1.1],
]

type View = { readonly project: Project; readonly unproject: Unproject }

/**
 * Moves labels that would stand over another one, or under what stands on the map, a little aside. A name that finds no
 * free place keeps its own among other names, and is left out where it would be covered.
 *
 * @param covered boxes of what stands on the map, px
 */
export function apart(
  labels: readonly TownLabel[],
  covered: readonly Box[],
  { project, unproject }: View,
  unitPx: number,
  scanU: number,
): TownLabel[] {
  const boxes = townLabelBoxes(labels, project, unitPx, scanU)
  const taken: Box[] = []
  return labels.flatMap((label, at) => {
    const box = boxes[at]
    if (box === undefined) return [label]
    const moved = ([x, y]: readonly [number, number]): Box => ({
      ...box,
      left: box.left + x * box.width,
      top: box.top + y * box.height,
    })
    const meets = (others: readonly Box[], place: Box): boolean =>
      others.some((other) => overlaps(place, other, 3 * unitPx))
    const seen = ASIDE.filter((aside) => !meets(covered, moved(aside)))
    const aside = seen.find((each) => !meets(taken, moved(each))) ?? seen[0]
    if (aside === undefined) return []
    taken.push(moved(aside))
    const [dx, dy] = aside
    if (dx === 0 && dy === 0) return [label]
    const { x, y } = project(label.position)
    return [{ ...label, position: unproject({ x: x + dx * box.width, y: y + dy * box.height }) }]
  })
}

/**
 * Moves the labels that stand on a seam to its nearer side.
 *
 * @param seams boxes kept clear, px of the map
 */
export function besideSeams(
  labels: readonly TownLabel[],
  seams: readonly Box[],
  { project, unproject }: View,
  unitPx: number,
  scanU: number,
): TownLabel[] {
  const boxes = townLabelBoxes(labels, project, unitPx, scanU)
  return labels.map((label, at) => {
    const box = boxes[at]
    const seam = box === undefined ? undefined : seams.find((each) => overlaps(box, each))
    if (box === undefined || seam === undefined) return label
    const { x, y } = project(label.position)
    const upright = seam.height > seam.width
    const far = (from: number, length: number, at0: number, thick: number): number =>
      from + length / 2 < at0 + thick / 2 ? at0 - (from + length) - 1 : at0 + thick - from + 1
    const position = unproject(
      upright
        ? { x: x + far(box.left, box.width, seam.left, seam.width), y }
        : { x, y: y + far(box.top, box.height, seam.top, seam.height) },
    )
    return { ...label, position }
  })
}

/** The sentence a screen reader hears for the picture. */
export function summarySentence(
  label: string,
  marks: readonly Mark[],
  set: MarkSet,
  highest: string,
): string {
  const top = marks.reduce<Mark | null>(
    (best, mark) => (mark.value !== null && (best?.value ?? -Infinity) < mark.value ? mark : best),
    null,
  )
  return top === null
    ? label
    : `${label}:${highest} ${top.name} ${formatMeasure(top.value, set.definition)}`
}
