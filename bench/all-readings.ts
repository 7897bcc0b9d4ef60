import type { PostedReading } from '../e2e/api.ts'
import type { Catalog } from '../protocol/catalog.ts'

/** All of the catalog's indicators, as many readings as they are. */
export const VALUES = 628

/** 628 readings a second: every measured indicator at the district, and the first of them at a town too. */
export function readingsOf({ indicators, towns }: Catalog): (second: number) => PostedReading[] {
  const measured = indicators.filter(({ formula }) => formula === null)
  const town = towns[0]?.code ?? ''
  const targets = [
    ...measured.map((definition) => ({ definition, place: 'district' })),
    ...measured
      .slice(0, VALUES - measured.length)
      .map((definition) => ({ definition, place: town })),
  ]
  return (second) => {
    const at = Date.now()
    return targets.map(({ definition: { id, sim_base }, place }, i) => {
      const step = (Math.abs(sim_base) || 1) / 1_000
      return { indicator: id, place, at, value: sim_base + step * ((second * 7 + i + 700) % 5) }
    })
  }
}
