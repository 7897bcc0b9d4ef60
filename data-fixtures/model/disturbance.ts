import { CADENCE_MS } from '../../protocol/indicator/definition.ts'
import { QUIET } from './couplings.ts'
import { HOUR_MS } from './curves.ts'
import { mix, unit } from './hash.ts'
import { targetBeyond } from './limits.ts'
import type { AlarmBar, Plan } from './plan.ts'

/** Something that goes wrong at one place for a while: a stuck pump, a jam at a school gate. */
export type Disturbance = {
  /** How far the value has been drawn from calm to `target`, 0..1. */
  readonly draw: number
  readonly target: number
  /** Index of the place among the tiled ones. */
  readonly place: number
}

/** Chance a slot of an indicator with an alarm rule holds a disturbance; sets the alarm rate of a normal day. */
const CHANCE = { fast: 0.24, hour: 0.2, slow: 0.05 } as const

/**
 * The disturbance that an everyday day brings to this indicator at that moment, if any. A function of the
 * seed and the time alone: slots of at least six hours, each holding at most one.
 *
 * @param bar what it has to reach; for a part of a whole, the bar of their ratio
 * @param reach the target in the indicator's unit, given how far past the bar (0..1) it goes
 */
export function disturbanceAt(
  plan: Plan,
  bar: AlarmBar | null,
  reach: (bar: AlarmBar, excess: number) => number | null,
  atMs: number,
): Disturbance | null {
  const { definition, key } = plan
  if (bar === null || plan.isSeed || QUIET.has(definition.id)) return null
  const cadenceMs = CADENCE_MS[definition.cadence]
  const lastsMs = bar.holdMs + Math.max(25 * 60_000, 2.6 * cadenceMs)
  const slotMs = Math.max(6 * HOUR_MS, 4 * lastsMs)
  const slot = Math.floor(atMs / slotMs)
  const chance =
    cadenceMs > HOUR_MS ? CHANCE.slow : cadenceMs === HOUR_MS ? CHANCE.hour : CHANCE.fast
  if (unit(mix(key, 31), slot) >= chance) return null
  const length = lastsMs * (1 + unit(mix(key, 37), slot))
  const start = slot * slotMs + (slotMs - length) * unit(mix(key, 41), slot)
  const draw = envelope((atMs - start) / length)
  if (draw <= 0) return null
  const target = reach(bar, 0.06 + 0.14 * unit(mix(key, 43), slot))
  if (target === null) return null
  return { draw, target, place: Math.floor(unit(mix(key, 47), slot) * plan.tiled) }
}

/** The target of a disturbance on the indicator's own limits. */
export const ownReach =
  ({ definition }: Plan) =>
  ({ level }: AlarmBar, excess: number): number | null =>
    targetBeyond(definition, level, excess)

/** Rises in the first tenth, holds, falls in the last fifth. */
function envelope(share: number): number {
  if (share <= 0 || share >= 1) return 0
  return Math.min(1, share / 0.1, (1 - share) / 0.2)
}
