import { type LonLat, METERS_PER_DEGREE, metersPerDegreeLon } from './geometry.ts'

export type HexBin<T> = { readonly center: LonLat; readonly items: readonly T[] }

/**
 * Sorts things into flat-topped hexagons on the ground.
 *
 * @param radiusM from a hexagon's middle to its corner
 * @param origin the grid hangs on this position, so that hexagons stay where they are while values change
 */
export function hexBins<T>(
  items: readonly { readonly position: LonLat; readonly item: T }[],
  radiusM: number,
  origin: LonLat,
): HexBin<T>[] {
  const kx = metersPerDegreeLon(origin[1])
  const bins = new Map<string, { center: LonLat; items: T[] }>()
  for (const { position, item } of items) {
    const x = ((position[0] - origin[0]) * kx) / radiusM
    const y = ((position[1] - origin[1]) * METERS_PER_DEGREE) / radiusM
    const [q, r] = roundHex((2 / 3) * x, -x / 3 + (Math.sqrt(3) / 3) * y)
    const key = `${q} ${r}`
    const bin = bins.get(key)
    if (bin !== undefined) {
      bin.items.push(item)
      continue
    }
    bins.set(key, {
      center: [
        origin[0] + (1.5 * q * radiusM) / kx,
        origin[1] + (Math.sqrt(3) * (r + q / 2) * radiusM) / METERS_PER_DEGREE,
      ],
      items: [item],
    })
  }
  return [...bins.values()]
}

/** Nearest hexagon of fractional axial coordinates (cube rounding). */
function roundHex(q: number, r: number): readonly [number, number] {
  const s = -q - r
  const [rq, rr, rs] = [Math.round(q), Math.round(r), Math.round(s)]
  const [dq, dr, ds] = [Math.abs(rq - q), Math.abs(rr - r), Math.abs(rs - s)]
  if (dq > dr && dq > ds) return [-rr - rs, rr]
  return dr > ds ? [rq, -rq - rs] : [rq, rr]
}
