/**
 * How alike two reports are (疑似重复): by place, time, type and text. It only offers; nothing is ever merged by it.
 */

/** What is compared; a part that is not known does not count against the pair. */
export type Comparable = {
  /** WGS 84 `[lon, lat]`. */
  readonly position: readonly [number, number] | null
  /** Left out: not said. */
  readonly type: string | null
  readonly category: string | null
  readonly atMs: number
  readonly title: string
  readonly description: string
  readonly address: string
}

/** Every part from 0 (nothing in common) to 1; null: not known of one of the two. */
export type Likeness = {
  /** 0..1, the parts weighed and averaged over those that are known. */
  readonly score: number
  readonly metres: number | null
  readonly sameType: boolean | null
  readonly sameCategory: boolean | null
  readonly hours: number
  readonly text: number | null
  readonly sameAddress: boolean
}

/** Farther apart than this are two places, later than this two events. */
export const SIMILAR_WITHIN_M = 300
export const SIMILAR_WITHIN_MS = 30 * 86_400_000

/** Weights and threshold were chosen on recorded reports; docs/open311.md has the figures. */
export const SIMILAR_WEIGHTS = { place: 0.45, type: 0.2, time: 0.15, text: 0.2 } as const
export const SIMILAR_THRESHOLD = 0.6

const EARTH_M = 6_371_008.8
const HOUR_MS = 3_600_000
const RADIANS = Math.PI / 180
/** At this distance a place counts for half, and after this time an event does. */
const HALF_M = 60
const HALF_MS = 5 * 24 * HOUR_MS
/** Longer texts are told apart by their beginning well enough, and cost no more. */
const MOST_TEXT = 2_000
/** Text shorter than this says nothing. */
const LEAST_TEXT = 2

/** Distance on a sphere, metres. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const [lat1, lat2] = [a[1] * RADIANS, b[1] * RADIANS]
  const dLat = Math.sin((lat2 - lat1) / 2)
  const dLon = Math.sin(((b[0] - a[0]) * RADIANS) / 2)
  const h = dLat * dLat + Math.cos(lat1) * Math.cos(lat2) * dLon * dLon
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

const HAN = /\p{Script=Han}/u

/**
 * Pieces of a text: of Chinese every two neighbouring characters, because it has no spaces; of the rest every three.
 * Case, width, spaces and marks do not count.
 */
export function piecesOf(text: string): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>()
  const runs = text
    .slice(0, MOST_TEXT)
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
  for (const run of runs ?? []) {
    const letters = [...run]
    const length = HAN.test(run) ? 2 : 3
    for (let from = 0; from <= Math.max(0, letters.length - length); from++) {
      const piece = letters.slice(from, from + length).join('')
      pieces.set(piece, (pieces.get(piece) ?? 0) + 1)
    }
  }
  return pieces
}

/** Dice's coefficient of two texts, 0..1; null when one of them says nothing. */
export function textLikeness(a: string, b: string): number | null {
  const [left, right] = [piecesOf(a), piecesOf(b)]
  if (a.trim().length < LEAST_TEXT || b.trim().length < LEAST_TEXT) return null
  const count = (pieces: ReadonlyMap<string, number>): number =>
    [...pieces.values()].reduce((sum, n) => sum + n, 0)
  const total = count(left) + count(right)
  if (left.size === 0 || right.size === 0) return null
  let shared = 0
  for (const [piece, n] of left) shared += Math.min(n, right.get(piece) ?? 0)
  return (2 * shared) / total
}

const fading = (amount: number, half: number): number => 0.5 ** (amount / half)
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** The words of a report: what was described, else its title. */
const wordsOf = ({ title, description }: Comparable): string =>
  description.trim() === '' ? title : `${title} ${description}`

/** How alike two reports are, with what it rests on. */
export function likeness(a: Comparable, b: Comparable): Likeness {
  const sameAddress = plain(a.address) !== '' && plain(a.address) === plain(b.address)
  const metres =
    a.position === null || b.position === null ? null : metresBetween(a.position, b.position)
  const sameType = a.type === null || b.type === null ? null : a.type === b.type
  const sameCategory = a.category === null || b.category === null ? null : a.category === b.category
  const apartMs = Math.abs(a.atMs - b.atMs)
  const text = textLikeness(wordsOf(a), wordsOf(b))
  const place = metres === null ? (sameAddress ? 1 : null) : fading(metres, HALF_M)
  const kind = sameType === null ? null : sameType ? 1 : sameCategory === true ? 0.4 : 0
  const parts: readonly (readonly [weight: number, value: number | null])[] = [
    [SIMILAR_WEIGHTS.place, place],
    [SIMILAR_WEIGHTS.type, kind],
    [SIMILAR_WEIGHTS.time, fading(apartMs, HALF_MS)],
    [SIMILAR_WEIGHTS.text, text],
  ]
  let [score, weight] = [0, 0]
  for (const [share, value] of parts) {
    if (value === null) continue
    score += share * value
    weight += share
  }
  return {
    score: score / weight,
    metres,
    sameType,
    sameCategory,
    hours: apartMs / HOUR_MS,
    text,
    sameAddress,
  }
}

/** What a likeness rests on, in a line: `62 米 · 同类型 · 3 小时前 · 文字 0.71`. */
export function explainLikeness(found: Likeness): { readonly zh: string; readonly en: string } {
  const { metres, sameType, sameCategory, hours, text, sameAddress } = found
  const days = Math.round(hours / 24)
  const ago =
    hours < 1
      ? { zh: `${Math.round(hours * 60)} 分钟内`, en: `within ${Math.round(hours * 60)} min` }
      : hours < 48
        ? { zh: `相隔 ${Math.round(hours)} 小时`, en: `${Math.round(hours)} h apart` }
        : { zh: `相隔 ${days} 天`, en: `${days} days apart` }
  const parts = [
    ...(metres === null
      ? sameAddress
        ? [{ zh: '同地址', en: 'same address' }]
        : []
      : [{ zh: `${Math.round(metres)} 米`, en: `${Math.round(metres)} m` }]),
    ...(sameType === null
      ? []
      : sameType
        ? [{ zh: '同类型', en: 'same type' }]
        : sameCategory === true
          ? [{ zh: '同大类', en: 'same category' }]
          : [{ zh: '类型不同', en: 'another type' }]),
    ago,
    ...(text === null ? [] : [{ zh: `文字 ${text.toFixed(2)}`, en: `text ${text.toFixed(2)}` }]),
  ]
  return { zh: parts.map(({ zh }) => zh).join(' · '), en: parts.map(({ en }) => en).join(' · ') }
}
