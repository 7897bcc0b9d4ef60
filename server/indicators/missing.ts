import type { IndicatorValue } from '../../protocol/indicator/value.ts'

/** What is said of an indicator of which nothing is known at a place: never 0, never left out. */
export const missingValue = (
  indicator: string,
  place: string,
  formula: string | null | undefined,
): IndicatorValue => ({
  indicator,
  place,
  value: null,
  atMs: null,
  receivedAtMs: null,
  quality: 'good',
  source: '',
  status: 'missing',
  level: null,
  origin: typeof formula === 'string' ? 'derived' : 'measured',
})
