import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { LegendNote } from './legend-data.ts'

type Words = {
  readonly map: string
  readonly schematic: string
  readonly boundarySource: (source: string) => string
  readonly approval: (number: string) => string
  readonly tileCredit: (owner: string) => string
  readonly tilesFailed: string
  readonly tilesStale: string
  readonly simulated: string
  readonly district: string
  readonly towns: string
  readonly loading: string
  readonly failed: string
  readonly lost: string
  readonly noWebgl: string
  readonly place: string
  readonly value: string
  readonly highest: string
  readonly asOf: (time: string) => string
  readonly missing: (count: number) => string
  readonly unplaced: (count: number) => string
  readonly more: (count: number) => string
  readonly note: Record<Exclude<LegendNote, null>, string>
  readonly period: Record<NonNullable<IndicatorDefinition['period']>, string>
}

const ZH: Words = {
  map: '天宁区地图',
  schematic: '边界示意',
  boundarySource: (source) => `界线来源 ${source}`,
  approval: (number) => `审图号 ${number}`,
  tileCredit: (owner) => `底图 ${owner}`,
  tilesFailed: '自有底图不可用,现为内置底图',
  tilesStale: '底图取自缓存',
  simulated: '演示',
  district: '全区',
  towns: '镇街',
  loading: '地图载入中',
  failed: '地图数据取不到,正在重试',
  lost: '地图画面中断,正在恢复',
  noWebgl: '此浏览器不支持 WebGL2,以下列出地图上的数值',
  place: '地点',
  value: '数值',
  highest: '最高',
  asOf: (time) => `截至 ${time}`,
  missing: (count) => `${count} 处无数据`,
  unplaced: (count) => `${count} 项无位置`,
  more: (count) => `另有 ${count} 处`,
  note: {
    loading: '载入中',
    'no-table': '未接入',
    'no-indicator': '指标不在目录中',
    empty: '暂无数据',
    'no-orders': '当前无此类工单',
    'district-only': '仅有全区数值',
  },
  period: { day: '今日', month: '本月', year: '本年' },
}

const EN: Words = {
  map: 'Map of Tianning district',
  schematic: 'Boundaries schematic',
  boundarySource: (source) => `Boundary source ${source}`,
  approval: (number) => `Map approval ${number}`,
  tileCredit: (owner) => `Map ${owner}`,
  tilesFailed: 'Site map unavailable; built-in map shown',
  tilesStale: 'Map from kept tiles',
  simulated: 'Demo',
  district: 'District',
  towns: 'Towns',
  loading: 'Loading the map',
  failed: 'Map data cannot be fetched, trying again',
  lost: 'The map was interrupted, restoring it',
  noWebgl: 'This browser has no WebGL2; the values of the map are listed below',
  place: 'Place',
  value: 'Value',
  highest: 'Highest:',
  asOf: (time) => `as of ${time}`,
  missing: (count) => `${count} without data`,
  unplaced: (count) => `${count} without a place`,
  more: (count) => `${count} more`,
  note: {
    loading: 'Loading',
    'no-table': 'Not connected',
    'no-indicator': 'Not in the catalog',
    empty: 'No data yet',
    'no-orders': 'No such order is open',
    'district-only': 'District value only',
  },
  period: { day: 'today', month: 'this month', year: 'this year' },
}

export const mapText = (language: 'zh' | 'en'): Words => (language === 'zh' ? ZH : EN)
