import { QUALITIES, type Quality } from './definition.ts'

/** @returns the worse of two qualities, in the order good, manual, suspect, simulated */
export const worseQuality = (a: Quality, b: Quality): Quality =>
  QUALITIES.indexOf(a) >= QUALITIES.indexOf(b) ? a : b

/** @returns the worst of all; `good` for none */
export const worstQuality = (qualities: Iterable<Quality>): Quality => {
  let worst: Quality = 'good'
  for (const quality of qualities) worst = worseQuality(worst, quality)
  return worst
}

export const isQuality = (input: unknown): input is Quality =>
  QUALITIES.some((quality) => quality === input)
