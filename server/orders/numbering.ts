const DAY_MS = 86_400_000
/** Asia/Shanghai has had no summer time since 1991: a fixed offset. */
const SHANGHAI_MS = 8 * 3_600_000

/** Start of the local day that holds `atMs`, epoch ms. */
export const startOfDayMs = (atMs: number): number =>
  Math.floor((atMs + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS

/**
 * Numbers orders `CG<yyyymmdd>-<six digits>`, counting from 1 each local day. A number that was given and never written
 * is not given again before the next start.
 *
 * @param lastOf the highest number that begins so and is on record; null: none
 */
export function createNumbering(lastOf: (prefix: string) => Promise<string | null>) {
  const given = new Map<string, number>()
  let turn: Promise<unknown> = Promise.resolve()
  const take = async (atMs: number): Promise<string> => {
    const date = new Date(startOfDayMs(atMs) + SHANGHAI_MS).toISOString().slice(0, 10)
    const prefix = `CG${date.replaceAll('-', '')}-`
    const last = given.get(prefix) ?? Number((await lastOf(prefix))?.slice(prefix.length) ?? 0)
    given.set(prefix, last + 1)
    return `${prefix}${String(last + 1).padStart(6, '0')}`
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
