const DAY_MS = 86_400_000
/** Asia/Shanghai has had no summer time since 1991: a fixed offset. */
const SHANGHAI_MS = 8 * 3_600_000

/** Start of the local day that holds `atMs`, epoch ms. */
export const startOfDayMs = (atMs: number): number =>
  Math.floor((atMs + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS

/**
 * Numbers orders `CG<yyyymmdd>-<six digits>`, counting from 1 each local day.
 *
 * @param countOf orders that the store already holds of a day
 */
export function createNumbering(countOf: (fromMs: number, toMs: number) => Promise<number>) {
  const lastOf = new Map<number, number>()
  let turn: Promise<unknown> = Promise.resolve()
  const take = async (atMs: number): Promise<string> => {
    const day = startOfDayMs(atMs)
    const last = lastOf.get(day) ?? (await countOf(day, day + DAY_MS))
    lastOf.set(day, last + 1)
    const date = new Date(day + SHANGHAI_MS).toISOString().slice(0, 10).replaceAll('-', '')
    return `CG${date}-${String(last + 1).padStart(6, '0')}`
  }
  return {
    /** The next number of that day; calls are served one after the other. */
    next(atMs: number): Promise<string> {
      const number = turn.then(() => take(atMs))
      turn = number.catch(() => undefined)
      return number
    },
  }
}
