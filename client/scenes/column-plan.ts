import { numberRowU, PANEL_GAP_U, type WallLayout } from './layout.ts'
import { distribute, leastPanelU, pagesOf } from './placement.ts'
import type { Span } from './seams.ts'

/** What stands in one column of the wall. */
export type ColumnPlan = {
  /** Headline numbers by the part they stand in: `from` up to and without `to`. */
  readonly numbers: readonly { readonly span: Span; readonly from: number; readonly to: number }[]
  /** Parts that panels stand in. */
  readonly parts: readonly Span[]
  /** Panels by page, by part. */
  readonly pages: readonly (readonly (readonly number[])[])[]
}

export const NO_COLUMN: ColumnPlan = { numbers: [], parts: [], pages: [[]] }

/** Height of the line that says what comes in turn. */
const NOTE_U = 30

/** Divides a scenario's numbers and panels over all columns, left to right. */
export function columnPlans(
  weights: readonly number[],
  numbers: number,
  layout: WallLayout,
): readonly ColumnPlan[] {
  const { parts, columns } = layout
  const count = columns.length * Math.max(1, layout.wings)
  if (layout.headline !== 'column') {
    return distribute(weights, Array(count).fill(0)).map((panels) =>
      columnPlan([], panels, weights, parts),
    )
  }
  const rowU = numberRowU(layout.type)
  const [whole] = parts
  // In front of seams, or with no room below them, the numbers have the first column to themselves.
  const below = whole === undefined ? null : { from: whole.from + numbers * rowU, to: whole.to }
  const alone = parts.length > 1 || below === null || below.to - below.from < leastPanelU(1)
  if (alone || whole === undefined || below === null) {
    const others = distribute(weights, Array(count - 1).fill(0))
    return [
      { ...NO_COLUMN, numbers: numbersIn(parts, numbers, rowU) },
      ...others.map((panels) => columnPlan([], panels, weights, parts)),
    ]
  }
  const unitU = (whole.to - whole.from) / Math.max(1, weightOf(weights) / (count - 1))
  const placed = distribute(weights, [
    (numbers * rowU) / unitU,
    ...Array<number>(count - 1).fill(0),
  ])
  return placed.map((panels, at) => {
    if (at > 0) return columnPlan([], panels, weights, parts)
    if (panels.length === 0) return { ...NO_COLUMN, numbers: numbersIn(parts, numbers, rowU) }
    const above = { from: whole.from, to: below.from - PANEL_GAP_U }
    return columnPlan([{ span: above, from: 0, to: numbers }], panels, weights, [below])
  })
}

const weightOf = (weights: readonly number[]): number =>
  weights.reduce((sum, each) => sum + each, 0)

function columnPlan(
  numbers: ColumnPlan['numbers'],
  panels: readonly number[],
  weights: readonly number[],
  parts: readonly Span[],
): ColumnPlan {
  const own = panels.map((index) => weights[index] ?? 1)
  let used = parts
  let pages = pagesOf(own, used)
  if (pages.length > 1) {
    used = parts.map((part, at) =>
      at === parts.length - 1 ? { from: part.from, to: part.to - NOTE_U } : part,
    )
    pages = pagesOf(own, used)
  }
  return {
    numbers,
    parts: used,
    pages: pages.map((page) => page.map((part) => part.map((at) => panels[at] ?? 0))),
  }
}

/** Headline numbers over the parts of a column, each part with as many as fit. */
function numbersIn(parts: readonly Span[], count: number, rowU: number): ColumnPlan['numbers'] {
  let from = 0
  let roomLeft = parts.reduce((sum, part) => sum + part.to - part.from, 0)
  return parts.flatMap((span) => {
    const length = span.to - span.from
    const fits = Math.max(1, Math.floor(length / rowU))
    const to = Math.min(
      count,
      from + Math.min(fits, Math.ceil(((count - from) * length) / roomLeft)),
    )
    roomLeft -= length
    const here = { span, from, to }
    from = to
    return here.to > here.from ? [here] : []
  })
}
