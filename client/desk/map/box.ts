import type { Box } from './clusters.ts'

/** About a metre: what a box is rounded to, so that it reads well in an address. */
const DIGITS = 5

export const boxText = (box: Box): string => box.map((side) => side.toFixed(DIGITS)).join(',')

/** @returns null when it is no box */
export function boxOf(text: string | undefined): Box | null {
  const sides = (text ?? '').split(',').map(Number)
  const [west, south, east, north] = sides
  if (sides.length !== 4 || !sides.every(Number.isFinite)) return null
  return [west ?? 0, south ?? 0, east ?? 0, north ?? 0]
}

export function isInBox(at: readonly [number, number] | null, box: Box): boolean {
  if (at === null) return false
  const [west, south, east, north] = box
  return at[0] >= west && at[0] <= east && at[1] >= south && at[1] <= north
}
