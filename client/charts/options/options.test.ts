import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, NIGHT } from '../../ui/theme.ts'
import { contrastOf, inkOn, rampBetween } from '../look.ts'
import type { CategoryChart, Measure, TimeChart, TimePoint } from '../model.ts'
import { niceAxis, timeTicks } from './axes.ts'
import { categoryOption } from './category.ts'
import { limitTicks } from './gauge.ts'
import { spread } from './line-ends.ts'
import { gridPlans, timeOption } from './time.ts'

const NOW = Date.parse('2026-11-25T08:00:00Z')
const HOUR = 3_600_000
const look = { theme: NIGHT, unitPx: 1, widthPx: 420, heightPx: 200, language: 'zh' } as const

const measure = (id: string, unit: string, group = 0): Measure => ({
  id,
  name: id,
  scale: { divisor: 1, unit, precision: 1 },
  group,
  limits: [],
  direction: 'lower_better',
})

const timeChart = (
  style: TimeChart['style'],
  series: readonly (Partial<Measure> & {
    unit: string
    points: readonly TimePoint[]
    group?: number
  })[],
): TimeChart => ({
  kind: 'time',
  style,
  fromMs: NOW - 24 * HOUR,
  toMs: NOW,
  bucketMs: style === 'bar' || style === 'stacked-bar' ? HOUR : 0,
  series: series.map(({ unit, points, group = 0, ...more }, i) => ({
    ...measure(`s${i}`, unit, group),
    ...more,
    points,
    level: null,
  })),
})

const hours = (...values: (number | null)[]): TimePoint[] =>
  values.map((value, i) => [NOW - (values.length - 1 - i) * HOUR, value])

/** A part of an option, for reading only. */
const read = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  )

test('a gap in a line stays a gap', () => {
  const option = timeOption(timeChart('line', [{ unit: '件', points: hours(1, null, 3) }]), look)
  expect(read(option, 'series', 0, 'connectNulls')).toBe(false)
  expect(read(option, 'series', 0, 'data', 1, 1)).toBeNull()
})

test('the last point that has a value is the one marked', () => {
  const option = timeOption(timeChart('line', [{ unit: '件', points: hours(1, 2, 3, null) }]), look)
  expect(read(option, 'series', 0, 'data', 2, 'symbolSize')).toBe(7)
  expect(read(option, 'series', 0, 'data', 1, 'symbolSize')).toBeUndefined()
})

test('two units make two axes, each with its unit; a third unit gets small charts instead', () => {
  const points = hours(1, 2, 3)
  const two = timeOption(
    timeChart('line', [
      { unit: 'km/h', points },
      { unit: '条', points, group: 1 },
    ]),
    look,
  )
  expect(read(two, 'yAxis', 0, 'name')).toBe('km/h')
  expect(read(two, 'yAxis', 1, 'name')).toBe('条')
  expect(read(two, 'yAxis', 1, 'position')).toBe('right')
  expect(read(two, 'series', 1, 'yAxisIndex')).toBe(1)
  expect(read(two, 'grid', 'length')).toBe(1)
  expect(gridPlans([0, 1, 2, 0]).length).toBe(3)
})

test('bars begin at zero even when all values are high', () => {
  const option = timeOption(timeChart('bar', [{ unit: '件', points: hours(98, 99, 97) }]), look)
  expect(read(option, 'yAxis', 0, 'min')).toBe(0)
  const chart: CategoryChart = {
    kind: 'category',
    style: 'bar',
    categories: [{ id: 'a', name: 'a', apart: false, focused: false }],
    series: [{ ...measure('s', '件'), values: [98] }],
  }
  expect(read(categoryOption(chart, look), 'yAxis', 0, 'min')).toBe(0)
})

test('a limit near the values is a thin line in the colour of its level, with its word', () => {
  const limits = [
    { level: 'blue', value: 11 },
    { level: 'red', value: 5_000 },
  ] as const
  const option = timeOption(
    timeChart('line', [{ unit: '件', points: hours(8, 10, 9), limits }]),
    look,
  )
  const lines = read(option, 'series', 0, 'markLine', 'data')
  const drawn = Array.isArray(lines)
    ? lines.filter((line) => read(line, 'yAxis') !== undefined)
    : []
  expect(drawn.length).toBe(1)
  expect(read(drawn[0], 'lineStyle', 'color')).toBe(NIGHT.level.blue)
  expect(read(drawn[0], 'label', 'formatter')).toBe('蓝 11.0')
})

test('no series is ever drawn in the colour of a level', () => {
  const levels = new Set<string>(Object.values(NIGHT.level))
  for (const color of [...NIGHT.series, ...NIGHT.ramp]) expect(levels.has(color)).toBe(false)
})

test('a missing town has no bar, and the overlapping zone is outlined rather than filled', () => {
  const chart: CategoryChart = {
    kind: 'category',
    style: 'bar',
    categories: [
      { id: 'chashan', name: '茶山', apart: false, focused: false },
      { id: 'tnedz', name: '经开区', apart: true, focused: false },
    ],
    series: [{ ...measure('s', '件'), values: [null, 4] }],
  }
  const option = categoryOption(chart, look)
  expect(read(option, 'series', 0, 'data', 0, 'value')).toBeNull()
  expect(read(option, 'series', 0, 'data', 1, 'itemStyle', 'borderType')).toBe('dashed')
})

test('day boundaries are drawn in local time', () => {
  const option = timeOption(timeChart('line', [{ unit: '件', points: hours(1, 2) }]), look)
  const lines = read(option, 'series', 0, 'markLine', 'data')
  const days = Array.isArray(lines) ? lines.map((line) => read(line, 'xAxis')) : []
  expect(days).toEqual([Date.parse('2026-11-24T16:00:00Z')])
})

test('an axis holds its values between round ends, whatever they are', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.boolean(),
      (a, b, fromZero) => {
        const extent = { min: Math.min(a, b), max: Math.max(a, b) }
        const axis = niceAxis(extent, fromZero)
        const slack = (axis.max - axis.min) * 1e-6 + Math.max(Math.abs(a), Math.abs(b)) * 1e-12
        expect(Number.isFinite(axis.interval)).toBe(true)
        expect(axis.min).toBeLessThanOrEqual(extent.min + slack)
        expect(axis.max).toBeGreaterThanOrEqual(extent.max - slack)
        if (fromZero) {
          expect(axis.min).toBeLessThanOrEqual(0)
          expect(axis.max).toBeGreaterThanOrEqual(0)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})

test('an axis of time writes few and ascending moments inside its span', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: HOUR, max: 400 * 24 * HOUR }),
      fc.integer({ min: 2, max: 9 }),
      (span, most) => {
        const ticks = timeTicks(NOW - span, NOW, most)
        expect(ticks.length).toBeLessThanOrEqual(most + 2)
        expect([...ticks].sort((a, b) => a - b)).toEqual(ticks)
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(NOW - span)
          expect(tick).toBeLessThanOrEqual(NOW)
        }
      },
    ),
  )
})

test('names at the ends of lines keep their distance and stay inside', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -60, max: 260, noNaN: true }), { maxLength: 5 }),
      (wanted) => {
        const placed = spread(wanted, 38, 200)
        const sorted = [...placed].sort((a, b) => a - b)
        for (const at of placed) {
          expect(at).toBeGreaterThanOrEqual(-1e-9)
          expect(at).toBeLessThanOrEqual(200 + 1e-9)
        }
        for (let i = 1; i < sorted.length; i++) {
          expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(38 - 1e-6)
        }
      },
    ),
  )
})

test('a dial shows a limit as a tick and no colour between limits', () => {
  const dial = {
    ...measure('d', '%'),
    limits: [{ level: 'red', value: 80 } as const, { level: 'blue', value: 95 } as const],
    value: 97,
    level: null,
    min: 0,
    max: 100,
  }
  const stops = limitTicks(look, dial, (value) => value / 100)
  expect(stops.filter(([, color]) => color === NIGHT.level.red).length).toBe(1)
  expect(stops.map(([at]) => at)).toEqual([...stops.map(([at]) => at)].sort((a, b) => a - b))
  const painted = stops.reduce(
    (sum, [at, color], i) => sum + (color === 'rgba(0,0,0,0)' ? 0 : at - (stops[i - 1]?.[0] ?? 0)),
    0,
  )
  expect(painted).toBeLessThan(0.03)
})

test('whatever colour a quantity has, what is written on it reads', () => {
  for (const theme of [NIGHT, DAY]) {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const color = rampBetween(theme, share)
        expect(contrastOf(inkOn(color, theme), color)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  }
})
