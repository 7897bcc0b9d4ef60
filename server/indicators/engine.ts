import type { IndicatorDefinition, Status } from '../../protocol/indicator/definition.ts'
import { staleAfterMs, statusOf } from '../../protocol/indicator/freshness.ts'
import type { IndicatorValue, Reading } from '../../protocol/indicator/value.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { ComputedValue, StoredValue } from '../store/store.ts'
import { type DeriveSource, deriveAt } from './derive.ts'
import type { PlaceRegistry } from './places.ts'
import { judgedWhereMeasured, levelAt, type Members, membersOf, rollsUp, rollUp } from './rollup.ts'
import { Overlay, ValueTable } from './table.ts'

/** What a batch of readings comes to. Nothing of it holds until it is adopted. */
export type EnginePlan = {
  /** New state of every (indicator, place) that changed, once each. */
  readonly values: readonly IndicatorValue[]
  /** Roll-ups and derived values among them, for the store. */
  readonly computed: readonly ComputedValue[]
  /**
   * Values whose limits are to be judged, in order. A place that reported several newer readings is judged at
   * each of them; the district once.
   */
  readonly judgements: readonly IndicatorValue[]
}

export type EngineOptions = {
  readonly loaded: LoadedCatalog
  readonly places: PlaceRegistry
  /** Newest stored values; the measured ones are the starting point, the rest is worked out again. */
  readonly latest: readonly StoredValue[]
  readonly nowMs: number
}

/**
 * Latest values by place, rolled up and derived. Pure but for `adopt`: reads no clock, writes nowhere.
 * Holds one object a series, so that 15,000 series cost some megabytes.
 */
export class Engine {
  readonly loaded: LoadedCatalog
  readonly #places: PlaceRegistry
  readonly #table = new ValueTable()
  readonly #members = new Map<string, Members>()
  /** No value turns stale before this moment. */
  #nextStaleMs = Number.NEGATIVE_INFINITY

  constructor({ loaded, places, latest, nowMs }: EngineOptions) {
    this.loaded = loaded
    this.#places = places
    const readings = latest.filter(({ computed }) => !computed)
    this.adopt(this.plan(readings, nowMs))
  }

  get(indicator: string, place: string): IndicatorValue | undefined {
    return this.#table.get(indicator, place)
  }

  of(indicator: string): ReadonlyMap<string, IndicatorValue> {
    return this.#table.of(indicator)
  }

  all(): Iterable<IndicatorValue> {
    return this.#table.all()
  }

  /** What formulas read, as it stands. */
  get sources(): DeriveSource {
    return this.#sourcesOf(new Overlay(this.#table))
  }

  /**
   * Works out what readings change. Late readings (older than what is known at that place) and repetitions
   * change nothing; another value for the same moment is a correction and does.
   */
  plan(readings: readonly Reading[], nowMs: number): EnginePlan {
    const overlay = new Overlay(this.#table)
    const judgements: IndicatorValue[] = []
    const dirty = this.#measure(readings, nowMs, overlay, judgements)
    for (const [id, changed] of dirty) this.#rollUp(id, changed, nowMs, overlay)
    this.#derive(nowMs, overlay)

    const values = [...overlay.changed.all()]
    const computed = values.flatMap((value) => computedOf(value, nowMs))
    for (const value of values) {
      const definition = this.loaded.indicatorById.get(value.indicator)
      if (definition === undefined || value.place !== DISTRICT) continue
      if (!judgedWhereMeasured(definition)) judgements.push(value)
    }
    return { values, computed, judgements }
  }

  /** Makes a plan so. It must be the last one made. */
  adopt({ values }: Pick<EnginePlan, 'values'>): void {
    for (const value of values) {
      const known = this.#table.get(value.indicator, value.place)
      if ((value.origin === 'measured') !== (known?.origin === 'measured')) {
        this.#members.delete(value.indicator)
        this.#places.see(value.place)
      }
      this.#table.set(value)
      this.#nextStaleMs = Math.min(this.#nextStaleMs, this.#staleAtMs(value))
    }
  }

  /** Values that have turned stale since they were last looked at; to be adopted like a plan's. */
  sweep(nowMs: number): readonly IndicatorValue[] {
    if (nowMs <= this.#nextStaleMs) return []
    const stale: IndicatorValue[] = []
    let next = Number.POSITIVE_INFINITY
    for (const value of this.#table.all()) {
      const atMs = this.#staleAtMs(value)
      if (atMs < nowMs) stale.push({ ...value, status: 'stale' })
      else next = Math.min(next, atMs)
    }
    this.#nextStaleMs = next
    return stale
  }

  /** Values whose limits are judged, as they stand: for a start, or after limits changed. */
  judged(): IndicatorValue[] {
    return [...this.#table.all()].filter((value) => {
      const definition = this.loaded.indicatorById.get(value.indicator)
      if (definition === undefined || value.value === null) return false
      return judgedWhereMeasured(definition)
        ? value.origin === 'measured'
        : value.place === DISTRICT
    })
  }

  /** @returns infinity for a value that cannot turn stale, because it is missing or is stale already */
  #staleAtMs(value: IndicatorValue): number {
    const definition = this.loaded.indicatorById.get(value.indicator)
    if (definition === undefined || value.status !== 'fresh' || value.atMs === null) {
      return Number.POSITIVE_INFINITY
    }
    return value.atMs + staleAfterMs(definition.cadence)
  }

  /** @returns by indicator, the places whose measured value changed */
  #measure(
    readings: readonly Reading[],
    nowMs: number,
    overlay: Overlay,
    judgements: IndicatorValue[],
  ): Map<string, Set<string>> {
    const dirty = new Map<string, Set<string>>()
    for (const reading of readings) {
      const definition = this.loaded.indicatorById.get(reading.indicator)
      if (definition === undefined || definition.formula !== null) continue
      const value = measured(definition, reading, nowMs)
      if (!isNews(overlay.get(reading.indicator, reading.place), reading, value.status)) continue
      overlay.put(value)
      if (judgedWhereMeasured(definition)) judgements.push(value)
      const places = dirty.get(reading.indicator)
      if (places === undefined) dirty.set(reading.indicator, new Set([reading.place]))
      else places.add(reading.place)
    }
    return dirty
  }

  #rollUp(id: string, changed: ReadonlySet<string>, nowMs: number, overlay: Overlay): void {
    const definition = this.loaded.indicatorById.get(id)
    if (definition === undefined || !rollsUp(definition)) return
    const members = this.#membersOf(id, changed, overlay)
    const towns = new Set<string>()
    for (const place of changed) {
      const town = this.#places.townOf(place)
      if (town !== null && town !== place) towns.add(town)
    }
    let tookOver = false
    for (const town of towns) {
      const group = members.ofTown.get(town) ?? []
      if (this.#rollUpTo(definition, town, group, nowMs, overlay)) tookOver = true
    }
    const { ofDistrict } = tookOver ? membersOf(overlay.of(id), this.#places) : members
    this.#rollUpTo(definition, DISTRICT, ofDistrict, nowMs, overlay)
  }

  /**
   * A value fed for the town or the district stands, unless it has turned stale while the places beneath it report.
   *
   * @returns whether the roll-up took the place of a fed value
   */
  #rollUpTo(
    definition: IndicatorDefinition,
    place: string,
    members: readonly string[],
    nowMs: number,
    overlay: Overlay,
  ): boolean {
    const { id, cadence } = definition
    const known = overlay.get(id, place)
    const isFed = known?.origin === 'measured'
    if (isFed && statusOf(cadence, known.value, known.atMs, nowMs) === 'fresh') return false
    const rolled = rollUp(definition, overlay.at(id, members))
    if (rolled === null) return false
    const status = statusOf(cadence, rolled.value, rolled.atMs, nowMs)
    if (isFed && status !== 'fresh') return false
    const level = judgedWhereMeasured(definition)
      ? rolled.level
      : levelAt(definition, place, rolled.value)
    const source = 'roll-up'
    overlay.put({ indicator: id, place, ...rolled, level, source, status, origin: 'rolled-up' })
    return isFed
  }

  /** Which places count where changes only when a place reports for the first time. */
  #membersOf(id: string, changed: ReadonlySet<string>, overlay: Overlay): Members {
    if (overlay.hasNewPlace(id, changed)) return membersOf(overlay.of(id), this.#places)
    const known = this.#members.get(id) ?? membersOf(overlay.base.of(id).values(), this.#places)
    this.#members.set(id, known)
    return known
  }

  #derive(nowMs: number, overlay: Overlay): void {
    const source = this.#sourcesOf(overlay)
    for (const [id, formula] of this.loaded.formulas) {
      const definition = this.loaded.indicatorById.get(id)
      if (definition === undefined) continue
      const places = new Set<string>()
      for (const input of formula.inputs) {
        const changed = overlay.changed.of(input)
        if (changed.size === 0) continue
        for (const place of changed.keys()) places.add(place)
        if (this.#reachesAllTowns(input, changed, source)) {
          for (const town of this.#places.townCodes) places.add(town)
        }
      }
      for (const place of places) {
        const value = deriveAt(definition, formula, place, source, nowMs)
        if (value !== undefined) overlay.put(value)
      }
    }
  }

  /** A district value lent to the towns changed, or has just stopped being lent. */
  #reachesAllTowns(
    input: string,
    changed: ReadonlyMap<string, IndicatorValue>,
    source: DeriveSource,
  ): boolean {
    if (source.isDistrictOnly(input)) return changed.has(DISTRICT)
    return isDistrictOnly(this.#table.of(input))
  }

  #sourcesOf(overlay: Overlay): DeriveSource {
    return {
      get: (indicator, place) => overlay.get(indicator, place),
      isTown: (place) => this.#places.townCodes.has(place),
      isDistrictOnly: (id) =>
        isDistrictOnly(overlay.base.of(id)) && isDistrictOnly(overlay.changed.of(id)),
    }
  }
}

const isDistrictOnly = (row: ReadonlyMap<string, IndicatorValue>): boolean =>
  row.size === 0 || (row.size === 1 && row.has(DISTRICT))

/**
 * Whether a reading changes what is known at its place. A fed value wins over a worked-out one, unless it is stale
 * on arrival and the other is not.
 */
function isNews(known: IndicatorValue | undefined, reading: Reading, status: Status): boolean {
  if (known === undefined || known.atMs === null) return true
  if (known.origin !== 'measured') return status === 'fresh' || known.status !== 'fresh'
  if (reading.atMs === known.atMs) return reading.value !== known.value
  return reading.atMs > known.atMs
}

const measured = (
  definition: IndicatorDefinition,
  reading: Reading,
  nowMs: number,
): IndicatorValue => ({
  indicator: reading.indicator,
  place: reading.place,
  value: reading.value,
  atMs: reading.atMs,
  receivedAtMs: reading.receivedAtMs,
  quality: reading.quality,
  source: reading.source,
  status: statusOf(definition.cadence, reading.value, reading.atMs, nowMs),
  level: levelAt(definition, reading.place, reading.value),
  origin: 'measured',
})

function computedOf(value: IndicatorValue, nowMs: number): ComputedValue[] {
  if (value.origin === 'measured' || value.value === null || value.atMs === null) return []
  const { indicator, place, atMs, quality } = value
  return [{ indicator, place, atMs, value: value.value, quality, receivedAtMs: nowMs }]
}
