import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { Place } from '../../protocol/place/place.ts'

/** Translates a catalog's map once: the same map in gives the same map out. */
function translator<T>(
  translate: (item: T) => T,
): (from: ReadonlyMap<string, T>) => ReadonlyMap<string, T> {
  const kept = new WeakMap<ReadonlyMap<string, T>, ReadonlyMap<string, T>>()
  return (from) => {
    const known = kept.get(from)
    if (known !== undefined) return known
    const made = new Map([...from].map(([id, item]) => [id, translate(item)] as const))
    kept.set(from, made)
    return made
  }
}

const englishIndicators = translator<IndicatorDefinition>((each) => ({
  ...each,
  name_zh: each.name_en,
  unit: each.unit_en,
}))
const englishPlaces = translator<Place>((each) => ({ ...each, name_zh: each.name_en }))

type Names = {
  readonly indicators: ReadonlyMap<string, IndicatorDefinition>
  readonly places: ReadonlyMap<string, Place>
}

/**
 * The catalog's names and units as the map writes them: the map reads `name_zh` and `unit`, so that in English these
 * hold the English words.
 */
export const namesIn = (language: 'zh' | 'en', { indicators, places }: Names): Names =>
  language === 'zh'
    ? { indicators, places }
    : { indicators: englishIndicators(indicators), places: englishPlaces(places) }
