/**
 * How a whole is shared among places. `weights` sum to 1; `phases` in (0, 1) decide in which order units
 * fall to places of equal weight. Both have one entry a place.
 */
export type Shares = { readonly weights: Float64Array; readonly phases: Float64Array }

/**
 * Shares whole units among places.
 *
 * The parts add up to `total`, and no part falls when the total rises (a divisor method): where one count
 * is at most another in the district, it is so at every place, as long as both use the same shares.
 *
 * @param total a whole number, 0 or more
 */
export function apportion(total: number, { weights, phases }: Shares): Float64Array {
  const places = weights.length
  const parts = new Float64Array(places)
  let given = 0
  for (let i = 0; i < places; i++) {
    const part = Math.floor(total * (weights[i] ?? 0) + (phases[i] ?? 0))
    parts[i] = part
    given += part
  }
  for (; given < total; given++) step(parts, weights, phases, 1)
  for (; given > total; given--) step(parts, weights, phases, -1)
  return parts
}

/** Gives the unit that is due next, or takes back the one given last. */
function step(
  parts: Float64Array,
  weights: Float64Array,
  phases: Float64Array,
  direction: 1 | -1,
): void {
  let chosen = -1
  let best = direction === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? 0
    const weight = weights[i] ?? 0
    if (weight <= 0 || (direction === -1 && part === 0)) continue
    const due = ((direction === 1 ? part + 1 : part) - (phases[i] ?? 0)) / weight
    if (direction === 1 ? due < best : due > best) {
      best = due
      chosen = i
    }
  }
  parts[chosen] = (parts[chosen] ?? 0) + direction
}
