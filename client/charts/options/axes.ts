import {
  DAY_MS,
  formatClock,
  formatDay,
  HOUR_MS,
  localTime,
  startOfDayMs,
  startOfMonthMs,
} from '../../ui/format.ts'
import { AXIS, axisText, formatTick, type Look, px } from '../look.ts'
import type { LimitLine, Measure } from '../model.ts'

/** Greatest magnitude ECharts' own tick arithmetic bears; what lies past it is drawn at the edge. */
const FARTHEST = 1e300

export const drawable = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : Math.min(FARTHEST, Math.max(-FARTHEST, value))

/** The span of values that an axis shows. */
export type Extent = { readonly min: number; readonly max: number }

export function extentOf(values: Iterable<number | null>): Extent | null {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const raw of values) {
    const value = drawable(raw)
    if (value === null) continue
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return min > max ? null : { min, max }
}

/**
 * Limits worth a line: those that the values have reached or come near. A limit far off would flatten the curve into
 * the ground; the number itself still carries its level.
 */
export function nearLimits(limits: readonly LimitLine[], extent: Extent | null): LimitLine[] {
  if (extent === null) return []
  const span = Math.max(extent.max - extent.min, Math.abs(extent.max) * 0.04, Number.MIN_VALUE)
  return limits.filter(
    ({ value }) => value <= extent.max + span * 0.8 && value >= extent.min - span * 0.8,
  )
}

const NICE = [1, 2, 2.5, 5, 10]

/** Least step between two numbers on an axis: what is counted in whole things has no halves; 0 = any. */
export const leastStep = ({ scale }: Pick<Measure, 'scale'>): number =>
  scale.precision === 0 && scale.divisor === 1 ? 1 : 0

/**
 * Round ends and step of an axis with about `ticks` steps; bars start at zero, lines where they like.
 *
 * @param least smallest step that makes sense for what is measured
 */
export function niceAxis(
  extent: Extent | null,
  fromZero: boolean,
  ticks = 3,
  least = 0,
): { readonly min: number; readonly max: number; readonly interval: number } {
  let { min, max } = extent ?? { min: 0, max: 1 }
  if (fromZero || (min >= 0 && min < max * 0.4)) min = Math.min(0, min)
  if (fromZero || (max <= 0 && max > min * 0.4)) max = Math.max(0, max)
  if (max === min) {
    const room = Math.abs(max) * 0.1 || 1
    if (min !== 0) min -= room
    max += room
  }
  const rough = (max - min) / ticks
  const power = 10 ** Math.floor(Math.log10(rough))
  const interval = Math.max(least, (NICE.find((step) => step * power >= rough) ?? 10) * power)
  const low = Math.floor(min / interval + 1e-9) * interval
  const high = Math.ceil(max / interval - 1e-9) * interval
  if (![low, high, interval].every(Number.isFinite) || interval <= 0)
    return { min, max, interval: max - min }
  return { min: low, max: high, interval }
}

type ValueAxisProps = {
  readonly measure: Measure
  readonly extent: Extent | null
  readonly fromZero: boolean
  readonly side: 'left' | 'right'
  readonly gridIndex: number
  /** The unit is written on the axis only when the panel's head cannot say it: two units on one chart. */
  readonly named: boolean
  readonly ticks: number
}

export function valueAxis(look: Look, props: ValueAxisProps) {
  const { measure, extent, fromZero, side, gridIndex, named, ticks } = props
  return {
    type: 'value' as const,
    gridIndex,
    position: side,
    ...niceAxis(extent, fromZero, ticks, leastStep(measure)),
    name: named ? measure.scale.unit : '',
    nameLocation: 'end' as const,
    nameGap: px(look, 8),
    nameTextStyle: { ...axisText(look), align: side },
    axisLabel: {
      ...axisText(look),
      margin: px(look, 8),
      formatter: (value: number) => formatTick(value, measure.scale),
    },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: {
      show: side === 'left',
      lineStyle: { color: look.theme.hairline, width: Math.max(1, px(look, 1)) },
    },
  }
}

/** Widest label an axis will write, in pixels with its margin. */
export function axisWidthPx(
  look: Look,
  measure: Measure,
  axis: { min: number; max: number; interval: number },
): number {
  let most = 1
  const steps = Math.min(12, Math.round((axis.max - axis.min) / axis.interval))
  for (let i = 0; i <= steps; i++) {
    most = Math.max(most, formatTick(axis.min + i * axis.interval, measure.scale).length)
  }
  return px(look, AXIS * 0.56 * Math.min(most, 9) + 10)
}

/** Where a time axis writes: round local hours, days or months, few enough for the width. */
export function timeTicks(fromMs: number, toMs: number, most: number): number[] {
  const span = toMs - fromMs
  const ticks: number[] = []
  if (span > 62 * DAY_MS) {
    const first = localTime(fromMs)
    const months = Math.max(1, Math.ceil(span / (30.4 * DAY_MS) / most))
    for (let month = first.month; ; month += months) {
      const at = startOfMonthMs(first.year, month)
      if (at > toMs) return ticks
      if (at >= fromMs) ticks.push(at)
    }
  }
  const steps = [5 / 60, 10 / 60, 15 / 60, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 72, 120, 168, 240, 360]
  const step = (steps.find((hours) => span / (hours * HOUR_MS) <= most) ?? 720) * HOUR_MS
  const midnight = startOfDayMs(fromMs)
  const first = midnight + Math.ceil((fromMs - midnight) / step) * step
  for (let at = first; at <= toMs; at += step) ticks.push(at)
  return ticks
}

/** `15:00`; the day at midnight; the month in a year. */
export function formatTimeTick(atMs: number, spanMs: number, language: 'zh' | 'en'): string {
  if (spanMs > 62 * DAY_MS) {
    const { month, year } = localTime(atMs)
    if (month === 1) return String(year)
    return language === 'zh' ? `${month}月` : String(month)
  }
  const midnight = startOfDayMs(atMs) === atMs
  return midnight ? formatDay(atMs) : formatClock(atMs)
}

/** Midnights strictly inside a span, for the boundaries of days; none when the span is longer than 8 days. */
export function dayBoundaries(fromMs: number, toMs: number): number[] {
  if (toMs - fromMs > 8 * DAY_MS) return []
  const found: number[] = []
  for (let at = startOfDayMs(fromMs) + DAY_MS; at < toMs; at += DAY_MS) found.push(at)
  return found
}
