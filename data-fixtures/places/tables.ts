import { readFileSync } from 'node:fs'
import { sourceUrl } from '../../source-url.ts'

/** A site at which point-grain indicators are measured. */
export type Site = {
  readonly id: string
  readonly kind: string
  readonly name_zh: string
  readonly name_en: string
  readonly town: string
  readonly position: readonly [number, number]
  /** `schematic-pois`, a road or river id it stands on, or `schematic`. */
  readonly positionSource: string
}

/** An invented firm; `weight` is its share of district sums relative to the others. */
export type Firm = {
  readonly id: string
  readonly name_zh: string
  readonly name_en: string
  readonly sector: string
  readonly town: string
  readonly position: readonly [number, number]
  readonly weight: number
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, sourceUrl(import.meta.url)), 'utf8'))

/** The authored tables, read once. Their shape is covered by a test. */
export const SITES = read('sites') as readonly Site[]
export const FIRMS = read('enterprises') as readonly Firm[]
export const COMMUNITY_NAMES = read('community-names') as Readonly<
  Record<string, { readonly zh: string; readonly en: string }>
>
/** Site kinds by topic (`city.air`) or by a single indicator, which wins over its topic. */
export const SITE_KINDS = read('site-kinds') as Readonly<Record<string, readonly string[]>>
/** Sectors whose firms report a topic; a topic not named is reported by every firm. */
export const FIRM_SECTORS = read('enterprise-sectors') as Readonly<
  Record<string, readonly string[]>
>
