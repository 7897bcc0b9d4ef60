import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import type { WireReading } from '../../protocol/stream/events.ts'

/** Text and time as both ends of `protocol/stream/delta-codec.ts` need them, by Node's own means. */
export const NODE_CODEC = {
  encode: (bytes: Uint8Array): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (text: string): Uint8Array => Buffer.from(text, 'base64'),
  toMs: (iso: string): number => Date.parse(iso),
  toIso: (ms: number): string => new Date(ms).toISOString(),
}

export function wireReading(value: IndicatorValue): WireReading {
  return {
    indicator: value.indicator,
    place: value.place,
    // Minus zero has no JSON form and no meaning on a wall; adding 0 makes it 0.
    value: value.value === null ? null : value.value + 0,
    at: value.atMs === null ? null : new Date(value.atMs).toISOString(),
    quality: value.quality,
    level: value.level,
    status: value.status,
  }
}

/** Whether a watcher could tell the two apart. */
export const sameReading = (a: WireReading, b: WireReading): boolean =>
  a.value === b.value &&
  a.at === b.at &&
  a.quality === b.quality &&
  a.level === b.level &&
  a.status === b.status
