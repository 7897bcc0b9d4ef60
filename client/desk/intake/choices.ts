import type { OrderType } from '../../../protocol/catalog.ts'
import type { Place } from '../../../protocol/place/place.ts'
import type { PinyinTable } from '../../scenes/search.ts'

/** Something that can be picked from a list by typing. */
export type Choice = {
  readonly value: string
  readonly label: string
  /** What it is found by, best first: lower case, no spaces. */
  readonly keys: readonly string[]
}

const MOST_SHOWN = 30

const tidy = (text: string): string => text.toLowerCase().replace(/[\s·・,,、()()]+/g, '')

/** How well a choice answers; lower is better, null: not at all. The choice's own order decides among equals. */
export function rankOf({ keys }: Choice, query: string): number | null {
  const wanted = tidy(query)
  if (wanted === '') return 0
  let best: number | null = null
  for (const [at, key] of keys.entries()) {
    const rank =
      key === wanted ? 0 : key.startsWith(wanted) ? 1 + at : key.includes(wanted) ? 20 + at : null
    if (rank !== null && (best === null || rank < best)) best = rank
  }
  return best
}

/** The best answers to what was typed, at most thirty. */
export function matching<T extends Choice>(choices: readonly T[], query: string): T[] {
  return choices
    .flatMap((choice, at) => {
      const rank = rankOf(choice, query)
      return rank === null ? [] : [{ choice, at, rank }]
    })
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, MOST_SHOWN)
    .map(({ choice }) => choice)
}

type Named = { readonly name_zh: string; readonly name_en: string }

const keysOf = (id: string, { name_zh, name_en }: Named, pinyin: PinyinTable): string[] =>
  [
    name_zh,
    pinyin[id]?.initials ?? '',
    id,
    id.slice(id.lastIndexOf('.') + 1),
    name_en,
    pinyin[id]?.full ?? '',
  ]
    .map(tidy)
    .filter((key) => key !== '')

/** Order types as choices: found by name, code or pinyin. */
export const typeChoices = (
  types: Iterable<OrderType>,
  pinyin: PinyinTable,
  nameOf: (named: Named) => string,
): Choice[] =>
  [...types].map((type) => ({
    value: type.code,
    label: `${nameOf(type)} · ${type.code}`,
    keys: keysOf(type.code, type, pinyin),
  }))

const RANK_OF_KIND: Readonly<Partial<Record<Place['kind'], number>>> = {
  district: 0,
  town: 1,
  grid: 2,
  road: 3,
}

/** Places as choices: towns before communities before roads before the rest. */
export const placeChoices = (
  places: Iterable<Place>,
  pinyin: PinyinTable,
  nameOf: (named: Named) => string,
): Choice[] =>
  [...places]
    .sort((a, b) => (RANK_OF_KIND[a.kind] ?? 9) - (RANK_OF_KIND[b.kind] ?? 9))
    .map((place) => ({
      value: place.id,
      label: nameOf(place),
      keys: keysOf(place.id, place, pinyin),
    }))
