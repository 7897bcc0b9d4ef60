import type { Composition } from '../../protocol/scenario/composition.ts'
import { GAP_U, NUMBER_WIDTH_U, numberRowU, PANEL_GAP_U, type WallLayout } from './layout.ts'
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

/** What stands over several columns of a wing, or in the corner below the district. */
export type Block = {
  readonly wing: 'left' | 'right' | 'corner'
  /** From the wing's outer edge; in the corner from the wall's left edge. */
  readonly across: Span
  readonly down: Span
  /** A panel's place in its scenario, or the headline numbers with so many beside each other. */
  readonly holds: { readonly panel: number } | { readonly perRow: number }
}

/** Where everything of a scenario stands: columns from left outer to inner, then right outer to inner. */
export type WallPlan = {
  readonly columns: readonly ColumnPlan[]
  readonly blocks: readonly Block[]
}

export const NO_COLUMN: ColumnPlan = { numbers: [], parts: [], pages: [[]] }

/** Height of the line that says what comes in turn. */
const NOTE_U = 30
/** Most of a wing that a wide panel takes where there is one column only. */
const MOST_OF_ONE = 0.4
/** Height in a column that is worth a panel. */
const LEAST_ROOM_U = 120
const CORNER_MOST_U = 310

/** How much of their wished size wide panels are given, until all panels find room. */
const SHRINKING = [1, 0.8, 0.6, 0.4]

/**
 * Divides a scenario's numbers and panels over the wall: first what its composition asks for, then the rest in order.
 * On a wall too small for both, wide panels are smaller, and at last like the others.
 */
export function wallPlan(
  weights: readonly number[],
  numbers: number,
  layout: WallLayout,
  composition: Composition = {},
): WallPlan {
  const [whole] = layout.parts
  // In front of seams that run across the wall nothing stands over several columns.
  if (layout.parts.length > 1 || whole === undefined) return seamedPlan(weights, numbers, layout)
  const { wide = [], ...rest } = composition
  for (const share of SHRINKING) {
    const smaller = wide.map((each) => ({ ...each, size: each.size * share }))
    const plan = composed(weights, numbers, layout, whole, { ...rest, wide: smaller })
    if (plan.columns.every(({ pages }) => pages.length === 1)) return plan
  }
  return composed(weights, numbers, layout, whole, rest)
}

function composed(
  weights: readonly number[],
  numbers: number,
  layout: WallLayout,
  whole: Span,
  composition: Composition,
): WallPlan {
  const wall = new Room(layout, whole)
  const rowU = numberRowU(layout.type)
  const placed = layout.headline === 'column' ? placeNumbers(wall, composition, numbers, rowU) : []
  const blocks: Block[] = [...placed]
  const wide = new Set<number>()
  for (const { panel, at, size } of composition.wide ?? []) {
    const weight = weights[panel]
    if (weight === undefined) continue
    const block = at === 'corner' ? corner(layout, panel, size) : null
    blocks.push(block ?? placeWide(wall, panel, at, size, leastPanelU(weight)))
    wide.add(panel)
  }
  const rest = weights.map((_, index) => index).filter((index) => !wide.has(index))
  const columns = fillColumns(wall, weights, rest)
  const grown = blocks.map((block) => wall.grown(block, columns))
  if (layout.headline !== 'column' || placed.length > 0) return { columns, blocks: grown }
  const first = wall.first(composition.numbers === 'right-column')
  return {
    blocks: grown,
    columns: columns.map((column, at) => {
      const free = wall.free[at]
      if (at !== first || free === undefined) return column
      // Alone in their column, the numbers have all of it.
      const alone = column.pages.flat(2).length === 0
      const to = alone ? free.to : free.from - PANEL_GAP_U
      return { ...column, numbers: [{ span: { from: whole.from, to }, from: 0, to: numbers }] }
    }),
  }
}

/** What is still free of each column. */
class Room {
  readonly layout: WallLayout
  readonly whole: Span
  readonly free: Span[]

  constructor(layout: WallLayout, whole: Span) {
    this.layout = layout
    this.whole = whole
    const count = layout.columns.length * Math.max(1, layout.wings)
    this.free = Array.from({ length: count }, () => whole)
  }

  /** Outer column of a wing. */
  first(right: boolean): number {
    return right && this.layout.wings === 2 ? this.layout.columns.length : 0
  }

  height(column: number): number {
    const { from, to } = this.free[column] ?? NO_SPAN
    return Math.max(0, to - from)
  }

  /** Columns of a wing that stand beside each other without a seam and are free at that end, from the outer one. */
  beside(right: boolean, end: 'top' | 'bottom'): readonly number[] {
    const { columns, wings } = this.layout
    const most = wings === 0 ? columns.length : 2
    const first = this.first(right)
    const runs: number[][] = []
    columns.forEach((column, i) => {
      const at = first + i
      const free = this.free[at] ?? NO_SPAN
      const open = end === 'top' ? free.from === this.whole.from : free.to === this.whole.to
      if (!open || this.height(at) < LEAST_ROOM_U) return
      const run = runs.at(-1)
      const before = columns[i - 1]
      const joined =
        before !== undefined && run?.at(-1) === at - 1 && column.from - before.to < GAP_U + 1
      if (joined && run.length < most) run.push(at)
      else runs.push([at])
    })
    return runs.reduce<readonly number[]>(
      (best, run) => (run.length > best.length ? run : best),
      [],
    )
  }

  across(columns: readonly number[]): Span {
    const at = (column: number | undefined): Span =>
      this.layout.columns[(column ?? 0) % this.layout.columns.length] ?? NO_SPAN
    return { from: at(columns[0]).from, to: at(columns.at(-1)).to }
  }

  /** Takes a height from the upper or the lower end of columns; what would be left as a sliver is taken too. */
  take(columns: readonly number[], end: 'top' | 'bottom', heightU: number): Span {
    const free = columns.map((column) => this.free[column] ?? NO_SPAN)
    const from = Math.max(...free.map((each) => each.from))
    const to = Math.min(...free.map((each) => each.to))
    const left = to - from - heightU - PANEL_GAP_U
    const height = left < LEAST_ROOM_U ? to - from : heightU
    const taken = end === 'top' ? { from, to: from + height } : { from: to - height, to }
    for (const column of columns) {
      const { from: top, to: bottom } = this.free[column] ?? NO_SPAN
      this.free[column] =
        end === 'top'
          ? { from: taken.to + PANEL_GAP_U, to: bottom }
          : { from: top, to: taken.from - PANEL_GAP_U }
    }
    return taken
  }

  /** A block takes over what is left beside it when no panel stands in any of its columns. */
  grown(block: Block, columns: readonly ColumnPlan[]): Block {
    if (block.wing === 'corner' || !('panel' in block.holds)) return block
    const first = this.first(block.wing === 'right')
    const own = this.layout.columns.flatMap((span, i) =>
      span.from >= block.across.from - 1 && span.to <= block.across.to + 1 ? [first + i] : [],
    )
    const empty = own.every((at) => columns[at]?.pages.flat(2).length === 0)
    const from = Math.max(...own.map((at) => this.free[at]?.from ?? 0))
    const to = Math.min(...own.map((at) => this.free[at]?.to ?? 0))
    if (!empty || to - from < LEAST_ROOM_U) return block
    for (const at of own) this.free[at] = { from: to, to: from }
    return {
      ...block,
      down: { from: Math.min(block.down.from, from), to: Math.max(block.down.to, to) },
    }
  }
}

const NO_SPAN: Span = { from: 0, to: 0 }

/** Numbers in a block over the columns of a wing; in a column they only take their height. */
function placeNumbers(
  wall: Room,
  composition: Composition,
  numbers: number,
  rowU: number,
): readonly Block[] {
  const place = composition.numbers ?? 'left-column'
  const right = place.startsWith('right')
  if (place.endsWith('block')) {
    const columns = wall.beside(right, 'top')
    const across = wall.across(columns)
    const fits = Math.max(1, Math.floor((across.to - across.from + GAP_U) / NUMBER_WIDTH_U))
    const rows = Math.ceil(numbers / fits)
    const down = wall.take(columns, 'top', rows * rowU)
    const perRow = Math.ceil(numbers / rows)
    return [{ wing: right ? 'right' : 'left', across, down, holds: { perRow } }]
  }
  wall.take([wall.first(right)], 'top', numbers * rowU)
  return []
}

function placeWide(wall: Room, panel: number, at: string, sizePct: number, leastU: number): Block {
  const right = wall.layout.wings === 2 && !at.startsWith('left')
  const wanted = at.endsWith('top') ? 'top' : 'bottom'
  const ends = wanted === 'top' ? (['top', 'bottom'] as const) : (['bottom', 'top'] as const)
  const end = ends.find((each) => wall.beside(right, each).length > 0) ?? wanted
  const columns = wall.beside(right, end)
  const spread = columns.length > 0 ? columns : [wall.first(right)]
  const { from, to } = wall.whole
  const share =
    wall.layout.columns.length === 1 ? Math.min(MOST_OF_ONE, sizePct / 100) : sizePct / 100
  const room = Math.min(...spread.map((column) => wall.height(column)))
  const heightU = Math.min(room, Math.max(leastU, (to - from) * share))
  return {
    wing: right ? 'right' : 'left',
    across: wall.across(spread),
    down: wall.take(spread, end, heightU),
    holds: { panel },
  }
}

/** Below the district's eastern half, which the outline leaves free on a wide wall. */
function corner(
  { corner: across, parts }: WallLayout,
  panel: number,
  sizePct: number,
): Block | null {
  const [whole] = parts
  if (across === null || whole === undefined) return null
  const height = Math.min(CORNER_MOST_U, ((whole.to - whole.from) * sizePct) / 100)
  return {
    wing: 'corner',
    across,
    down: { from: whole.to - height, to: whole.to },
    holds: { panel },
  }
}

/** Divides panels over what is free of the columns, in their order. */
function fillColumns(
  wall: Room,
  weights: readonly number[],
  panels: readonly number[],
): readonly ColumnPlan[] {
  const open = wall.free.map((_, at) => at).filter((at) => wall.height(at) >= LEAST_ROOM_U)
  // A wall without any room left still shows every panel, page after page.
  const columns = open.length > 0 ? open : [wall.free.length - 1]
  const own = panels.map((index) => weights[index] ?? 1)
  const total = columns.reduce((sum, at) => sum + wall.height(at), 0)
  const most = Math.max(...columns.map((at) => wall.height(at)))
  const unitU = Math.max(1, total) / Math.max(1e-6, weightOf(own))
  const missing = columns.map((at) => (most - wall.height(at)) / unitU)
  // A low column is rather crowded a little than left empty while others have several panels.
  const tries = [1, 0.6, 0.3, 0].map((part) =>
    distribute(
      own,
      missing.map((each) => each * part),
    ),
  )
  const fewest = Math.max(0, columns.length - panels.length)
  const emptyIn = (placed: (typeof tries)[number]): number =>
    placed.filter((column) => column.length === 0).length
  const placed = tries.find((each) => emptyIn(each) <= fewest) ?? tries[0] ?? []
  return wall.free.map((free, at) => {
    const here = placed[columns.indexOf(at)] ?? []
    return here.length === 0
      ? NO_COLUMN
      : columnPlan(
          here.map((k) => panels[k] ?? 0),
          weights,
          [free],
        )
  })
}

/** Headline numbers over the parts of a wall that seams cross, and panels in the columns beside them. */
function seamedPlan(weights: readonly number[], numbers: number, layout: WallLayout): WallPlan {
  const { parts, columns } = layout
  const count = columns.length * Math.max(1, layout.wings)
  const all = weights.map((_, index) => index)
  const plansOf = (over: number): ColumnPlan[] =>
    distribute(weights, Array(over).fill(0)).map((panels) =>
      columnPlan(
        panels.map((at) => all[at] ?? 0),
        weights,
        parts,
      ),
    )
  if (layout.headline !== 'column') return { columns: plansOf(count), blocks: [] }
  const first = { ...NO_COLUMN, numbers: numbersIn(parts, numbers, numberRowU(layout.type)) }
  return { columns: [first, ...plansOf(count - 1)], blocks: [] }
}

const weightOf = (weights: readonly number[]): number =>
  weights.reduce((sum, each) => sum + each, 0)

function columnPlan(
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
    numbers: [],
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
