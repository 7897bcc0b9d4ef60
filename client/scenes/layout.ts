import type { ChartKind, Panel } from '../../protocol/scenario/scenario.ts'
import type { WallShape } from '../stores/scene.ts'

/** How a canvas of some size is divided. Lengths ending in `U` are in the design's unit, `Px` in CSS pixels. */
export type WallLayout = {
  readonly shape: WallShape
  readonly unitPx: number
  readonly columnsPerWing: number
  readonly columnU: number
  /** A wing with its outer margin. 0 on the totem, whose panels stand below the map. */
  readonly wingU: number
  /** Where the headline numbers stand: a band under the header, or the first column. */
  readonly headline: 'ribbon' | 'column'
  /** Height and width of the canvas, in units. */
  readonly widthU: number
  readonly heightU: number
}

const SHAPES: readonly { shape: WallShape; ratio: number; columns: number }[] = [
  { shape: '9:16', ratio: 9 / 16, columns: 0 },
  { shape: '16:9', ratio: 16 / 9, columns: 1 },
  { shape: '21:9', ratio: 21 / 9, columns: 1 },
  { shape: '32:9', ratio: 32 / 9, columns: 2 },
  { shape: '48:9', ratio: 48 / 9, columns: 3 },
]

/** Outer margin and the space between two columns. */
const MARGIN_U = 32
const GAP_U = 28
/** Both wings together never take more of the width (DESIGN §2). */
export const MAX_WINGS_RATIO = 0.46
const WIDEST_COLUMN_U = 460
/** Columns of panels below the map of the totem. */
const TOTEM_COLUMNS = 2

/** The profile whose ratio is nearest, by proportion rather than by difference. */
function shapeOf(widthPx: number, heightPx: number): (typeof SHAPES)[number] {
  const ratio = Math.log(Math.max(widthPx, 1) / Math.max(heightPx, 1))
  const distance = (candidate: number): number => Math.abs(Math.log(candidate) - ratio)
  return SHAPES.reduce((best, next) => (distance(next.ratio) < distance(best.ratio) ? next : best))
}

/** Divides a canvas of CSS pixels. Pure; called on load and on every resize. */
export function layoutFor(widthPx: number, heightPx: number): WallLayout {
  const { shape, columns } = shapeOf(widthPx, heightPx)
  const unitPx = Math.max(Math.min(heightPx / 1080, widthPx / 1920), 0.1)
  const widthU = widthPx / unitPx
  const heightU = heightPx / unitPx
  if (columns === 0) {
    const columnU = (widthU - 2 * MARGIN_U - (TOTEM_COLUMNS - 1) * GAP_U) / TOTEM_COLUMNS
    return {
      shape,
      unitPx,
      columnsPerWing: TOTEM_COLUMNS,
      columnU,
      wingU: 0,
      headline: 'ribbon',
      widthU,
      heightU,
    }
  }
  const room = (widthU * MAX_WINGS_RATIO) / 2 - MARGIN_U - (columns - 1) * GAP_U
  const columnU = Math.min(WIDEST_COLUMN_U, room / columns)
  return {
    shape,
    unitPx,
    columnsPerWing: columns,
    columnU,
    wingU: MARGIN_U + columns * columnU + (columns - 1) * GAP_U,
    headline: columns === 1 ? 'ribbon' : 'column',
    widthU,
    heightU,
  }
}

/** Height a chart asks for, relative to a line chart. */
const CHART_WEIGHT: Record<ChartKind, number> = {
  'kpi-grid': 0.7,
  line: 1,
  area: 1,
  bar: 1,
  'stacked-bar': 1.05,
  'horizontal-rank': 1.2,
  pie: 0.95,
  gauge: 0.66,
  'heatmap-hour-week': 1.15,
  calendar: 1.05,
  scatter: 1.25,
  radar: 1.5,
  funnel: 0.9,
  sankey: 1.15,
  treemap: 1,
  table: 1.1,
  timeline: 1.1,
  'event-list': 1.05,
}

/** What each further indicator adds, where each is drawn with rows, dials or a name of its own. */
const MORE_WEIGHT: Partial<Record<ChartKind, number>> = {
  'kpi-grid': 0.12,
  gauge: 0.3,
  funnel: 0.1,
  line: 0.06,
  area: 0.06,
  'stacked-bar': 0.04,
}

/** Height a panel asks for, relative to a line chart of one series. */
export function panelWeight({ chart, indicators }: Pick<Panel, 'chart' | 'indicators'>): number {
  const more = Math.min(5, Math.max(0, indicators.length - 1))
  return CHART_WEIGHT[chart] + more * (MORE_WEIGHT[chart] ?? 0)
}

/** What one headline number asks for, in the same measure. */
export const HEADLINE_WEIGHT = 0.37

/**
 * Columns of the headline band, as CSS: the first and the last number stand over the wings' columns, the others
 * share the middle; more than five, and all of the totem's, share the width evenly.
 */
export function ribbonColumns(count: number, { wingU, columnU }: WallLayout): string {
  if (count < 3 || count > 5 || wingU === 0) return `repeat(${count}, minmax(0, 1fr))`
  const outer = `calc(var(--u) * ${columnU})`
  return `${outer} repeat(${count - 2}, minmax(0, 1fr)) ${outer}`
}

/**
 * Divides panels, in their order, over columns so that the heaviest column is as light as it can be;
 * of equal divisions the most even one wins. No column stays empty while another has two, unless it is
 * already taken by what is reserved in it.
 *
 * @param weights one per panel, in the scenario's order
 * @param reserved what already stands at the top of each column; its length is the number of columns
 * @returns the panels' indexes, by column
 */
export function distribute(
  weights: readonly number[],
  reserved: readonly number[],
): readonly (readonly number[])[] {
  let best: { readonly cost: number; readonly cuts: readonly number[] } | null = null
  const place = (column: number, from: number, cost: number, cuts: readonly number[]): void => {
    if (column === reserved.length - 1) {
      const total = cost + loadCost(weights, from, weights.length, reserved[column] ?? 0)
      if (best === null || total < best.cost)
        best = { cost: total, cuts: [...cuts, weights.length] }
      return
    }
    for (let to = from; to <= weights.length; to++) {
      place(column + 1, to, cost + loadCost(weights, from, to, reserved[column] ?? 0), [
        ...cuts,
        to,
      ])
    }
  }
  if (reserved.length > 0) place(0, 0, 0, [])
  const cuts: readonly number[] = (best as { cuts: readonly number[] } | null)?.cuts ?? []
  return cuts.map((to, column) => {
    const from = cuts[column - 1] ?? 0
    return Array.from({ length: to - from }, (_, i) => from + i)
  })
}

/** The eighth power makes the sum follow the heaviest column first and evenness next. */
function loadCost(weights: readonly number[], from: number, to: number, reserved: number): number {
  let load = reserved
  for (let i = from; i < to; i++) load += weights[i] ?? 0
  return load ** 8
}

/** `?bezel=cols,rows,px`: the seams of a wall of screens. Null when absent or not three sensible numbers. */
export function parseBezel(
  text: string | null,
): { readonly cols: number; readonly rows: number; readonly px: number } | null {
  const match = /^(\d{1,2}),(\d{1,2}),(\d{1,3})$/.exec(text ?? '')
  if (match === null) return null
  const [cols, rows, px] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return cols >= 1 && rows >= 1 ? { cols, rows, px } : null
}

/**
 * Where the chrome stands now, so that no pixel is lit for ever: a circle of 2 px radius in ten steps of a
 * minute, so never more than 4 px apart.
 */
export function burnInShift(nowMs: number): { readonly x: number; readonly y: number } {
  const angle = ((Math.floor(nowMs / 60_000) % 10) / 10) * 2 * Math.PI
  return { x: Math.trunc(2 * Math.cos(angle)), y: Math.trunc(2 * Math.sin(angle)) }
}
