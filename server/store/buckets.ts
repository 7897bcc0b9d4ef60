import type { HistoryQuery, Resolution } from './store.ts'

/** Resolutions of the roll-ups (汇总), from fine to coarse. */
export const LEVELS = ['1min', '1h', '1d'] as const
export type RollUpLevel = (typeof LEVELS)[number]

/** Length of one bucket in milliseconds. */
export const LEVEL_MS: Readonly<Record<RollUpLevel, number>> = {
  '1min': 60_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
}

/** Asia/Shanghai is UTC+8 the year round; days and hours of the roll-ups begin by its clock. */
export const LOCAL_OFFSET_MS = 8 * 3_600_000

/** @returns start of the bucket of `widthMs` that holds `atMs`, by the local clock */
export const bucketStart = (atMs: number, widthMs: number): number =>
  Math.floor((atMs + LOCAL_OFFSET_MS) / widthMs) * widthMs - LOCAL_OFFSET_MS

/** @returns the first bucket start that is not before `atMs` */
export const bucketCeil = (atMs: number, widthMs: number): number => {
  const start = bucketStart(atMs, widthMs)
  return start === atMs ? start : start + widthMs
}

/** How the answer to a history query is cut into buckets. */
export type HistoryGrid = {
  /** Coarsest resolution whose rows fall into one bucket each. */
  readonly level: Resolution
  readonly widthMs: number
  /** Start of the bucket with index 0. */
  readonly originMs: number
}

/**
 * The grid for a query: the coarsest level whose bucket fits into span / points, widened to a whole
 * multiple that needs at most `points` buckets, by the local clock. Below a minute the buckets begin at
 * `fromMs`.
 */
export function historyGrid({ fromMs, toMs, points }: HistoryQuery): HistoryGrid {
  const wanted = Math.max(1, (toMs - fromMs) / points)
  const level = LEVELS.findLast((candidate) => LEVEL_MS[candidate] <= wanted)
  if (level === undefined) return { level: 'raw', widthMs: Math.ceil(wanted), originMs: fromMs }
  for (let k = Math.ceil(wanted / LEVEL_MS[level]); ; k += 1) {
    const widthMs = k * LEVEL_MS[level]
    const originMs = bucketStart(fromMs, widthMs)
    if (Math.ceil((toMs - originMs) / widthMs) <= points || points === 1) {
      return points === 1
        ? { level, widthMs: toMs - originMs, originMs }
        : { level, widthMs, originMs }
    }
  }
}

/**
 * Where each resolution ends: everything older was dropped, and lives on in the next coarser level only.
 * Cut at local midnight so that every bucket of every level lies wholly on one side, and a coarser level is
 * never dropped before a finer one.
 */
export function expiryCuts(
  nowMs: number,
  keepMs: Readonly<Record<Resolution, number>>,
): Record<Resolution, number> {
  const cut = (resolution: Resolution): number =>
    keepMs[resolution] === Number.POSITIVE_INFINITY
      ? Number.NEGATIVE_INFINITY
      : bucketStart(nowMs - keepMs[resolution], LEVEL_MS['1d'])
  const raw = cut('raw')
  const minute = Math.min(raw, cut('1min'))
  const hour = Math.min(minute, cut('1h'))
  return { raw, '1min': minute, '1h': hour, '1d': Math.min(hour, cut('1d')) }
}
