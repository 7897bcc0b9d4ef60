import { useStore } from 'zustand'
import type { OrderType } from '../../protocol/catalog.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import { nameOf, useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'

export type Names = {
  readonly indicator: (id: string) => string
  readonly place: (id: string) => string
  readonly orderType: (code: string) => OrderType | undefined
  readonly department: (code: string) => string
}

/** Names of the catalog's things for people; an unknown id stands for itself. */
export function useNames(): Names {
  const text = useText()
  const language = useLanguage()
  const catalog = useStore(catalogStore)
  const named = (
    item: { readonly name_zh: string; readonly name_en: string } | undefined,
    id: string,
  ): string => (item === undefined ? id : nameOf(item, language))
  return {
    indicator: (id) => named(catalog.indicators.get(id), id),
    place: (id) =>
      id === DISTRICT ? text.district : named(catalog.towns.get(id) ?? catalog.places.get(id), id),
    orderType: (code) => catalog.orderTypes.get(code),
    department: (code) => {
      const department = catalog.departments.get(code)
      if (department === undefined) return code
      return language === 'zh' ? department.full_name_zh : department.name_en
    },
  }
}
