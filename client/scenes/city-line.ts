import { CATEGORIES, type CategoryId, type Level } from '../../protocol/indicator/definition.ts'
import type { CityState } from '../../protocol/stream/events.ts'

/** The one word for the city, from calm to worst; `unknown` before the first facts, `unsure` without enough of them. */
type CityWord =
  | 'unknown'
  | 'calm'
  | 'note'
  | 'watch'
  | 'strained-part'
  | 'strained'
  | 'critical'
  | 'unsure'

export type CityLine = {
  readonly word: CityWord
  /** Level whose shape and colour the word takes; null when no warning stands. */
  readonly level: Level | null
  /** Categories in which that level stands. */
  readonly where: readonly CategoryId[]
  /** Fresh share of all indicators, 0..100; null when nothing is known. */
  readonly freshPct: number | null
}

/** Below this fresh share nobody may be told that the city is calm. */
const UNSURE_BELOW_PCT = 50

/**
 * The state line's criteria (判据), in this order; the first that holds decides. Only standing alarms that
 * nobody shelved count.
 *
 * 1. no facts yet: unknown
 * 2. a red alarm anywhere: 紧急 critical
 * 3. orange in two categories or more: 承压 strained; in one: 局部承压 strained in part
 * 4. yellow anywhere: 关注 watch
 * 5. blue anywhere: 留意 note
 * 6. fewer than half of the indicators fresh: 数据不足 unsure, because calm cannot be claimed
 * 7. otherwise: 平稳 calm
 */
export function cityLine(city: CityState | null): CityLine {
  if (city === null) return { word: 'unknown', level: null, where: [], freshPct: null }
  const { fresh, total } = city.freshness
  const freshPct = total === 0 ? null : (fresh / total) * 100
  const at = (level: Level): CategoryId[] => CATEGORIES.filter((id) => city.worst[id] === level)
  const line = (word: CityWord, level: Level | null): CityLine => ({
    word,
    level,
    where: level === null ? [] : at(level),
    freshPct,
  })
  if (at('red').length > 0) return line('critical', 'red')
  if (at('orange').length > 1) return line('strained', 'orange')
  if (at('orange').length === 1) return line('strained-part', 'orange')
  if (at('yellow').length > 0) return line('watch', 'yellow')
  if (at('blue').length > 0) return line('note', 'blue')
  if (freshPct === null || freshPct < UNSURE_BELOW_PCT) return line('unsure', null)
  return line('calm', null)
}
