/** Asia/Shanghai has had no summer time since 1991: a fixed offset. */
const SHANGHAI_MS = 8 * 3_600_000

/** A moment as people here read it, with its offset, to the second: `2024-06-07T09:00:00+08:00`. */
export const toLocalIso = (atMs: number): string =>
  `${new Date(atMs + SHANGHAI_MS).toISOString().slice(0, 19)}+08:00`

/** The local day of a moment, `20240607`, as file names carry it. */
export const localDay = (atMs: number): string =>
  new Date(atMs + SHANGHAI_MS).toISOString().slice(0, 10).replaceAll('-', '')
