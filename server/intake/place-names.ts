import type { Place } from '../../protocol/place/place.ts'

/**
 * Finds a place by its id or by its Chinese or English name. A name of several places names none.
 *
 * @param has whether an id is that of a place, also of one that only feeds know
 */
export function createPlaceNames(
  places: readonly Place[],
  has: (id: string) => boolean,
): (text: string) => string | null {
  const byName = new Map<string, string | null>()
  for (const { id, name_zh, name_en } of places) {
    for (const name of new Set([name_zh, name_en.toLowerCase()])) {
      byName.set(name, byName.has(name) ? null : id)
    }
  }
  return (text) => (has(text) ? text : (byName.get(text) ?? byName.get(text.toLowerCase()) ?? null))
}
