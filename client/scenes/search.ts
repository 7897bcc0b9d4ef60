import type { CategoryId } from '../../protocol/indicator/definition.ts'

type SearchKind = 'scenario' | 'town' | 'indicator'

/** One thing that can be found. */
export type SearchItem = {
  readonly kind: SearchKind
  readonly id: string
  readonly zh: string
  readonly en: string
  /** First letters of the pinyin, and all of it without spaces; empty until they are known. */
  readonly initials: string
  readonly full: string
  /** Null for a town. */
  readonly category: CategoryId | null
}

/** Pinyin of the catalog's names by id, as `GET /api/v1/catalog/pinyin` gives it. */
export type PinyinTable = Readonly<
  Record<string, { readonly initials: string; readonly full: string }>
>

const KIND_RANK: Record<SearchKind, number> = { scenario: 0, town: 1, indicator: 2 }

const tidy = (text: string): string => text.toLowerCase().replace(/[\s·・,,、()()]+/g, '')

/** How well one item answers; lower is better, null is not at all. */
function searchRank(item: SearchItem, query: string): number | null {
  const wanted = tidy(query)
  if (wanted === '') return null
  const zh = tidy(item.zh)
  if (zh === wanted) return 0
  if (zh.startsWith(wanted)) return 1
  if (item.initials.startsWith(wanted)) return 2
  if (zh.includes(wanted)) return 3
  if (item.full.startsWith(wanted)) return 4
  const words = item.en.toLowerCase().split(/[^a-z0-9]+/)
  if (words.some((word) => word.startsWith(wanted)) || tidy(item.en).startsWith(wanted)) return 5
  if (item.initials.includes(wanted)) return 6
  if (item.full.includes(wanted)) return 7
  if (tidy(item.en).includes(wanted) || item.id.includes(wanted)) return 8
  return null
}

/** The best answers, scenarios before towns before indicators where they answer equally well. */
export function searchItems(
  items: readonly SearchItem[],
  query: string,
  most: number,
): readonly SearchItem[] {
  return items
    .flatMap((item, at) => {
      const rank = searchRank(item, query)
      return rank === null ? [] : [{ item, at, rank }]
    })
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        KIND_RANK[a.item.kind] - KIND_RANK[b.item.kind] ||
        a.item.zh.length - b.item.zh.length ||
        a.at - b.at,
    )
    .slice(0, most)
    .map(({ item }) => item)
}
