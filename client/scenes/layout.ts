import type { WallSight } from '../../protocol/wall/sight.ts'
import type { WallShape } from '../stores/scene.ts'
import { type Bezel, cells, clearParts, middlePart, type Span } from './seams.ts'
import { legibleUnitPx, typeSizes, type WallType } from './type-sizes.ts'

/** How a canvas of some size is divided. Lengths ending in `U` are in the wall's unit, `Px` in CSS pixels. */
export type WallLayout = {
  readonly shape: WallShape
  readonly unitPx: number
  /** Height and width of the canvas, in units. */
  readonly widthU: number
  readonly heightU: number
  readonly type: WallType
  readonly headU: number
  readonly footU: number
  /** Height of the band of headline numbers under the header; 0 where they stand in the first column. */
  readonly ribbonU: number
  /** Where the headline numbers stand: a band under the header, or the first column. */
  readonly headline: 'ribbon' | 'column'
  /** Most headline numbers that stand beside each other in the band. */
  readonly perRow: number
  /** 2: on both sides of the map; 1: right of it only, in a small window; 0: below it (totem). */
  readonly wings: 0 | 1 | 2
  /** Columns of one wing from its outer edge inward; those of the totem from left to right. */
  readonly columns: readonly Span[]
  /** A wing with its outer margin. 0 on the totem. */
  readonly wingU: number
  /** From top to bottom, the parts of a column that panels stand in; several where seams cross the wall. */
  readonly parts: readonly Span[]
  /** Between the wings, free of seams: the film strip and the title stand here. */
  readonly centre: Span
  /** The scenario's name in the header, free of seams. */
  readonly title: Span
  /** Width of what stands at the header's and the foot's ends, within the margins, free of seams. */
  readonly sideU: number
  readonly footSideU: number
  /** Where a panel may stand below the district's eastern half, free of seams; null where there is no room. */
  readonly corner: Span | null
}

const SHAPES: readonly { shape: WallShape; ratio: number; columns: number }[] = [
  { shape: '9:16', ratio: 9 / 16, columns: 0 },
  { shape: '16:9', ratio: 16 / 9, columns: 1 },
  { shape: '21:9', ratio: 21 / 9, columns: 1 },
  { shape: '32:9', ratio: 32 / 9, columns: 2 },
  { shape: '48:9', ratio: 48 / 9, columns: 3 },
]

/** Outer margin and the space between two columns. */
export const MARGIN_U = 32
export const GAP_U = 28
/** Space between two panels of a column. */
export const PANEL_GAP_U = 16
/** Both wings together never take more of the width (DESIGN §2). */
export const MAX_WINGS_RATIO = 0.46
const WIDEST_COLUMN_U = 460
/** A column in which a chart can still be read. */
const NARROWEST_COLUMN_U = 300
const TOTEM_MAP_RATIO = 0.4
/** Below this width the header has no room beside the state, the time and the scenario's name. */
export const COMPACT_U = 1_500
/** Width that a headline number with its name and its change asks for. */
export const NUMBER_WIDTH_U = 286
/** The least that is worth being a part of a column of its own. */
const LEAST_PART_U = 110

/** The profile whose ratio is nearest, by proportion rather than by difference. */
function shapeOf(widthPx: number, heightPx: number): (typeof SHAPES)[number] {
  const ratio = Math.log(Math.max(widthPx, 1) / Math.max(heightPx, 1))
  const distance = (candidate: number): number => Math.abs(Math.log(candidate) - ratio)
  return SHAPES.reduce((best, next) => (distance(next.ratio) < distance(best.ratio) ? next : best))
}

/** Height of the header: the word over the stage, or the sentence with its two lines, or the title with its two. */
const headOf = (type: WallType): number =>
  Math.max(
    118,
    22 + type.word * 1.08 + type.scan * 1.2 + 3,
    22 + type.state * 1.3 + 56,
    22 + 24 + type.scan * 1.8 + 30,
  )

/** Height of the foot: two lines of scanned text over the lower margin. */
const footOf = (type: WallType): number => Math.max(88, 8 + type.scan * 2.5 + 18)

/** Height of one row of headline numbers: its name over its number. */
export const numberRowU = (type: WallType): number =>
  Math.max(116, 8 + type.figure * 1.25 + type.number * 1.08 + 6)

export type LayoutWishes = {
  readonly bezel?: Bezel | null
  /** Headline numbers of the scenario. */
  readonly numbers?: number
  /** The scenario wants its numbers in a band. */
  readonly band?: boolean
}

/** Divides a canvas of CSS pixels for those who read it. Pure; called on load and on every resize. */
export function layoutFor(
  widthPx: number,
  heightPx: number,
  sight: WallSight,
  { bezel = null, numbers = 5, band = false }: LayoutWishes = {},
): WallLayout {
  const { shape, columns: most } = shapeOf(widthPx, heightPx)
  const unitPx = legibleUnitPx(sight, widthPx, heightPx)
  const widthU = widthPx / unitPx
  const heightU = heightPx / unitPx
  const type = typeSizes(sight, heightPx, unitPx)
  const { cols, rows, px } = bezel ?? { cols: 1, rows: 1, px: 0 }
  const across = cells(widthU, cols, px, unitPx)
  const down = cells(heightU, rows, px, unitPx)
  const wing = most === 0 ? null : wingOf(widthU, most, across)
  const compact = widthU < COMPACT_U
  const headU = compact ? 32 + type.word + type.state * 1.3 + 12 : headOf(type)
  const footU = wing?.wings === 2 ? footOf(type) : footOf(type) * 1.7
  const endU = (across[0]?.to ?? widthU) - MARGIN_U
  // The word may have four signs; beside it stands a sentence of nine.
  const wishedU = type.word * 5.3 + 22 + type.state * 9.5
  const sideU = Math.min(endU, (widthU - 2 * MARGIN_U) * 0.33, wishedU)
  const rowU = numberRowU(type)
  const standing = clearParts({ from: headU + 8, to: heightU - footU - 8 }, down, LEAST_PART_U)
  const fits = standing.reduce((n, { from, to }) => n + Math.floor((to - from + 4) / rowU), 0)
  const inColumn = !band && wing !== null && wing.columns.length > 1 && fits >= numbers
  const perRow = Math.max(1, Math.floor((widthU - 2 * MARGIN_U + GAP_U) / NUMBER_WIDTH_U))
  const bandU = inColumn ? 0 : rowU * Math.ceil(numbers / perRow)
  const mapU = wing === null ? heightU * TOTEM_MAP_RATIO : 0
  const top = headU + mapU + bandU + (wing === null ? 28 : 8)
  const room = { from: top, to: heightU - footU - 8 }
  const parts = clearParts(room, down, LEAST_PART_U)
  const wingU = wing?.wingU ?? 0
  const between = {
    from: Math.max(wingU, MARGIN_U) + 28,
    to: widthU - Math.max(wingU, MARGIN_U) - 28,
  }
  return {
    shape,
    unitPx,
    widthU,
    heightU,
    type,
    headU,
    footU,
    ribbonU: bandU,
    headline: inColumn ? 'column' : 'ribbon',
    perRow,
    wings: wing?.wings ?? 0,
    columns: wing?.columns ?? totemColumns(widthU, across),
    wingU,
    parts: parts.length > 0 ? parts : [room],
    centre: middlePart(between, across),
    title: middlePart({ from: MARGIN_U + sideU + 24, to: widthU - MARGIN_U - sideU - 24 }, across),
    sideU,
    footSideU: Math.min(
      wing?.wings === 2 ? wingU - MARGIN_U : (widthU - 2 * MARGIN_U - GAP_U) / 2,
      endU,
    ),
    corner: wing !== null && wing.columns.length > 1 ? cornerOf(widthU, between.to, across) : null,
  }
}

/** Least width of a panel in the corner. */
const LEAST_CORNER_U = 520

/** The widest clear part of the centre's right half. */
function cornerOf(widthU: number, toU: number, across: readonly Span[]): Span | null {
  const room = { from: widthU / 2 + GAP_U, to: toU - GAP_U }
  return clearParts(room, across, LEAST_CORNER_U).reduce<Span | null>(
    (best, part) => (best === null || part.to - part.from > best.to - best.from ? part : best),
    null,
  )
}

/** As many columns as the profile has and the width allows, none of them crossed by a seam; null: no room for one. */
function wingOf(
  widthU: number,
  most: number,
  across: readonly Span[],
): { readonly wings: 1 | 2; readonly columns: readonly Span[]; readonly wingU: number } | null {
  const both = (widthU * MAX_WINGS_RATIO) / 2
  for (let count = most; count >= 1; count--) {
    const columns = columnsIn(both, count, across)
    if (columns !== null) return { wings: 2, columns, wingU: columns.at(-1)?.to ?? 0 }
  }
  const alone = columnsIn(widthU * MAX_WINGS_RATIO, 1, across)
  return alone === null ? null : { wings: 1, columns: alone, wingU: alone[0]?.to ?? 0 }
}

/** `count` columns of one width between the margin and `limitU`; null when they would be too narrow. */
function columnsIn(limitU: number, count: number, across: readonly Span[]): Span[] | null {
  const room = limitU - MARGIN_U - (count - 1) * GAP_U
  for (
    let width = Math.min(WIDEST_COLUMN_U, room / count);
    width >= NARROWEST_COLUMN_U;
    width -= 4
  ) {
    const columns: Span[] = []
    let from = MARGIN_U
    for (let i = 0; i < count; i++) {
      const start = clearStart(from, width, across)
      if (start === null || start + width > limitU + 1e-6) break
      columns.push({ from: start, to: start + width })
      from = start + width + GAP_U
    }
    if (columns.length === count) return columns
  }
  return null
}

/** Where a length can begin, not before `from`, so that it lies within one screen. */
function clearStart(from: number, length: number, across: readonly Span[]): number | null {
  for (const cell of across) {
    const start = Math.max(from, cell.from)
    if (start + length <= cell.to + 1e-6) return start
  }
  return null
}

/** Two columns below the map where they are wide enough, each within one screen. */
function totemColumns(widthU: number, across: readonly Span[]): Span[] {
  const room = { from: MARGIN_U, to: widthU - MARGIN_U }
  if (across.length > 1) return clearParts(room, across, 1).slice(0, 3)
  const half = (room.to - room.from - GAP_U) / 2
  if (half < NARROWEST_COLUMN_U) return [room]
  return [
    { from: room.from, to: room.from + half },
    { from: room.to - half, to: room.to },
  ]
}

/** Where so many headline numbers stand in one row of the band, none crossed by a seam. */
export function ribbonSpans(count: number, layout: WallLayout, bezel: Bezel | null): Span[] {
  const room = { from: MARGIN_U, to: layout.widthU - MARGIN_U }
  const { cols, px } = bezel ?? { cols: 1, px: 0 }
  const parts = clearParts(room, cells(layout.widthU, cols, px, layout.unitPx), NUMBER_WIDTH_U / 2)
  const [outer] = layout.columns
  if (parts.length < 2 && layout.wings === 2 && count >= 3 && count <= 5 && outer !== undefined) {
    // The first and the last stand over the wings' columns, the others share the middle.
    const inner = { from: outer.to + GAP_U, to: layout.widthU - outer.to - GAP_U }
    const right = { from: layout.widthU - outer.to, to: layout.widthU - outer.from }
    return [outer, ...evenly(inner, count - 2), right]
  }
  const within = parts.length === 0 ? [room] : parts
  const total = within.reduce((sum, { from, to }) => sum + to - from, 0)
  let left = count
  let rest = total
  return within.flatMap((part) => {
    const share = Math.min(left, Math.round((left * (part.to - part.from)) / rest))
    left -= share
    rest -= part.to - part.from
    return evenly(part, share)
  })
}

function evenly({ from, to }: Span, count: number): Span[] {
  const width = (to - from - (count - 1) * GAP_U) / count
  return Array.from({ length: count }, (_, i) => {
    const start = from + i * (width + GAP_U)
    return { from: start, to: start + width }
  })
}

/**
 * Where the chrome stands now, so that no pixel is lit for ever: a circle of 2 px radius in ten steps of a
 * minute, so never more than 4 px apart.
 */
export function burnInShift(nowMs: number): { readonly x: number; readonly y: number } {
  const angle = ((Math.floor(nowMs / 60_000) % 10) / 10) * 2 * Math.PI
  return { x: Math.trunc(2 * Math.cos(angle)), y: Math.trunc(2 * Math.sin(angle)) }
}
