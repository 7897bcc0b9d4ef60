import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'

/** Read side of the engine: what is known now. Synchronous, from memory. */
export interface LiveState {
  /** @returns the value at that place; status `missing` with `value: null` when nothing is known of it. */
  value(indicator: string, place: string): IndicatorValue
  /** Every place at which something is known of the indicator, district and towns included. */
  valuesOf(indicator: string): readonly IndicatorValue[]
  /** Standing alarms (active, acknowledged or shelved), oldest first. */
  standingAlarms(): readonly Alarm[]
  /** Sequence number of the last commit reflected in this state. */
  seq(): number
}
