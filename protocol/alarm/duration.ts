const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * Reads a hold time as scenarios write it: `30s`, `5min`, `2h`, `1d`.
 *
 * @returns milliseconds; null when `text` is no such duration
 */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d{1,9})(s|min|h|d)$/.exec(text)
  const unit = UNIT_MS[match?.[2] ?? '']
  return match === null || unit === undefined ? null : Number(match[1]) * unit
}
