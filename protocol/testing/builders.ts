import type { Catalog, Town } from '../catalog.ts'
import type { IndicatorDefinition } from '../indicator/definition.ts'
import type { Reading } from '../indicator/value.ts'
import type { Place } from '../place/place.ts'
import type { AlarmRule, Scenario } from '../scenario/scenario.ts'

/** Noon in Changzhou on an ordinary Wednesday. */
export const NOON_MS = Date.UTC(2026, 5, 3, 4)

/** A gauge of the district without limits, unless told otherwise. */
export const anIndicator = (fields: Partial<IndicatorDefinition> = {}): IndicatorDefinition => ({
  id: 'city.test.value',
  category: 'city',
  name_zh: '测试值',
  name_en: 'Test value',
  unit: '件',
  unit_en: 'items',
  department: 'urban',
  cadence: '1min',
  kind: 'gauge',
  period: null,
  precision: 0,
  direction: 'neutral',
  warn_blue: null,
  warn_yellow: null,
  warn_orange: null,
  warn_red: null,
  formula: null,
  grain: 'district',
  aggregate: 'none',
  sim_model: 'step',
  sim_base: 0,
  sim_amplitude: 0,
  sim_noise: 0,
  source: 'practice',
  ...fields,
})

const aTown = (fields: Partial<Town> = {}): Town => ({
  code: 'chashan',
  adcode: null,
  name_zh: '茶山街道',
  name_en: 'Chashan',
  kind: 'subdistrict',
  centroid: [119.96, 31.76],
  area_km2: 10,
  partition_area_km2: 10,
  population_10k: 8,
  communities: [],
  ...fields,
})

export const aScenario = (fields: Partial<Scenario> = {}): Scenario => ({
  id: 'city-test',
  category: 'city',
  name_zh: '测试场景',
  name_en: 'Test scenario',
  lead: 'urban',
  departments: ['urban'],
  question_zh: '现在该派谁去?',
  question_en: 'Whom to send now?',
  audience: ['wall'],
  headline: ['city.test.value', 'city.test.value', 'city.test.value'],
  panels: [],
  layers: [],
  order_types: [],
  alarms: [],
  drilldown: 'none',
  normal_vs_emergency: 'none',
  ...fields,
})

export const aRule = (fields: Partial<AlarmRule> = {}): AlarmRule => ({
  indicator: 'city.test.value',
  level: 'blue',
  for: '0s',
  raises: null,
  ...fields,
})

/** A catalog of these parts; the towns are Chashan, Diaozhuang and the zone that overlaps others. */
export const aCatalog = (fields: Partial<Catalog> = {}): Catalog => ({
  version: 'test',
  categories: [{ id: 'city', name_zh: '城市', name_en: 'City' }],
  departments: [
    {
      code: 'urban',
      name_zh: '城管局',
      full_name_zh: '城市管理局',
      name_en: 'Urban management',
      remit_en: 'streets',
    },
  ],
  towns: [
    aTown(),
    aTown({ code: 'diaozhuang', name_zh: '雕庄街道', name_en: 'Diaozhuang' }),
    aTown({ code: 'tnedz', name_zh: '天宁经开区', name_en: 'Development zone', kind: 'zone' }),
  ],
  indicators: [anIndicator()],
  scenarios: [],
  orderTypes: [],
  ...fields,
})

export const aReading = (fields: Partial<Reading> = {}): Reading => ({
  indicator: 'city.test.value',
  place: 'district',
  atMs: NOON_MS,
  value: 1,
  quality: 'good',
  source: 'feed',
  receivedAtMs: NOON_MS,
  ...fields,
})

export const aPlace = (fields: Partial<Place> = {}): Place => ({
  id: 'point:a',
  kind: 'point',
  name_zh: '甲点',
  name_en: 'Site A',
  town: 'chashan',
  position: null,
  approximate: true,
  ...fields,
})
