import { INCIDENTS } from '../../../data-fixtures/incidents/scripts.ts'
import { createModel } from '../../../data-fixtures/model/model.ts'
import { lastReportMs, schedulesOf } from '../../../data-fixtures/model/schedule.ts'
import type { Catalog } from '../../../protocol/catalog.ts'
import {
  CADENCE_MS,
  type Grain,
  type IndicatorDefinition,
} from '../../../protocol/indicator/definition.ts'
import type { Reading } from '../../../protocol/indicator/value.ts'
import type { Place } from '../../../protocol/place/place.ts'
import type { MetaStore, ReadingStore } from '../../store/store.ts'
import {
  type BackfillIdentity,
  type BackfillProgress,
  loadBackfill,
  runBackfill,
} from './backfill.ts'
import { type LiveValues, readingsAt } from './emit.ts'
import { type HistoryInput, historyUnits } from './history.ts'
import { createWorkerSource, type HistorySource } from './history-source.ts'
import { type IncidentStatus, loadIncidents, type RunningIncidents } from './running-incidents.ts'

export type SimulatorOptions = {
  /** The pipeline's door: takes checked readings and resolves once they are durable. */
  readonly ingest: (readings: readonly Reading[]) => Promise<unknown>
  readonly catalog: Catalog
  readonly places: readonly Place[]
  /** The same seed gives the same district. Kept at first start; later starts go on with the kept one. */
  readonly seed: number
  readonly nowMs: () => number
  readonly store: Pick<ReadingStore, 'backfill'> & MetaStore
  readonly live: LiveValues
  /** Whether something else feeds an indicator live by now; its history is made all the same. */
  readonly isFedElsewhere?: (indicator: string) => boolean
  /** Told of every failure; the simulator goes on. */
  readonly onError: (error: unknown) => void
  /** Where history is made; left out: in a worker thread. Null: no history. */
  readonly history?: ((input: HistoryInput) => HistorySource) | null
}

export type SimulatorStatus = {
  readonly on: boolean
  readonly seed: number
  readonly incidents: readonly IncidentStatus[]
  readonly backfill: BackfillProgress
}

/** The built-in feed of a demonstration: a whole district, seeded, always labelled simulated. */
export type Simulator = {
  /** Resolves once the present value of everything is durable, or was refused and told; history follows behind. */
  start(): Promise<void>
  /** Ends timers, history and the worker; resolves when nothing is under way any more. */
  close(): Promise<void>
  status(): SimulatorStatus
  /** What the generator would report of an indicator now, whether it feeds it or not. */
  readingsNow(indicator: string): readonly Reading[]
  /** Sends what is due now. The timer calls it once a second; a test calls it by hand. */
  tick(): Promise<void>
  /** @throws AppError NOT_FOUND for an unknown name */
  startIncident(name: string): Promise<void>
  /** @throws AppError NOT_FOUND for an unknown name */
  stopIncident(name: string): Promise<void>
}

const SEED_KEY = 'simulator.seed'
const TICK_MS = 1_000
/** A batch is closed at the end of the group that fills it. */
const BATCH = 2_000
const COARSE_FIRST: readonly Grain[] = ['district', 'town', 'road', 'point', 'enterprise', 'grid']
/** While an incident runs, what it touches is reported at least this often. */
const URGENT_MS = 20_000
const HOUR_MS = 3_600_000

export function createSimulator(options: SimulatorOptions): Simulator {
  const { catalog, places, nowMs, store, onError } = options
  const schedules = schedulesOf(catalog)
  let seed = options.seed
  let model = createModel(catalog, places, seed)
  let incidents: RunningIncidents | null = null
  let timer: NodeJS.Timeout | null = null
  let isClosed = false
  let ticking: Promise<void> | null = null
  let filling: Promise<void> = Promise.resolve()
  let progress: BackfillProgress = { doneSeries: 0, totalSeries: 0, finished: false }
  /** Newest report sent of each indicator. */
  const sentMs = new Map<string, number>()

  const coarseFirst = [...model.indicators].sort(
    (a, b) => COARSE_FIRST.indexOf(a.grain) - COARSE_FIRST.indexOf(b.grain),
  )

  const scheduleOf = (id: string) => {
    const schedule = schedules.get(id)
    if (schedule === undefined) throw new RangeError(`no schedule for ${id}`)
    return schedule
  }

  const readings = (definition: IndicatorDefinition, atMs: number): Reading[] =>
    readingsAt(definition, atMs, {
      model,
      live: options.live,
      incidents: incidents?.runs() ?? [],
      nowMs: nowMs(),
    })

  /** Groups (what is reported together) that running incidents touch. */
  function urgentGroups(): ReadonlySet<string> {
    const groups = new Set<string>()
    for (const script of INCIDENTS.values()) {
      if (incidents?.isActive(script, nowMs()) !== true) continue
      for (const { indicator } of script.effects) groups.add(schedules.get(indicator)?.group ?? '')
    }
    return groups
  }

  /** The report of an indicator that is due, or null. Of reports missed in a pause only the newest is sent. */
  function dueMs({ id }: IndicatorDefinition, urgent: ReadonlySet<string>): number | null {
    const schedule = scheduleOf(id)
    const sent = sentMs.get(id) ?? Number.NEGATIVE_INFINITY
    const isUrgent = urgent.has(schedule.group) && CADENCE_MS[schedule.cadence] <= HOUR_MS
    const at = isUrgent
      ? Math.max(lastReportMs(schedule, nowMs()), Math.floor(nowMs() / URGENT_MS) * URGENT_MS)
      : lastReportMs(schedule, nowMs())
    return at > sent ? at : null
  }

  /** Coarse grains first, so that the wall is whole at once; what is read together in one batch. */
  async function send(): Promise<void> {
    const urgent = urgentGroups()
    const groups = new Map<string, [IndicatorDefinition, number][]>()
    for (const definition of coarseFirst) {
      if (options.isFedElsewhere?.(definition.id) === true) continue
      const at = dueMs(definition, urgent)
      if (at === null) continue
      const { group } = scheduleOf(definition.id)
      groups.set(group, [...(groups.get(group) ?? []), [definition, at]])
    }
    let batch: Reading[] = []
    let due: [string, number][] = []
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await options.ingest(batch)
      for (const [id, at] of due) sentMs.set(id, at)
      batch = []
      due = []
    }
    for (const members of groups.values()) {
      for (const [definition, at] of members) {
        batch.push(...readings(definition, at))
        due.push([definition.id, at])
      }
      if (batch.length >= BATCH) await flush()
      if (isClosed) return
    }
    await flush()
  }

  function tick(): Promise<void> {
    if (isClosed) return Promise.resolve()
    ticking ??= send()
      .catch(onError)
      .finally(() => {
        ticking = null
      })
    return ticking
  }

  async function fill(): Promise<void> {
    const units = historyUnits(catalog, places)
    const seriesIn = (count: number): number =>
      units.slice(0, count).reduce((sum, { series }) => sum + series, 0)
    const identity: BackfillIdentity = {
      catalogVersion: catalog.version,
      seed,
      units: units.length,
    }
    const from = await loadBackfill(store, identity, nowMs())
    const finished = from.done >= units.length
    progress = {
      doneSeries: seriesIn(from.done),
      totalSeries: seriesIn(units.length),
      finished,
    }
    if (finished) return
    const make = options.history ?? createWorkerSource
    const source = make({ catalog, places, seed, untilMs: from.untilMs })
    try {
      const isWhole = await runBackfill({
        source,
        store,
        identity,
        from,
        nowMs,
        onProgress: (done) => {
          progress = { ...progress, doneSeries: seriesIn(done) }
        },
        isStopped: () => isClosed,
      })
      progress = { ...progress, finished: isWhole }
    } finally {
      await source.close()
    }
  }

  async function keptSeed(): Promise<number> {
    const kept = Number((await store.meta(SEED_KEY)) ?? Number.NaN)
    if (Number.isSafeInteger(kept)) return kept
    await store.putMeta(SEED_KEY, String(options.seed))
    return options.seed
  }

  return {
    readingsNow(id) {
      const definition = model.indicators.find((candidate) => candidate.id === id)
      return definition === undefined
        ? []
        : readings(definition, lastReportMs(scheduleOf(id), nowMs()))
    },
    async start() {
      const kept = await keptSeed()
      if (kept !== seed) {
        seed = kept
        model = createModel(catalog, places, seed)
      }
      incidents = await loadIncidents(store)
      // Of what is refused now, every later tick tries the newest again.
      await tick()
      if (isClosed) return
      timer = setInterval(() => void tick(), TICK_MS)
      if (options.history !== null) {
        filling = fill().catch((error: unknown) => {
          if (!isClosed) onError(error)
        })
      }
    },
    async close() {
      isClosed = true
      if (timer !== null) clearInterval(timer)
      timer = null
      await ticking
      await filling
    },
    status: () => ({
      on: !isClosed,
      seed,
      incidents: incidents?.status(nowMs()) ?? [],
      backfill: progress,
    }),
    tick,
    async startIncident(name) {
      await incidents?.start(name, nowMs())
      await tick()
    },
    async stopIncident(name) {
      await incidents?.stop(name, nowMs())
      await tick()
    },
  }
}
