import type { LimitLine, RankChart } from '../../charts/model.ts'

/** Where dots stand between two ends, and the mean that they are told against. */
export type DotScale = { readonly from: number; readonly to: number; readonly mean: number }

/** Bars whose shortest is longer than this share of the longest cannot be told apart. */
const NEAR = 0.72
const FEWEST = 4

/**
 * Numbers that lie close together (92.7, 91.9, 91.8 …) as dots on a cut scale, each tied to the mean: a bar has to start
 * at zero and would hide what differs.
 *
 * @returns null where bars from zero tell more: few rows, numbers far apart, one that is zero or below, or all the same
 */
export function dotScale({ measures, rows }: RankChart): DotScale | null {
  if (measures.length !== 1) return null
  const values = rows.flatMap((row) =>
    row.apart || row.values[0]?.value == null ? [] : [row.values[0].value],
  )
  const least = Math.min(...values)
  const most = Math.max(...values)
  if (values.length < FEWEST || least <= 0 || most === least || least < most * NEAR) return null
  const air = (most - least) * 0.08
  // Divided first: the sum of numbers near the largest one would not be finite.
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return { from: least - air, to: most + air, mean }
}

/** The limits that lie within the scale. */
export const limitsWithin = (
  { from, to }: DotScale,
  limits: readonly LimitLine[],
): readonly LimitLine[] => limits.filter(({ value }) => value >= from && value <= to)

/** Share of the scale at which a number stands, 0..1. */
export const shareAt = ({ from, to }: DotScale, value: number): number =>
  Math.min(1, Math.max(0, (value / 2 - from / 2) / Math.max(1e-300, to / 2 - from / 2)))
