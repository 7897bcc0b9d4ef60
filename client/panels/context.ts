import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Department, Town } from '../../protocol/catalog.ts'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { Order } from '../../protocol/order/order.ts'
import { DISTRICT, type Place } from '../../protocol/place/place.ts'
import type { Panel, Scenario } from '../../protocol/scenario/scenario.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import type { HistoryPoint } from '../data/history-points.ts'

/** Everything a panel's chart is worked out from, at one moment. Pure functions take it; nothing else is read. */
export type PanelContext = {
  readonly panel: Panel
  readonly scenario: Scenario
  readonly language: 'zh' | 'en'
  /** Town the wings are filtered to; null = the whole district. */
  readonly town: string | null
  readonly nowMs: number
  /** The panel's indicators that the catalog knows, in the panel's order. */
  readonly definitions: readonly IndicatorDefinition[]
  readonly definitionOf: (id: string) => IndicatorDefinition | undefined
  readonly allDefinitions: Iterable<IndicatorDefinition>
  readonly towns: readonly Town[]
  readonly departments: ReadonlyMap<string, Department>
  readonly orderTypeName: (code: string) => string
  readonly places: ReadonlyMap<string, Place>
  readonly reading: (indicator: string, place: string) => WireReading | undefined
  readonly placesOf: (indicator: string) => readonly string[]
  /** History in the panel's window, ascending; empty while it loads. */
  readonly points: (indicator: string, place: string) => readonly HistoryPoint[]
  readonly alarms: Iterable<Alarm>
  readonly orders: Iterable<Order>
}

export const nameOf = (
  item: { readonly name_zh: string; readonly name_en: string },
  language: 'zh' | 'en',
): string => (language === 'zh' ? item.name_zh : item.name_en)

export const unitOf = (
  item: { readonly unit: string; readonly unit_en: string },
  language: 'zh' | 'en',
): string => (language === 'zh' ? item.unit : item.unit_en)

/** `茶山街道` → `茶山`, `天宁经济开发区` → `经开区`: what fits under a bar. */
export function shortTownName(town: Town, language: 'zh' | 'en'): string {
  if (language === 'en') return town.name_en.replace(/ (Subdistrict|Town)$/, '')
  if (town.kind === 'zone') return '经开区'
  return town.name_zh.replace(/(街道|镇)$/, '')
}

/** Name of any place; the part after the colon when nobody told us its name. */
export function placeName(ctx: PanelContext, id: string): string {
  if (id === DISTRICT) return ctx.language === 'zh' ? '全区' : 'District'
  const town = ctx.towns.find((each) => each.code === id)
  if (town !== undefined) return nameOf(town, ctx.language)
  const place = ctx.places.get(id)
  return place === undefined ? id.slice(id.indexOf(':') + 1) : nameOf(place, ctx.language)
}

/** Whether an indicator can have a value for a town at all. */
export const reachesTowns = (
  definition: Pick<IndicatorDefinition, 'grain' | 'aggregate'>,
): boolean => definition.grain !== 'district' && definition.aggregate !== 'none'

/** The place whose value stands for the panel: the town selected where the indicator has one, else the district. */
export const scopeOf = (
  ctx: Pick<PanelContext, 'town'>,
  definition: Pick<IndicatorDefinition, 'grain' | 'aggregate'>,
): string => (ctx.town !== null && reachesTowns(definition) ? ctx.town : DISTRICT)

/** The finest places that report an indicator, within the selected town; towns and the district left out. */
export function finePlaces(ctx: PanelContext, indicator: string): string[] {
  const codes = new Set(ctx.towns.map((town) => town.code))
  return ctx.placesOf(indicator).filter((id) => {
    if (id === DISTRICT || codes.has(id)) return false
    if (ctx.town === null) return true
    const place = ctx.places.get(id)
    if (place !== undefined) return place.town === ctx.town
    return id.slice(id.indexOf(':') + 1).startsWith(`${ctx.town}-`)
  })
}
