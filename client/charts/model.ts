import type { Direction, Level } from '../../protocol/indicator/definition.ts'
import type { UnitScale } from '../ui/format.ts'

/** A limit to draw (限值线). A band gives two lines of one level. */
export type LimitLine = { readonly level: Level; readonly value: number }

/** A measure: what the numbers of a series are. Series of one `group` share an axis. */
export type Measure = {
  readonly id: string
  readonly name: string
  readonly scale: UnitScale
  /** Index of the unit among the chart's units, in order of appearance. */
  readonly group: number
  readonly limits: readonly LimitLine[]
  readonly direction: Direction
}

/** Epoch ms and value; null breaks the line, a gap is never bridged. */
export type TimePoint = readonly [atMs: number, value: number | null]

export type TimeChart = {
  readonly kind: 'time'
  readonly style: 'line' | 'area' | 'bar' | 'stacked-bar'
  readonly fromMs: number
  readonly toMs: number
  /** Width of a bar's bucket; 0 for lines. */
  readonly bucketMs: number
  readonly series: readonly (Measure & {
    readonly points: readonly TimePoint[]
    readonly level: Level | null
  })[]
}

type Category = {
  readonly id: string
  readonly name: string
  /** The management zone that overlaps two towns: drawn apart, never summed. */
  readonly apart: boolean
  /** The town the wall is filtered to. */
  readonly focused: boolean
}

export type CategoryChart = {
  readonly kind: 'category'
  readonly style: 'bar' | 'stacked-bar' | 'line' | 'area'
  readonly categories: readonly Category[]
  readonly series: readonly (Measure & { readonly values: readonly (number | null)[] })[]
}

export type Part = { readonly id: string; readonly name: string; readonly value: number }

export type PieChart = {
  readonly kind: 'pie'
  /** At most five; the last may be the rest (其他). */
  readonly parts: readonly Part[]
  readonly scale: UnitScale
}

export type GaugeChart = {
  readonly kind: 'gauge'
  /** A bar each, below each other (画像): many measures against their limits. */
  readonly bars: boolean
  readonly dials: readonly (Measure & {
    readonly value: number | null
    readonly level: Level | null
    readonly min: number
    readonly max: number
  })[]
}

export type HeatmapChart = {
  readonly kind: 'heatmap-hour-week'
  readonly measure: Measure
  /** Seven rows, Monday first, of 24 hours; null = no data. */
  readonly cells: readonly (readonly (number | null)[])[]
}

export type CalendarChart = {
  readonly kind: 'calendar'
  readonly measure: Measure
  readonly fromMs: number
  readonly toMs: number
  /** Start of a Shanghai day, and its value; null = no data. */
  readonly days: readonly TimePoint[]
}

export type ScatterPoint = {
  readonly id: string
  readonly name: string
  readonly x: number
  readonly y: number
  /** 0 oldest … 1 newest for points in time; null for places. */
  readonly recency: number | null
  readonly focused: boolean
}

export type ScatterChart = {
  readonly kind: 'scatter'
  readonly x: Measure
  readonly y: Measure
  readonly points: readonly ScatterPoint[]
}

export type SankeyNode = {
  readonly id: string
  readonly name: string
  /** Written beside; null = no data. */
  readonly label: string
  readonly depth: number
  /** What left the flow between two steps. */
  readonly loss: boolean
}

export type SankeyChart = {
  readonly kind: 'sankey'
  readonly nodes: readonly SankeyNode[]
  readonly links: readonly {
    readonly source: string
    readonly target: string
    readonly value: number
  }[]
}

export type TreemapChart = {
  readonly kind: 'treemap'
  readonly parts: readonly Part[]
  readonly scale: UnitScale
}

/** Drawn on a canvas. */
export type CanvasChart =
  | TimeChart
  | CategoryChart
  | PieChart
  | GaugeChart
  | HeatmapChart
  | CalendarChart
  | ScatterChart
  | SankeyChart
  | TreemapChart

export type RankRow = {
  readonly id: string
  readonly name: string
  readonly apart: boolean
  readonly focused: boolean
  readonly values: readonly {
    readonly value: number | null
    readonly level: Level | null
    readonly stale: boolean
  }[]
}

export type RankChart = {
  readonly kind: 'rank'
  readonly measures: readonly Measure[]
  /** Sorted by the first measure, missing ones last. */
  readonly rows: readonly RankRow[]
  /** Rows that there was no room for. */
  readonly more: number
}

export type KpiChart = {
  readonly kind: 'kpi'
  readonly cells: readonly {
    readonly indicator: string
    readonly place: string
    readonly name: string
  }[]
}

export type TableChart = {
  readonly kind: 'table'
  /** Each column's numbers have a ground that is stronger the greater they are, for patterns over rows. */
  readonly shaded: boolean
  readonly columns: readonly Measure[]
  readonly rows: readonly (RankRow & { readonly note: string })[]
  /** Whether rows are indicators, each with its own unit. */
  readonly more: number
}

export type FunnelChart = {
  readonly kind: 'funnel'
  readonly stages: readonly {
    readonly id: string
    readonly name: string
    readonly value: number | null
    readonly scale: UnitScale
    readonly level: Level | null
  }[]
}

export type EventRow = {
  readonly id: string
  readonly atMs: number
  readonly title: string
  /** How much, with its unit; never cut. Empty for an order. */
  readonly amount: string
  readonly detail: string
  readonly level: Level | null
  readonly source: 'alarm' | 'order' | 'change'
  readonly simulated: boolean
}

export type EventsChart = {
  readonly kind: 'events'
  readonly style: 'timeline' | 'event-list'
  /** Newest first. */
  readonly rows: readonly EventRow[]
}

/** Drawn as elements of the page. */
export type PageChart = RankChart | KpiChart | TableChart | FunnelChart | EventsChart

export type Chart = CanvasChart | PageChart
