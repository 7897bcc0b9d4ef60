import type { IndicatorValue } from '../../protocol/indicator/value.ts'

const NONE: ReadonlyMap<string, IndicatorValue> = new Map()

/** Values by indicator and place, with a layer of changes on top that can be taken or left. */
export class ValueTable {
  readonly #rows = new Map<string, Map<string, IndicatorValue>>()

  get(indicator: string, place: string): IndicatorValue | undefined {
    return this.#rows.get(indicator)?.get(place)
  }

  of(indicator: string): ReadonlyMap<string, IndicatorValue> {
    return this.#rows.get(indicator) ?? NONE
  }

  set(value: IndicatorValue): void {
    const row = this.#rows.get(value.indicator)
    if (row === undefined) this.#rows.set(value.indicator, new Map([[value.place, value]]))
    else row.set(value.place, value)
  }

  *all(): Generator<IndicatorValue> {
    for (const row of this.#rows.values()) yield* row.values()
  }
}

/** Changes on top of a table: reads see them, the table does not until they are adopted. */
export class Overlay {
  readonly base: ValueTable
  readonly changed = new ValueTable()

  constructor(base: ValueTable) {
    this.base = base
  }

  get(indicator: string, place: string): IndicatorValue | undefined {
    return this.changed.get(indicator, place) ?? this.base.get(indicator, place)
  }

  *of(indicator: string): Generator<IndicatorValue> {
    const changed = this.changed.of(indicator)
    for (const [place, value] of this.base.of(indicator)) yield changed.get(place) ?? value
    const base = this.base.of(indicator)
    for (const [place, value] of changed) if (!base.has(place)) yield value
  }

  /** Values of one indicator at these places; places without one are left out. */
  at(indicator: string, places: readonly string[]): IndicatorValue[] {
    const changed = this.changed.of(indicator)
    const base = this.base.of(indicator)
    const values: IndicatorValue[] = []
    for (const place of places) {
      const value = changed.get(place) ?? base.get(place)
      if (value !== undefined) values.push(value)
    }
    return values
  }

  /** Whether a place is measured here that the table does not hold as measured. */
  hasNewPlace(indicator: string, places: Iterable<string>): boolean {
    const base = this.base.of(indicator)
    for (const place of places) if (base.get(place)?.origin !== 'measured') return true
    return false
  }

  /** Keeps `value` unless it says what is known already. */
  put(value: IndicatorValue): void {
    const known = this.get(value.indicator, value.place)
    if (known === undefined || !sameValue(known, value)) this.changed.set(value)
  }
}

/** @returns whether two values say the same, when and how well they are known included */
export const sameValue = (a: IndicatorValue, b: IndicatorValue): boolean =>
  a.value === b.value &&
  a.atMs === b.atMs &&
  a.quality === b.quality &&
  a.status === b.status &&
  a.level === b.level &&
  a.origin === b.origin &&
  a.source === b.source &&
  a.coverage?.reported === b.coverage?.reported &&
  a.coverage?.known === b.coverage?.known
