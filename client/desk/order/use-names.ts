import { useStore } from 'zustand'
import { type Language, nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'

/** What codes are called in the language in use; a code that is not in the catalog stands for itself. */
export type Names = {
  readonly language: Language
  readonly department: (code: string) => string
  readonly type: (code: string) => string
  readonly town: (code: string) => string
  readonly place: (id: string) => string
}

export function useNames(): Names {
  const language = useLanguage()
  const { departments, orderTypes, towns, places } = useStore(catalogStore)
  type Named = { readonly name_zh: string; readonly name_en: string }
  const from = (table: ReadonlyMap<string, Named>) => (code: string) => {
    const found = table.get(code)
    return found === undefined ? code : nameOf(found, language)
  }
  return {
    language,
    department: from(departments),
    type: from(orderTypes),
    town: from(towns),
    place: from(places),
  }
}
