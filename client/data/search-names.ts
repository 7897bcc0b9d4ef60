import type { Catalog } from '../../protocol/catalog.ts'
import type { PinyinTable, SearchItem } from '../scenes/search.ts'
import { callApi, isRecord } from './api.ts'

/** Pinyin of the catalog's names. @throws ApiProblem */
export async function loadPinyin(): Promise<PinyinTable> {
  const { body } = await callApi('/api/v1/catalog/pinyin')
  if (!isRecord(body)) return {}
  return Object.fromEntries(
    Object.entries(body).flatMap(([id, entry]) => {
      if (!isRecord(entry)) return []
      const { initials, full } = entry
      return typeof initials === 'string' && typeof full === 'string'
        ? [[id, { initials: initials.toLowerCase(), full: full.toLowerCase().replace(/\s+/g, '') }]]
        : []
    }),
  )
}

/** Everything that can be searched: scenarios for the wall, towns, indicators. */
export function searchItemsOf(catalog: Catalog, pinyin: PinyinTable): readonly SearchItem[] {
  const named = (id: string): { initials: string; full: string } => ({
    initials: pinyin[id]?.initials ?? '',
    full: pinyin[id]?.full ?? '',
  })
  return [
    ...catalog.scenarios.map(
      (scenario): SearchItem => ({
        kind: 'scenario',
        id: scenario.id,
        zh: scenario.name_zh,
        en: scenario.name_en,
        category: scenario.category,
        ...named(scenario.id),
      }),
    ),
    ...catalog.towns.map(
      (town): SearchItem => ({
        kind: 'town',
        id: town.code,
        zh: town.name_zh,
        en: town.name_en,
        category: null,
        ...named(town.code),
      }),
    ),
    ...catalog.indicators.map(
      (indicator): SearchItem => ({
        kind: 'indicator',
        id: indicator.id,
        zh: indicator.name_zh,
        en: indicator.name_en,
        category: indicator.category,
        ...named(indicator.id),
      }),
    ),
  ]
}
