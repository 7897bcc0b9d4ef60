import { AppError } from '../../protocol/error/codes.ts'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import { parseTime, toIso, toIsoOrNull } from '../../protocol/time.ts'
import type { Provenance } from '../indicators/pipeline.ts'
import type { HistoryPoint } from '../store/store.ts'

/** A value as `GET /snapshot` lists it. */
export const valueOnWire = (value: IndicatorValue) => ({
  indicator: value.indicator,
  place: value.place,
  value: value.value,
  at: toIsoOrNull(value.atMs),
  receivedAt: toIsoOrNull(value.receivedAtMs),
  quality: value.quality,
  source: value.source,
  status: value.status,
  level: value.level,
  origin: value.origin,
})

/** A value with where it comes from, as `GET /indicators/:id` answers it. */
export const provenanceOnWire = (
  value: IndicatorValue,
  definition: IndicatorDefinition,
  inputs: Provenance | null,
) => ({
  ...valueOnWire(value),
  department: definition.department,
  cadence: definition.cadence,
  ...(value.coverage === undefined ? {} : { coverage: value.coverage }),
  ...(definition.formula === null ? {} : { formula: definition.formula }),
  ...(inputs === null ? {} : { mixed: isMixed(inputs), inputs: inputs.map(inputOnWire) }),
})

/** Whether some inputs are simulated and others are not: such a number compares two cities (混合口径), and says so. */
const isMixed = (inputs: Provenance): boolean => {
  const known = inputs.flatMap(({ value }) => (value === null ? [] : [value.quality]))
  return known.includes('simulated') && known.some((quality) => quality !== 'simulated')
}

const inputOnWire = ({ indicator, value }: Provenance[number]) => ({
  indicator,
  place: value?.place ?? null,
  value: value?.value ?? null,
  at: toIsoOrNull(value?.atMs ?? null),
  quality: value?.quality ?? null,
})

export const pointOnWire = ({ atMs, min, max, avg, last, n }: HistoryPoint) => ({
  at: toIso(atMs),
  min,
  max,
  avg,
  last,
  n,
})

/**
 * Reads a moment of the query string.
 *
 * @throws AppError MALFORMED naming the parameter; a `+` of an offset that came unescaped, and so reads as a
 *   space, is forgiven
 */
export function timeParam(name: string, text: string): number {
  const ms = parseTime(text) ?? parseTime(text.replace(/ (?=\d{2}:?\d{2}$)/, '+'))
  if (ms === null) throw new AppError('MALFORMED', { detail: { [name]: text.slice(0, 60) } })
  return ms
}
