/** A thing with a place on the screen, px. */
export type Spot<T> = { readonly x: number; readonly y: number; readonly item: T }
/** One or more things drawn as one, at their middle. Never empty. */
export type Cluster<T> = {
  readonly x: number
  readonly y: number
  readonly items: readonly [T, ...T[]]
}

/**
 * Joins things that would overlap, so that no two of what is drawn lie nearer than `distance`.
 * Each pass joins neighbours greedily; passes repeat until none is left, so the promise holds for the middles too.
 * Nothing is lost: every item is in exactly one cluster. Order of the input decides ties, so equal input gives equal output.
 *
 * @param distance px, above 0
 */
export function cluster<T>(spots: readonly Spot<T>[], distance: number): Cluster<T>[] {
  let clusters: Cluster<T>[] = spots
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
    .map(({ x, y, item }) => ({ x, y, items: [item] }))
  for (;;) {
    const joined = joinOnce(clusters, distance)
    if (joined.length === clusters.length) return joined
    clusters = joined
  }
}

function joinOnce<T>(clusters: readonly Cluster<T>[], distance: number): Cluster<T>[] {
  const grid = new Map<string, number[]>()
  const result: Cluster<T>[] = []
  for (const next of clusters) {
    const column = Math.floor(next.x / distance)
    const row = Math.floor(next.y / distance)
    const near = nearest(result, grid, next, distance, column, row)
    if (near === null) {
      const key = `${column} ${row}`
      const cell = grid.get(key)
      if (cell === undefined) grid.set(key, [result.length])
      else cell.push(result.length)
      result.push(next)
      continue
    }
    const host = result[near]
    // The host stays filed under its first cell: its middle moves less than the next pass forgives.
    if (host !== undefined) result[near] = merge(host, next)
  }
  return result
}

function nearest<T>(
  placed: readonly Cluster<T>[],
  grid: ReadonlyMap<string, readonly number[]>,
  next: Cluster<T>,
  distance: number,
  column: number,
  row: number,
): number | null {
  let best: number | null = null
  let bestDistance = distance
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (const index of grid.get(`${column + dx} ${row + dy}`) ?? []) {
        const other = placed[index]
        if (other === undefined) continue
        const apart = Math.hypot(other.x - next.x, other.y - next.y)
        if (apart < bestDistance) {
          best = index
          bestDistance = apart
        }
      }
    }
  }
  return best
}

function merge<T>(a: Cluster<T>, b: Cluster<T>): Cluster<T> {
  const share = b.items.length / (a.items.length + b.items.length)
  return {
    x: a.x + (b.x - a.x) * share,
    y: a.y + (b.y - a.y) * share,
    items: [...a.items, ...b.items],
  }
}
