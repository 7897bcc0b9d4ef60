import { type Reading, valueKey } from '../../../protocol/indicator/value.ts'
import {
  bucketStart,
  expiryCuts,
  historyGrid,
  LEVEL_MS,
  LEVELS,
  type RollUpLevel,
} from '../buckets.ts'
import { foldIntoGrid } from '../fold.ts'
import type {
  BackfillColumn,
  ComputedValue,
  HistoryPoint,
  HistoryQuery,
  ReadingOutcome,
  Resolution,
  StoredValue,
  SupersededValue,
} from '../store.ts'
import { mergeSummaries, type Sample, type Summary } from '../summary.ts'

type Series = {
  readonly indicator: string
  readonly place: string
  /** By `atMs`; what is believed now. */
  readonly raw: Map<number, StoredValue>
  /** Earlier beliefs, in the order in which they were given up. */
  readonly past: SupersededValue[]
  readonly rows: Record<RollUpLevel, Map<number, Summary>>
}

const at = (sample: { readonly atMs: number }): number => sample.atMs
const byTime = <T extends { readonly atMs: number }>(items: Iterable<T>): T[] =>
  [...items].sort((a, b) => at(a) - at(b))

const summaryOf = (value: StoredValue): Summary => ({
  min: value.value,
  max: value.value,
  sum: value.value,
  last: value.value,
  lastMs: value.atMs,
  n: 1,
  quality: value.quality,
  source: value.source,
  computed: value.computed,
})

/** Readings in plain maps: everything is worked out anew at each question. The oracle of the other engines. */
export class MemoryReadings {
  readonly #series = new Map<string, Series>()
  /** Older than this was dropped at that resolution, after being summed into the next coarser one. */
  #cuts: Record<Resolution, number> = {
    raw: Number.NEGATIVE_INFINITY,
    '1min': Number.NEGATIVE_INFINITY,
    '1h': Number.NEGATIVE_INFINITY,
    '1d': Number.NEGATIVE_INFINITY,
  }

  add(reading: Reading): ReadingOutcome {
    const { raw, past } = this.#of(reading.indicator, reading.place)
    const { indicator, place, atMs, value, quality, source, receivedAtMs } = reading
    const next = {
      indicator,
      place,
      atMs,
      value,
      quality,
      source,
      receivedAtMs,
      computed: false,
    }
    const known = raw.get(atMs)
    if (known !== undefined && !known.computed) {
      if (known.value === value) return 'duplicate'
      past.push({ ...known, supersededAtMs: receivedAtMs })
      raw.set(atMs, next)
      return 'correction'
    }
    raw.set(atMs, next)
    return 'accepted'
  }

  addComputed(computed: ComputedValue): void {
    const { raw } = this.#of(computed.indicator, computed.place)
    if (raw.get(computed.atMs)?.computed === false) return
    raw.set(computed.atMs, { ...computed, source: 'engine', computed: true })
  }

  latest(): StoredValue[] {
    return [...this.#series.values()].flatMap((series) => {
      const newest =
        byTime(series.raw.values()).at(-1) ?? this.#newestRow(series, Infinity, Infinity)
      return newest === undefined ? [] : [newest]
    })
  }

  history(query: HistoryQuery): HistoryPoint[] {
    const series = this.#series.get(valueKey(query.indicator, query.place))
    if (series === undefined || query.toMs <= query.fromMs) return []
    const { fromMs, toMs, knownAtMs } = query
    const samples = this.#samples(series, knownAtMs ?? Infinity).filter(
      ({ atMs }) => atMs >= fromMs && atMs < toMs,
    )
    return foldIntoGrid(byTime(samples), historyGrid(query))
  }

  valuesAt(atMs: number, knownAtMs = Infinity): StoredValue[] {
    return [...this.#series.values()].flatMap((series) => {
      const raw = byTime(this.#rawAsKnown(series, knownAtMs))
        .filter((value) => value.atMs <= atMs)
        .at(-1)
      const row = this.#newestRow(series, atMs, knownAtMs)
      const newest = raw !== undefined && (row === undefined || raw.atMs >= row.atMs) ? raw : row
      return newest === undefined ? [] : [newest]
    })
  }

  corrections(
    indicator: string,
    place: string,
    fromMs: number,
    toMs: number,
  ): readonly SupersededValue[] {
    const past = this.#series.get(valueKey(indicator, place))?.past ?? []
    return byTime(past.filter(({ atMs }) => atMs >= fromMs && atMs < toMs))
  }

  backfill(column: BackfillColumn): void {
    const series = this.#of(column.indicator, column.place)
    const { quality, computed, resolution } = column
    const source = computed ? 'engine' : 'backfill'
    for (const [i, atMs] of column.atMs.entries()) {
      const last = column.last[i] ?? Number.NaN
      const n = column.n[i] ?? 0
      if (n === 0 || !Number.isFinite(last) || atMs < this.#cuts[resolution]) continue
      if (resolution === 'raw') {
        if (series.raw.has(atMs)) continue
        const { indicator, place } = column
        const stored = { indicator, place, atMs, value: last, quality, source, computed }
        series.raw.set(atMs, { ...stored, receivedAtMs: atMs })
        continue
      }
      const start = bucketStart(atMs, LEVEL_MS[resolution])
      if (series.rows[resolution].has(start)) continue
      series.rows[resolution].set(start, {
        min: column.min[i] ?? last,
        max: column.max[i] ?? last,
        sum: (column.avg[i] ?? last) * n,
        last,
        lastMs: atMs,
        n,
        quality,
        source,
        computed,
      })
    }
  }

  /** Sums what came late for dropped times into the coarser level. */
  rollUp(): void {
    for (const resolution of ['raw', '1min', '1h', '1d'] as const) {
      for (const series of this.#series.values()) this.#drop(series, resolution, this.#cuts)
    }
  }

  expire(nowMs: number, keepMs: Readonly<Record<Resolution, number>>): number {
    const wanted = expiryCuts(nowMs, keepMs)
    const next = { ...this.#cuts }
    let dropped = 0
    for (const resolution of ['raw', '1min', '1h', '1d'] as const) {
      next[resolution] = Math.max(this.#cuts[resolution], wanted[resolution])
      for (const series of this.#series.values()) dropped += this.#drop(series, resolution, next)
      this.#cuts = { ...this.#cuts, [resolution]: next[resolution] }
    }
    return dropped
  }

  #of(indicator: string, place: string): Series {
    const key = valueKey(indicator, place)
    let series = this.#series.get(key)
    if (series === undefined) {
      const rows = { '1min': new Map(), '1h': new Map(), '1d': new Map() }
      series = { indicator, place, raw: new Map(), past: [], rows }
      this.#series.set(key, series)
    }
    return series
  }

  /** What was believed of each time: the last belief that had been received by then. */
  #rawAsKnown({ raw, past }: Series, knownAtMs: number): StoredValue[] {
    if (knownAtMs === Infinity) return [...raw.values()]
    const known = new Map<number, StoredValue>()
    const beliefs = past.map(({ supersededAtMs: _, ...value }) => value)
    for (const value of [...beliefs, ...raw.values()]) {
      if (value.receivedAtMs <= knownAtMs) known.set(value.atMs, value)
    }
    return [...known.values()]
  }

  /** Whether something finer says what happened in the bucket, so that its own row does not count. */
  #shadowed(series: Series, level: RollUpLevel, start: number): boolean {
    const end = start + LEVEL_MS[level]
    const within = (times: Iterable<number>, cut: number): boolean => {
      for (const time of times) if (time >= start && time < end && time >= cut) return true
      return false
    }
    if (within(series.raw.keys(), this.#cuts.raw)) return true
    return LEVELS.slice(0, LEVELS.indexOf(level)).some((finer) =>
      within(series.rows[finer].keys(), this.#cuts[finer]),
    )
  }

  #rows(series: Series, level: RollUpLevel, knownAtMs: number): Sample[] {
    return [...series.rows[level]].flatMap(([start, row]) =>
      row.lastMs > knownAtMs || this.#shadowed(series, level, start)
        ? []
        : [{ ...row, atMs: start }],
    )
  }

  #samples(series: Series, knownAtMs: number): Sample[] {
    const raw = this.#rawAsKnown(series, knownAtMs).map((v) => ({ ...summaryOf(v), atMs: v.atMs }))
    return [...raw, ...LEVELS.flatMap((level) => this.#rows(series, level, knownAtMs))]
  }

  #newestRow(series: Series, atMs: number, knownAtMs: number): StoredValue | undefined {
    const { indicator, place } = series
    let newest: Sample | undefined
    for (const row of LEVELS.flatMap((level) => this.#rows(series, level, knownAtMs))) {
      if (row.lastMs <= atMs && (newest === undefined || row.lastMs > newest.lastMs)) newest = row
    }
    if (newest === undefined) return undefined
    const { last: value, lastMs, quality, source, computed } = newest
    const times = { atMs: lastMs, receivedAtMs: lastMs }
    return { indicator, place, value, quality, source, computed, ...times }
  }

  /** Drops one resolution up to its cut, summing it into the next coarser level first. */
  #drop(series: Series, resolution: Resolution, cuts: Record<Resolution, number>): number {
    const cut = cuts[resolution]
    const coarser = LEVELS[resolution === 'raw' ? 0 : LEVELS.indexOf(resolution) + 1]
    const items: Sample[] =
      resolution === 'raw'
        ? [...series.raw.values()].map((v) => ({ ...summaryOf(v), atMs: v.atMs }))
        : [...series.rows[resolution]].map(([atMs, row]) => ({ ...row, atMs }))
    const gone = byTime(items.filter(({ atMs }) => atMs < cut))
    const fresh = new Set<number>()
    for (const { atMs, ...summary } of gone) {
      if (coarser !== undefined) {
        const start = bucketStart(atMs, LEVEL_MS[coarser])
        const rows = series.rows[coarser]
        const row = rows.get(start)
        const replaces = start >= this.#cuts[resolution] && !fresh.has(start)
        rows.set(start, row === undefined || replaces ? summary : mergeSummaries(row, summary))
        fresh.add(start)
      }
      if (resolution === 'raw') series.raw.delete(atMs)
      else series.rows[resolution].delete(atMs)
    }
    if (resolution === 'raw') {
      const kept = series.past.filter(({ atMs }) => atMs >= cut)
      series.past.splice(0, series.past.length, ...kept)
    }
    return gone.length
  }
}
