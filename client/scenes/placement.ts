import type { ChartKind, Panel } from '../../protocol/scenario/scenario.ts'
import { PANEL_GAP_U } from './layout.ts'
import type { Span } from './seams.ts'

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
  radar: 1.45,
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

/** Height of a line chart under which its words and its curve no longer both fit, in units. */
const LEAST_PANEL_U = 132

/** The least height at which a panel of some weight is read. */
export const leastPanelU = (weight: number): number => Math.max(96, weight * LEAST_PANEL_U)

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

/**
 * Divides the panels of one column over its parts, and over several pages when they do not all fit: nothing is made
 * lower than it can be read; the pages take turns.
 *
 * @param weights one per panel of the column, in order
 * @returns by page, by part, the panels' positions in `weights`; one empty page for a column without panels
 */
export function pagesOf(
  weights: readonly number[],
  parts: readonly Span[],
): readonly (readonly (readonly number[])[])[] {
  const pages: number[][][] = []
  let next = 0
  do {
    const from = next
    for (const part of parts) next = fill(weights, next, part)
    // A part too low for any panel would otherwise never let the pages end.
    if (next === from && next < weights.length) next += 1
    const here = weights.slice(from, next)
    const longest = Math.max(...parts.map(({ from: top, to }) => to - top))
    const unit = Math.max(1e-6, here.reduce((sum, weight) => sum + weight, 0) / longest)
    const taken = parts.map(({ from: top, to }) => (longest - (to - top)) * unit)
    pages.push(distribute(here, taken).map((part) => part.map((index) => index + from)))
  } while (next < weights.length)
  return pages
}

/** @returns the first panel that no longer fits into a part, counting from `next` */
function fill(weights: readonly number[], next: number, { from, to }: Span): number {
  let left = to - from + PANEL_GAP_U
  let at = next
  while (at < weights.length) {
    left -= leastPanelU(weights[at] ?? 1) + PANEL_GAP_U
    if (left < 0) return at
    at += 1
  }
  return at
}
