import { readFileSync } from 'node:fs'
import { sourceUrl } from '../../source-url.ts'

/** How one indicator answers to an incident; times in minutes after its start. */
export type IncidentEffect = {
  readonly indicator: string
  /** Added at full height in the indicator's unit: at the epicentre for means and peaks, in all for sums. */
  readonly peak: number
  readonly from: number
  readonly rise: number
  readonly hold: number
  readonly fall: number
  /** Distance at which 37 % is felt; null: the whole district. */
  readonly radiusKm: number | null
}

export type IncidentPhase = {
  readonly id: string
  readonly title_zh: string
  readonly title_en: string
  readonly fromMin: number
}

/** An incident that unfolds over hours, written as a table. */
export type IncidentScript = {
  readonly name: string
  readonly title_zh: string
  readonly title_en: string
  readonly summary_zh: string
  readonly summary_en: string
  /** WGS 84 `[lon, lat]`. */
  readonly epicentre: readonly [number, number]
  readonly town: string
  readonly phases: readonly IncidentPhase[]
  readonly effects: readonly IncidentEffect[]
}

export const INCIDENT_NAMES = [
  'storm',
  'gas-leak',
  'market-fire',
  'marathon-crowd',
  'network-outage',
] as const

/** The scripts by name, read once; their references are covered by a test. */
export const INCIDENTS: ReadonlyMap<string, IncidentScript> = new Map(
  INCIDENT_NAMES.map((name) => [
    name,
    JSON.parse(
      readFileSync(new URL(`./${name}.json`, sourceUrl(import.meta.url)), 'utf8'),
    ) as IncidentScript,
  ]),
)

const MINUTE_MS = 60_000

/** Minutes from the start until the last effect has faded. */
export const lengthMin = ({ effects }: IncidentScript): number =>
  Math.max(...effects.map(({ from, rise, hold, fall }) => from + rise + hold + fall))

/** The phase a running incident is in. */
export function phaseAt(script: IncidentScript, elapsedMs: number): IncidentPhase | null {
  return script.phases.findLast(({ fromMin }) => fromMin * MINUTE_MS <= elapsedMs) ?? null
}
