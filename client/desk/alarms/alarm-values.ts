import { useStore } from 'zustand'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { type Language, nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { formatNumber, formatValue } from '../../ui/format.ts'

type Named = { readonly name_zh: string; readonly name_en: string }

/** What an alarm's codes and numbers are called; a code that the catalog does not know stays as it is. */
export type AlarmNames = {
  readonly language: Language
  readonly indicator: (id: string) => string
  readonly place: (id: string) => string
  readonly scenario: (id: string) => string
  /** With its unit; `—` when there is none. */
  readonly value: (alarm: Pick<Alarm, 'indicator' | 'value'>) => string
  /** With its unit; null: the rule has no limit. */
  readonly limit: (alarm: Pick<Alarm, 'indicator' | 'limit'>) => string | null
}

export function useAlarmNames(): AlarmNames {
  const language = useLanguage()
  const { indicators, places, towns, scenarios } = useStore(catalogStore)
  const named = (id: string, item: Named | undefined): string =>
    item === undefined ? id : nameOf(item, language)
  const unitOf = (id: string): string => {
    const found = indicators.get(id)
    const unit = found === undefined ? '' : language === 'zh' ? found.unit : found.unit_en
    return unit === '' ? '' : ` ${unit}`
  }
  const precisionOf = (id: string): number => indicators.get(id)?.precision ?? 1
  return {
    language,
    indicator: (id) => named(id, indicators.get(id)),
    place: (id) => named(id, places.get(id) ?? towns.get(id)),
    scenario: (id) => named(id, scenarios.get(id)),
    value: ({ indicator, value }) =>
      value === null
        ? formatValue(null, 0)
        : `${formatNumber(value, precisionOf(indicator))}${unitOf(indicator)}`,
    limit: ({ indicator, limit }) => {
      if (limit === null) return null
      const text = typeof limit === 'number' ? formatNumber(limit, precisionOf(indicator)) : limit
      return `${text}${unitOf(indicator)}`
    },
  }
}
