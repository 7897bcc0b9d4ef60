import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Town } from '../../protocol/catalog.ts'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { CHARTS, type Panel, type Scenario } from '../../protocol/scenario/scenario.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { buildOption } from '../charts/build-option.ts'
import type { CanvasChart, Chart } from '../charts/model.ts'
import { BUCKET_MS, fetchSpan } from '../data/history-plan.ts'
import type { HistoryPoint } from '../data/history-points.ts'
import { NIGHT } from '../ui/theme.ts'
import { tableOf } from './chart-table.ts'
import type { PanelContext } from './context.ts'
import { noteOf, summaryOf, unitsOf, whyEmpty } from './describe.ts'
import { chartOf, historyNeeds, isEmpty } from './view.ts'

const NOW = Date.parse('2026-11-25T08:00:00Z')

/** RFC 4180, as the catalog's files are. */
function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]
    if (quoted) {
      if (sign === '"' && text[i + 1] === '"') cell += text[i++]
      else if (sign === '"') quoted = false
      else cell += sign
    } else if (sign === '"') quoted = true
    else if (sign === ',' || sign === '\n') {
      rows.at(-1)?.push(cell.replace(/\r$/, ''))
      cell = ''
      if (sign === '\n') rows.push([])
    } else cell += sign
  }
  const [head = [], ...body] = rows.filter((row) => row.length > 1)
  return body.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])))
}

const limit = (cell: string | undefined): number | string | null =>
  cell === undefined || cell === '' ? null : cell.includes('..') ? cell : Number(cell)

function definitionOf(category: string, row: Record<string, string>): IndicatorDefinition {
  const raw: unknown = {
    ...row,
    category,
    period: row['period'] === '' ? null : row['period'],
    formula: row['formula'] === '' ? null : row['formula'],
    precision: Number(row['precision']),
    warn_blue: limit(row['warn_blue']),
    warn_yellow: limit(row['warn_yellow']),
    warn_orange: limit(row['warn_orange']),
    warn_red: limit(row['warn_red']),
  }
  return raw as IndicatorDefinition
}

const csvs = import.meta.glob<string>('../../scenarios/catalog/*.indicators.csv', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const scenarioFiles = import.meta.glob<Scenario>('../../scenarios/*/*.json', {
  import: 'default',
  eager: true,
})
const definitions = Object.entries(csvs).flatMap(([path, text]) =>
  parseCsv(text).map((row) => definitionOf(path.replace(/.*\/(\w+)\.indicators.*/, '$1'), row)),
)
const byId = new Map(definitions.map((definition) => [definition.id, definition]))
const scenarios = Object.values(scenarioFiles).filter((file) => Array.isArray(file.panels))

const town = (code: string, kind: Town['kind']): Town => ({
  code,
  adcode: null,
  name_zh: `${code}街道`,
  name_en: code,
  kind,
  centroid: [120, 31.8],
  area_km2: 10,
  partition_area_km2: 10,
  population_10k: 5,
  communities: [],
})
const towns = [
  ...['chashan', 'diaozhuang', 'lanling', 'hongmei', 'tianning', 'qinglong'].map((code) =>
    town(code, 'subdistrict'),
  ),
  town('zhenglu', 'town'),
  town('tnedz', 'zone'),
]
const PLACES = [
  'district',
  ...towns.map(({ code }) => code),
  'point:a',
  'point:b',
  'point:c',
  'point:d',
]

type Values = (key: string) => number | null

function contextOf(
  panel: Panel,
  scenario: Scenario,
  value: Values,
  focus: string | null,
): PanelContext {
  const reading = (indicator: string, place: string): WireReading | undefined => ({
    indicator,
    place,
    value: value(`${indicator} ${place}`),
    at: new Date(NOW).toISOString(),
    quality: 'simulated',
    level: null,
    status: 'fresh',
  })
  const points = (indicator: string, place: string): HistoryPoint[] => {
    const { fromMs } = fetchSpan(panel.window, NOW)
    const bucketMs = BUCKET_MS[panel.window]
    return Array.from({ length: 24 }, (_, i) => i).flatMap((i) => {
      const last = value(`${indicator} ${place} ${i}`)
      const atMs = Math.max(fromMs, NOW - (23 - i) * bucketMs)
      return last === null ? [] : [{ atMs, min: last, max: last, avg: last, last, n: 1 }]
    })
  }
  return {
    panel,
    scenario,
    language: 'zh',
    town: focus,
    nowMs: NOW,
    definitions: panel.indicators.flatMap((id) => byId.get(id) ?? []),
    definitionOf: (id) => byId.get(id),
    allDefinitions: definitions,
    towns,
    departments: new Map(),
    orderTypeName: (code) => code,
    places: new Map(),
    reading,
    placesOf: () => PLACES,
    points,
    alarms: [],
    orders: [],
  }
}

const isCanvas = (chart: Chart): chart is CanvasChart =>
  !['rank', 'kpi', 'table', 'funnel', 'events'].includes(chart.kind)

const panels = scenarios.flatMap((scenario) =>
  scenario.panels.map((panel) => ({ scenario, panel })),
)
const look = { theme: NIGHT, unitPx: 1, widthPx: 420, heightPx: 200, language: 'zh' } as const

/** Everything a panel does with its numbers, but for painting. */
function show(panel: Panel, scenario: Scenario, value: Values, focus: string | null = null): Chart {
  const ctx = contextOf(panel, scenario, value, focus)
  historyNeeds(ctx)
  const chart = chartOf(ctx)
  if (chart === null) throw new Error(`no chart for ${panel.title_zh}`)
  unitsOf(chart)
  noteOf(ctx, chart)
  summaryOf(ctx, chart)
  whyEmpty(ctx)
  const table = tableOf(chart, NOW, 'zh')
  for (const row of table.rows) expect(row.length).toBe(table.head.length)
  if (isCanvas(chart)) {
    const text = JSON.stringify(buildOption(chart, look), (_, each: unknown) => {
      if (typeof each === 'number' && !Number.isFinite(each)) {
        throw new Error(`${each} in the option of ${panel.title_zh}`)
      }
      return each
    })
    expect(text).not.toContain('undefined')
    expect(text).not.toContain('NaN')
  }
  return chart
}

const hash = (text: string): number => {
  let h = 2_166_136_261
  for (const sign of text) h = Math.imul(h ^ (sign.codePointAt(0) ?? 0), 16_777_619)
  return (h >>> 0) / 2 ** 32
}

describe('every panel of the 57 scenarios', () => {
  test('the files are here, with all eighteen kinds of chart', () => {
    expect(scenarios.length).toBe(57)
    expect(definitions.length).toBe(628)
    expect(new Set(panels.map(({ panel }) => panel.chart))).toEqual(new Set(CHARTS))
  })

  test.each(
    panels.map(
      ({ scenario, panel }) => [`${scenario.id} ${panel.title_zh}`, panel, scenario] as const,
    ),
  )('%s draws ordinary numbers, gaps, and the largest number there is', (_, panel, scenario) => {
    const ordinary = (key: string): number => Math.round(hash(key) * 1000) / 10
    expect(isEmpty(show(panel, scenario, ordinary))).toBe(false)
    show(panel, scenario, (key) => (hash(key) < 0.5 ? null : ordinary(key)))
    show(panel, scenario, (key) => (hash(key) < 0.3 ? 1e308 : hash(key) < 0.6 ? -1e308 : 0))
    show(panel, scenario, ordinary, 'chashan')
  })

  test('without any value every panel is empty rather than zero', () => {
    for (const { panel, scenario } of panels) {
      const chart = show(panel, scenario, () => null)
      const counted =
        panel.by === 'department' && ['rank', 'table', 'category'].includes(chart.kind)
      // The numbers of a grid say `—` themselves; open orders by department are counted, and 0 is a count.
      if (chart.kind !== 'kpi' && !counted)
        expect([panel.title_zh, isEmpty(chart)]).toEqual([panel.title_zh, true])
    }
  })

  test('whatever the numbers are, no option holds a number that is not finite', () => {
    const value = fc.option(
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constant(0),
        fc.integer({ min: -9, max: 9 }),
      ),
    )
    fc.assert(
      fc.property(fc.array(value, { minLength: 7, maxLength: 60 }), fc.nat(), (values, pick) => {
        const chosen = panels[pick % panels.length]
        if (chosen === undefined) return
        show(chosen.panel, chosen.scenario, (key) => {
          return values[Math.floor(hash(key) * values.length)] ?? null
        })
      }),
      { numRuns: 400 },
    )
  })
})
