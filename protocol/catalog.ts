import { type Static, Type } from 'typebox'
import { CATEGORIES, IndicatorDefinition } from './indicator/definition.ts'
import { Scenario } from './scenario/scenario.ts'

const Text = Type.String()

export const Category = Type.Object({
  id: Type.Enum([...CATEGORIES]),
  name_zh: Text,
  name_en: Text,
})

export const Department = Type.Object({
  code: Text,
  name_zh: Text,
  full_name_zh: Text,
  name_en: Text,
  remit_en: Text,
})

/** A subdistrict, a town, or the development zone that overlaps two of them (`kind: "zone"`, never summed with them). */
export const Town = Type.Object({
  code: Text,
  adcode: Type.Union([Text, Type.Null()]),
  name_zh: Text,
  name_en: Text,
  kind: Type.Enum(['subdistrict', 'town', 'zone']),
  /** WGS 84 `[lon, lat]`, for labels only. */
  centroid: Type.Tuple([Type.Number(), Type.Number()]),
  area_km2: Type.Number(),
  partition_area_km2: Type.Union([Type.Number(), Type.Null()]),
  population_10k: Type.Union([Type.Number(), Type.Null()]),
  communities: Type.Array(Type.Object({ code: Text, name_zh: Text, kind: Text })),
})

export const OrderType = Type.Object({
  code: Text,
  category: Type.Enum([...CATEGORIES]),
  name_zh: Text,
  name_en: Text,
  standard: Text,
  lead: Text,
  co: Type.Array(Text),
  sign_minutes: Type.Number({ minimum: 0 }),
  handle_hours: Type.Number({ minimum: 0 }),
  /** 1 is the most urgent, 4 the least. */
  severity_default: Type.Integer({ minimum: 1, maximum: 4 }),
  needs_photo: Type.Boolean(),
})

/** What `GET /api/v1/catalog` answers. `version` is a hash of the rest. */
export const Catalog = Type.Object({
  version: Text,
  categories: Type.Array(Category),
  departments: Type.Array(Department),
  towns: Type.Array(Town),
  indicators: Type.Array(IndicatorDefinition),
  scenarios: Type.Array(Scenario),
  orderTypes: Type.Array(OrderType),
})

export type Category = Static<typeof Category>
export type Department = Static<typeof Department>
export type Town = Static<typeof Town>
export type OrderType = Static<typeof OrderType>
export type Catalog = Static<typeof Catalog>
