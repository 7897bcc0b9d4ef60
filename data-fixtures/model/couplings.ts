import { readFileSync } from 'node:fs'
import { sourceUrl } from '../../source-url.ts'

/**
 * One count that is part of another (办结 of 受理, online of total): never more than it, at no place and time.
 * `of`: the whole, or the terms that add up to it. `ratio`: the share that the catalog derives from the two and
 * puts limits on; null when there is none or it reads the other way round.
 */
export type Coupling = {
  readonly part: string
  readonly of: readonly string[]
  readonly ratio: string | null
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, sourceUrl(import.meta.url)), 'utf8'))

/** The authored table; a test checks it against the catalog's share formulas. */
export const COUPLINGS = read('couplings') as readonly Coupling[]

/** Ids that everyday disturbances leave alone. */
export const QUIET: ReadonlySet<string> = new Set((read('quiet') as { ids: string[] }).ids)

/** What moves with what: effects of the rush hour, in the indicator's unit, and streams of shared chance. */
type Links = {
  readonly rush: Readonly<Record<string, number>>
  readonly together: Readonly<Record<string, string>>
}

const links = read('links') as Links

/** Added at the height of the rush hour, in the indicator's unit. */
export const rushOf = (id: string): number => links.rush[id] ?? 0

/** Name of the slow chance that an indicator follows: its own, or one it shares (air, load, water …). */
export const streamOf = (id: string): string => links.together[id] ?? id

/** Every id that the links name; for the check against the catalog. */
export const LINKED: readonly string[] = [
  ...Object.keys(links.rush),
  ...Object.keys(links.together),
]

const byPart = new Map(COUPLINGS.map((coupling) => [coupling.part, coupling]))

export const couplingOf = (id: string): Coupling | null => byPart.get(id) ?? null

/** The whole at the head of a chain of parts; all of a chain are shared among places alike. */
export function familyOf(id: string): string {
  const coupling = byPart.get(id)
  const whole = coupling?.of[0]
  return whole === undefined || (coupling?.of.length ?? 0) > 1 ? id : familyOf(whole)
}
