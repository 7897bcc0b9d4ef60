import { type Static, Type } from 'typebox'
import { CATEGORIES, LEVELS } from '../indicator/definition.ts'
import { Composition } from './composition.ts'

export const CHARTS = [
  'kpi-grid',
  'line',
  'area',
  'bar',
  'stacked-bar',
  'horizontal-rank',
  'pie',
  'gauge',
  'heatmap-hour-week',
  'calendar',
  'scatter',
  'radar',
  'funnel',
  'sankey',
  'treemap',
  'table',
  'timeline',
  'event-list',
] as const
export const PANEL_BY = ['time', 'town', 'department', 'type', 'hour'] as const
export const WINDOWS = ['1h', '24h', '7d', '30d', '12m'] as const
export const LAYERS = [
  'choropleth-town',
  'hexbin',
  'heatmap',
  'points',
  'icons',
  'arcs',
  'trips',
  'paths',
  'extruded-columns',
  'polygons',
  'contour',
] as const
export const AUDIENCES = ['wall', 'desk', 'room'] as const

export type ChartKind = (typeof CHARTS)[number]
export type PanelWindow = (typeof WINDOWS)[number]
export type LayerKind = (typeof LAYERS)[number]

const Text = Type.String({ minLength: 1 })

export const Panel = Type.Object(
  {
    title_zh: Text,
    title_en: Text,
    chart: Type.Enum([...CHARTS]),
    indicators: Type.Array(Text, { minItems: 1 }),
    by: Type.Enum([...PANEL_BY]),
    window: Type.Enum([...WINDOWS]),
  },
  { additionalProperties: false },
)
export type Panel = Static<typeof Panel>

export const ScenarioLayer = Type.Object(
  {
    layer: Type.Enum([...LAYERS]),
    /** An indicator id, `orders:<order-type code>`, `orders:all` or `assets:<type>`. */
    binds: Text,
    label_zh: Text,
    label_en: Text,
  },
  { additionalProperties: false },
)
export type ScenarioLayer = Static<typeof ScenarioLayer>

export const AlarmRule = Type.Object(
  {
    indicator: Text,
    level: Type.Enum([...LEVELS]),
    /** How long the level must have held, `\d+(s|min|h|d)`. */
    for: Type.String({ pattern: '^\\d+(s|min|h|d)$' }),
    /** Order type opened for the place, or null. */
    raises: Type.Union([Text, Type.Null()]),
  },
  { additionalProperties: false },
)
export type AlarmRule = Static<typeof AlarmRule>

/** One scenario file (`scenarios/<category>/<id>.json`). Field names as the catalog's README has them. */
export const Scenario = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Type.String({ pattern: '^[a-z]+(-[a-z0-9]+)+$' }),
    category: Type.Enum([...CATEGORIES]),
    name_zh: Text,
    name_en: Text,
    lead: Text,
    departments: Type.Array(Text, { minItems: 1 }),
    question_zh: Text,
    question_en: Text,
    audience: Type.Array(Type.Enum([...AUDIENCES]), { minItems: 1 }),
    headline: Type.Array(Text, { minItems: 3, maxItems: 6 }),
    panels: Type.Array(Panel, { minItems: 4, maxItems: 8 }),
    layers: Type.Array(ScenarioLayer, { minItems: 1, maxItems: 4 }),
    composition: Type.Optional(Composition),
    order_types: Type.Array(Text),
    alarms: Type.Array(AlarmRule),
    drilldown: Text,
    normal_vs_emergency: Text,
  },
  { additionalProperties: false },
)
export type Scenario = Static<typeof Scenario>
