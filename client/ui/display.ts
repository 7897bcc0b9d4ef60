import {
  CADENCE_MS,
  type IndicatorDefinition,
  type Level,
  type Quality,
} from '../../protocol/indicator/definition.ts'
import { isTooOld } from '../../protocol/indicator/freshness.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { formatValue, NO_VALUE } from './format.ts'

/**
 * How one number has to look now. `expired`: older than five cadences, so the number itself is taken away and
 * only the last value and its time remain. `missing` never had a value, or cannot be computed.
 */
export type Display = {
  readonly look: 'fresh' | 'stale' | 'expired' | 'missing'
  /** The value as text; `—` when there is none or it is too old to be shown as the present. */
  readonly text: string
  readonly value: number | null
  /** Last value as text, with `lastAtMs`, when `look` is `expired`. */
  readonly lastText: string | null
  readonly lastAtMs: number | null
  readonly ageMs: number | null
  readonly quality: Quality | null
  readonly level: Level | null
}

const MISSING: Display = {
  look: 'missing',
  text: NO_VALUE,
  value: null,
  lastText: null,
  lastAtMs: null,
  ageMs: null,
  quality: null,
  level: null,
}

/**
 * @param nowMs the time the screen stands at: server time, or the moment replayed
 */
export function displayOf(
  reading: WireReading | undefined,
  definition: Pick<IndicatorDefinition, 'cadence' | 'precision'>,
  nowMs: number,
): Display {
  if (reading === undefined || reading.value === null) return MISSING
  const atMs = reading.at === null ? Number.NaN : Date.parse(reading.at)
  const text = formatValue(reading.value, definition.precision)
  const known = { value: reading.value, quality: reading.quality, level: reading.level }
  if (Number.isNaN(atMs)) {
    const look = reading.status === 'fresh' ? 'fresh' : 'stale'
    return { ...MISSING, ...known, look, text }
  }
  const ageMs = Math.max(0, nowMs - atMs)
  const cadenceMs = CADENCE_MS[definition.cadence]
  if (isTooOld(definition.cadence, atMs, nowMs)) {
    return {
      ...MISSING,
      look: 'expired',
      quality: reading.quality,
      lastText: text,
      lastAtMs: atMs,
      ageMs,
    }
  }
  const stale = reading.status !== 'fresh' || ageMs > 2 * cadenceMs
  return { ...MISSING, ...known, look: stale ? 'stale' : 'fresh', text, lastAtMs: atMs, ageMs }
}
