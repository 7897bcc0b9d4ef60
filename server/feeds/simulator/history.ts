import { createModel, type Model } from '../../../data-fixtures/model/model.ts'
import { isSeedFigure, measuringPlaces } from '../../../data-fixtures/model/plan.ts'
import {
  reportsBetween,
  type Schedule,
  schedulesOf,
} from '../../../data-fixtures/model/schedule.ts'
import type { Catalog } from '../../../protocol/catalog.ts'
import { CADENCE_MS, type IndicatorDefinition } from '../../../protocol/indicator/definition.ts'
import {
  dependencyOrder,
  evaluate,
  type Formula,
  parseFormula,
} from '../../../protocol/indicator/formula.ts'
import { startOfPeriod } from '../../../protocol/indicator/period.ts'
import { DISTRICT, type Place } from '../../../protocol/place/place.ts'
import type { BackfillColumn, Resolution } from '../../store/store.ts'

/** What the history of one run of the simulator is a function of. */
export type HistoryInput = {
  readonly catalog: Catalog
  readonly places: readonly Place[]
  readonly seed: number
  /** When the simulator first started: history ends here, the live feed begins. */
  readonly untilMs: number
}

/** One step of the work: an indicator rolled up to district and towns, or at the places that measure it. */
export type HistoryUnit = {
  readonly indicator: string
  readonly at: 'district' | 'town' | 'leaf'
  /** How many series it holds. */
  readonly series: number
}

export type History = {
  /** In the order in which a wall shows them: district, towns, then the rest. */
  readonly units: readonly HistoryUnit[]
  /** All series of one unit. Pure: the same unit gives the same columns. */
  columnsOf(unit: HistoryUnit): BackfillColumn[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const RECENT = 12

/** Samples of a series: `perRow` in a row of the result, each row standing for `n` readings. */
type Grid = {
  readonly resolution: Resolution
  readonly times: readonly number[]
  readonly perRow: number
  readonly n: number
}

/** Values by place; NaN where there is none. */
type Rows = ReadonlyMap<string, Float64Array>

export function createHistory({ catalog, places, seed, untilMs }: HistoryInput): History {
  const model = createModel(catalog, places, seed)
  const schedules = schedulesOf(catalog)
  const byId = new Map(catalog.indicators.map((definition) => [definition.id, definition]))
  const formulas = new Map<string, Formula>()
  for (const { id, formula } of catalog.indicators) {
    if (formula !== null) formulas.set(id, parseFormula(formula))
  }
  dependencyOrder(formulas)

  /** Newest few: formulas read again what the unit before them made. */
  const recent = new Map<string, Rows>()
  function measuredOnce(id: string, times: readonly number[]): Rows {
    const key = `${id} ${times[0]} ${times.length}`
    const found = recent.get(key)
    if (found !== undefined) return found
    const rows = measuredRows(model, id, times)
    recent.set(key, rows)
    const [oldest] = recent.keys()
    if (recent.size > RECENT && oldest !== undefined) recent.delete(oldest)
    return rows
  }

  const definitionOf = (id: string): IndicatorDefinition => {
    const found = byId.get(id)
    if (found === undefined) throw new RangeError(`unknown indicator ${id}`)
    return found
  }

  /** Values where they are measured, or where a formula finds all its inputs. */
  function leaves(id: string, times: readonly number[]): Rows {
    const formula = formulas.get(id)
    if (formula === undefined) return measuredOnce(id, times)
    const inputs = formula.inputs.map((input) => [input, leaves(input, times)] as const)
    const [, first] = inputs[0] ?? [undefined, new Map<string, Float64Array>()]
    const shared = [...first.keys()].filter((place) => inputs.every(([, rows]) => rows.has(place)))
    return new Map(
      shared.map((place) => [
        place,
        computed(formula, times.length, (input) =>
          inputs.find(([i]) => i === input)?.[1].get(place),
        ),
      ]),
    )
  }

  /** Values at the district and at the towns, as the engine would have rolled them up. */
  function rolled(id: string, times: readonly number[]): Rows {
    const formula = formulas.get(id)
    const definition = definitionOf(id)
    if (formula === undefined) return rollUp(definition, model, measuredOnce(id, times))
    const inputs = new Map(formula.inputs.map((input) => [input, rolled(input, times)]))
    const rows = new Map<string, Float64Array>()
    const targets =
      definition.grain === 'district' ? [DISTRICT] : [DISTRICT, ...catalog.towns.map((t) => t.code)]
    for (const place of targets) {
      const read = (input: string): Float64Array | undefined =>
        inputs.get(input)?.get(place) ??
        (definitionOf(input).grain === 'district' ? inputs.get(input)?.get(DISTRICT) : undefined)
      if (formula.inputs.every((input) => read(input) !== undefined)) {
        rows.set(place, computed(formula, times.length, read))
      }
    }
    return rows
  }

  const restsOnSeeds = (id: string): boolean => {
    const formula = formulas.get(id)
    return formula === undefined
      ? isSeedFigure(definitionOf(id))
      : formula.inputs.every(restsOnSeeds)
  }

  function columnsOf({ indicator, at }: HistoryUnit): BackfillColumn[] {
    const definition = definitionOf(indicator)
    const schedule = schedules.get(indicator)
    if (schedule === undefined) return []
    const isGrid = at === 'leaf' && definition.grain === 'grid'
    const columns: BackfillColumn[] = []
    for (const grid of gridsOf(schedule, isGrid, untilMs)) {
      const rows = at === 'leaf' ? leaves(indicator, grid.times) : rolled(indicator, grid.times)
      for (const [place, values] of rows) {
        if (at !== 'leaf' && (place === DISTRICT) !== (at === 'district')) continue
        columns.push({
          indicator,
          place,
          resolution: grid.resolution,
          quality: place === DISTRICT && restsOnSeeds(indicator) ? 'manual' : 'simulated',
          computed: isComputed(definition, at),
          ...summed(grid, values),
        })
      }
    }
    return columns
  }

  return { units: historyUnits(catalog, places), columnsOf }
}

/** A seed figure is fed for the district as it was published; other roll-ups and formulas are the engine's. */
function isComputed(definition: IndicatorDefinition, at: HistoryUnit['at']): boolean {
  if (definition.sim_model === 'derived') return true
  if (at === 'district') return definition.grain !== 'district' && !isSeedFigure(definition)
  return at === 'town' && definition.grain !== 'town'
}

/**
 * The steps in the order in which a wall shows them: every indicator at the district, then at the towns, then
 * where it is measured. Needs no model, so that the main thread may ask.
 */
export function historyUnits(catalog: Catalog, places: readonly Place[]): HistoryUnit[] {
  const byId = new Map(catalog.indicators.map((definition) => [definition.id, definition]))
  const inputsOf = ({ formula }: IndicatorDefinition): IndicatorDefinition[] =>
    (formula === null ? [] : parseFormula(formula).inputs).flatMap((id) => byId.get(id) ?? [])

  /** Places that have it; null when it is known for the district only and holds wherever it is read. */
  const reach = (of: IndicatorDefinition, at: 'town' | 'leaf'): ReadonlySet<string> | null => {
    if (of.grain === 'district') return null
    if (of.formula === null) {
      const measured = measuringPlaces(of, places)
      return at === 'leaf'
        ? new Set(measured.map(({ id }) => id))
        : new Set(measured.flatMap(({ town }) => town ?? []))
    }
    const sets = inputsOf(of).flatMap((input) => reach(input, at) ?? [])
    const [first, ...rest] = sets
    return new Set([...(first ?? [])].filter((place) => rest.every((set) => set.has(place))))
  }
  const units = (at: 'town' | 'leaf', wanted: (d: IndicatorDefinition) => boolean): HistoryUnit[] =>
    catalog.indicators.filter(wanted).flatMap((definition) => {
      const series = reach(definition, at)?.size ?? 0
      return series === 0 ? [] : [{ indicator: definition.id, at, series }]
    })
  return [
    ...catalog.indicators.map(
      ({ id }): HistoryUnit => ({ indicator: id, at: 'district', series: 1 }),
    ),
    ...units('town', () => true),
    ...units('leaf', ({ grain, sim_model }) =>
      sim_model === 'derived'
        ? grain === 'point' || grain === 'enterprise'
        : grain !== 'district' && grain !== 'town',
    ),
  ]
}

/**
 * When a series is sampled: 12 months for monthly and quarterly sources, 30 days for the others, the last day
 * reading by reading. Communities are many: a row a day, the last day a row an hour.
 */
function gridsOf(schedule: Schedule, isGrid: boolean, untilMs: number): Grid[] {
  const everyMs = CADENCE_MS[schedule.cadence]
  if (everyMs > HOUR_MS) {
    const spanMs = everyMs > DAY_MS ? 366 * DAY_MS : 30 * DAY_MS
    const times = reportsBetween(schedule, untilMs - spanMs, untilMs)
    return [{ resolution: '1d', times, perRow: 1, n: 1 }]
  }
  const monthMs = startOfPeriod('day', untilMs - 29 * DAY_MS)
  if (isGrid) {
    const dayMs = startOfPeriod('day', untilMs - DAY_MS)
    return [
      sampled('1d', monthMs, dayMs, DAY_MS, 6, DAY_MS / everyMs),
      sampled('1h', dayMs, untilMs, HOUR_MS, everyMs === HOUR_MS ? 1 : 2, HOUR_MS / everyMs),
    ]
  }
  const dayMs = Math.floor((untilMs - DAY_MS) / HOUR_MS) * HOUR_MS
  const slow = everyMs < CADENCE_MS['1min'] ? { ...schedule, cadence: '1min' as const } : schedule
  const times = reportsBetween(slow, dayMs, untilMs)
  return [
    sampled('1h', monthMs, dayMs, HOUR_MS, everyMs === HOUR_MS ? 1 : 4, HOUR_MS / everyMs),
    { resolution: 'raw', times, perRow: 1, n: 1 },
  ]
}

/** Whole buckets, each sampled evenly; the last one is left out where it would reach past `toMs`. */
function sampled(
  resolution: Resolution,
  fromMs: number,
  toMs: number,
  widthMs: number,
  perRow: number,
  n: number,
): Grid {
  const times: number[] = []
  for (let start = fromMs; start + widthMs <= toMs; start += widthMs) {
    for (let k = 0; k < perRow; k++) times.push(start + Math.floor(((k + 0.9) * widthMs) / perRow))
  }
  return { resolution, times, perRow, n: Math.max(1, Math.round(n)) }
}

function measuredRows(model: Model, id: string, times: readonly number[]): Rows {
  const rows = new Map(
    model.placesOf(id).map((place) => [place.id, new Float64Array(times.length)]),
  )
  const columns = [...rows.values()]
  for (const [k, atMs] of times.entries()) {
    const values = model.valuesAt(id, atMs)
    for (const [i, column] of columns.entries()) column[k] = values[i] ?? Number.NaN
  }
  return rows
}

/** Sum, mean, max or min of the places of each town and of all; the overlapping zone stays outside the district. */
function rollUp(definition: IndicatorDefinition, model: Model, measured: Rows): Rows {
  const { id, aggregate, grain } = definition
  if (grain === 'district') return measured
  const groups = new Map<string, Float64Array[]>([[DISTRICT, []]])
  const rows = new Map<string, Float64Array>()
  for (const place of model.placesOf(id)) {
    const values = measured.get(place.id)
    if (values === undefined) continue
    const isZone = place.id === 'tnedz'
    if (!isZone) groups.get(DISTRICT)?.push(values)
    if (grain === 'town') rows.set(place.id, values)
    else if (place.town !== null) {
      groups.set(place.town, [...(groups.get(place.town) ?? []), values])
    }
  }
  for (const [place, members] of groups) rows.set(place, folded(aggregate, members))
  return rows
}

function folded(
  aggregate: IndicatorDefinition['aggregate'],
  members: readonly Float64Array[],
): Float64Array {
  const [first] = members
  if (first === undefined) return new Float64Array()
  const result = Float64Array.from(first)
  for (const values of members.slice(1)) {
    for (const [k, value] of values.entries()) {
      const so = result[k] ?? Number.NaN
      if (aggregate === 'max') result[k] = Math.max(so, value)
      else if (aggregate === 'min') result[k] = Math.min(so, value)
      else result[k] = so + value
    }
  }
  return aggregate === 'mean' ? result.map((sum) => sum / members.length) : result
}

function computed(
  { root }: Formula,
  length: number,
  read: (input: string) => Float64Array | undefined,
): Float64Array {
  const values = new Float64Array(length)
  for (let k = 0; k < length; k++) {
    values[k] = evaluate(root, (input) => finite(read(input)?.[k])) ?? Number.NaN
  }
  return values
}

const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value

type Summed = Pick<BackfillColumn, 'atMs' | 'min' | 'max' | 'avg' | 'last' | 'n'>

/** Folds samples into rows. A row without any value is left out: a gap is not filled. */
function summed({ times, perRow, n }: Grid, values: Float64Array): Summed {
  const rows = Math.floor(times.length / perRow)
  const make = (): Float64Array => new Float64Array(rows)
  const column = { atMs: make(), min: make(), max: make(), avg: make(), last: make() }
  let kept = 0
  for (let row = 0; row < rows; row++) {
    let [min, max, sum, count] = [Infinity, -Infinity, 0, 0]
    for (let k = row * perRow; k < (row + 1) * perRow; k++) {
      const value = values[k] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      min = Math.min(min, value)
      max = Math.max(max, value)
      sum += value
      count++
      column.last[kept] = value
      column.atMs[kept] = times[k] ?? 0
    }
    if (count === 0) continue
    column.min[kept] = min
    column.max[kept] = max
    column.avg[kept] = sum / count
    kept++
  }
  const cut = (array: Float64Array): Float64Array => (kept === rows ? array : array.slice(0, kept))
  return {
    atMs: cut(column.atMs),
    min: cut(column.min),
    max: cut(column.max),
    avg: cut(column.avg),
    last: cut(column.last),
    n: new Uint32Array(kept).fill(n),
  }
}
