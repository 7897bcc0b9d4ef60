import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { OrderType } from '../../../protocol/catalog.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'

/** Names of what orders refer to by code; a code that the catalog does not know stays as it is. */
export type Named = {
  type(code: string): OrderType | null
  department(code: string): string
  /** Null: no town. */
  town(code: string | null): string | null
}

/** The catalog's names in the language in use. */
export function useNamed(): Named {
  const { orderTypes, departments, towns } = useStore(catalogStore)
  const language = useLanguage()
  return useMemo(() => {
    const name = (item: { name_zh: string; name_en: string } | undefined, code: string): string =>
      item === undefined ? code : nameOf(item, language)
    return {
      type: (code) => orderTypes.get(code) ?? null,
      department: (code) => name(departments.get(code), code),
      town: (code) => (code === null ? null : name(towns.get(code), code)),
    }
  }, [orderTypes, departments, towns, language])
}
