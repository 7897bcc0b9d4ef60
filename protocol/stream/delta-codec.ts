import type { Delta, PackedDelta, WireReading } from './events.ts'
import { packRows, unpackRows } from './packed.ts'

/** Turns bytes into text and back; injected, because the contract knows neither Node nor the browser. */
export type Base64 = {
  readonly encode: (bytes: Uint8Array) => string
  /** @throws when `text` is not base64 */
  readonly decode: (text: string) => Uint8Array
}

/** ISO 8601 text and epoch milliseconds; injected for the same reason. */
export type Times = {
  readonly toMs: (iso: string) => number
  readonly toIso: (ms: number) => string
}

/**
 * Packs a delta against the topic's dictionary.
 *
 * @param indexOf position of a key that the dictionary held before this delta, else undefined
 * @param dict length of the dictionary before this delta
 */
export function packDelta(
  delta: Delta,
  dict: number,
  indexOf: (reading: WireReading) => number | undefined,
  codec: Base64 & Times,
): PackedDelta {
  const { readings, ...rest } = delta
  if (readings === undefined || readings.length === 0) return { ...rest, dict }
  const keys: [string, string][] = []
  const toMs = remember(codec.toMs)
  const rows = readings.map((reading) => {
    const known = indexOf(reading)
    const index = known ?? dict + keys.push([reading.indicator, reading.place]) - 1
    const { value, quality, level, status, at } = reading
    return { index, value, quality, level, status, atMs: at === null ? null : toMs(at) }
  })
  rows.sort((a, b) => a.index - b.index)
  const data = codec.encode(packRows(rows, codec.toMs(delta.at)))
  return { ...rest, dict, ...(keys.length === 0 ? {} : { keys }), data }
}

/**
 * @param dictionary the topic's keys before this delta, in order
 * @returns null when the delta was packed against another dictionary: ask for a snapshot
 * @throws RangeError when the packed data is malformed
 */
export function unpackDelta(
  packed: PackedDelta,
  dictionary: readonly (readonly [indicator: string, place: string])[],
  codec: Base64 & Times,
): Delta | null {
  const { dict, keys = [], data, ...rest } = packed
  if (dict !== dictionary.length) return null
  if (data === undefined) return rest
  const toIso = remember(codec.toIso)
  const readings = unpackRows(codec.decode(data), codec.toMs(rest.at)).map((row): WireReading => {
    const key = row.index < dict ? dictionary[row.index] : keys[row.index - dict]
    if (key === undefined) throw new RangeError('packed index lies outside the dictionary')
    const [indicator, place] = key
    const { value, quality, level, status, atMs } = row
    const at = atMs === null ? null : toIso(atMs)
    return { indicator, place, value, at, quality, level, status }
  })
  return { ...rest, readings }
}

/** The readings of a tick mostly have one time: what was worked out for the last one is kept. */
function remember<In, Out>(convert: (from: In) => Out): (from: In) => Out {
  let last: { readonly from: In; readonly to: Out } | null = null
  return (from) => {
    if (last === null || last.from !== from) last = { from, to: convert(from) }
    return last.to
  }
}
