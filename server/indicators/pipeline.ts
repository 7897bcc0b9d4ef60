import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { IndicatorValue, Reading } from '../../protocol/indicator/value.ts'
import type { OrderEvent } from '../../protocol/order/order.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { CommitFeed, CommitListener } from '../commit.ts'
import type { ReadingOutcome, Store } from '../store/store.ts'
import { type AlarmAct, type AlarmLink, applyAct } from './alarm-acts.ts'
import { createAlarmIds, randomNoise } from './alarm-ids.ts'
import { type AlarmDraft, Alarms } from './alarms.ts'
import { type DeriveSource, inputsAt } from './derive.ts'
import { asksForOrder, Door, type RaisesHandler } from './door.ts'
import { Engine } from './engine.ts'
import type { LiveState } from './live.ts'
import { missingValue } from './missing.ts'
import type { PlaceRegistry } from './places.ts'
import { type ActJob, isOrdersOnly, type Slice, sideBySide, WorkQueue } from './queue.ts'
import { sameValue } from './table.ts'

export type PipelineOptions = {
  readonly store: Store
  readonly catalog: CatalogSource
  readonly places: PlaceRegistry
  readonly nowMs: () => number
  /** How often staleness, holds and shelvings are looked at; readings are judged at once. */
  readonly sweepMs?: number
  /** Told of failures that no caller waits for, such as a timer's commit on a full disk. */
  readonly onError?: (error: unknown) => void
  readonly alarmNoise?: () => string
}

/** What stands when a server starts: newest values, alarms not yet cleared. */
export type Stored = readonly [
  Awaited<ReturnType<Store['latest']>>,
  Awaited<ReturnType<Store['standingAlarms']>>,
]

export const readStored = (store: Pick<Store, 'latest' | 'standingAlarms'>): Promise<Stored> =>
  Promise.all([store.latest(), store.standingAlarms()])

/** The values that a formula read at one place. */
export type Provenance = readonly {
  readonly indicator: string
  readonly value: IndicatorValue | null
}[]

/** The one way in for readings, alarm acts and order events, and the one door out for what they change. */
export interface Pipeline extends CommitFeed, LiveState {
  /**
   * Resolves once every reading is durable, with what became of each.
   *
   * @throws AppError STORE_FULL or STORE_UNAVAILABLE: the caller sends all again, which is harmless
   */
  ingest(readings: readonly Reading[]): Promise<{ readonly outcomes: readonly ReadingOutcome[] }>
  /**
   * Makes order events (and alarm events decided elsewhere) durable and sends them out. `links` are written in the same
   * step on the alarms that the orders answer; one that has been cleared meanwhile is left as it is.
   */
  record(events: {
    readonly alarms?: readonly AlarmEvent[]
    readonly orders?: readonly OrderEvent[]
    readonly links?: readonly AlarmLink[]
  }): Promise<void>
  /** @throws AppError NOT_FOUND, ALARM_NOT_OPEN, MALFORMED, STORE_FULL */
  actOnAlarm(id: string, act: AlarmAct): Promise<Alarm>
  /** Writes on an alarm which order it opened, also when it has been cleared meanwhile. */
  linkOrder(alarmId: string, orderId: string): Promise<Alarm>
  /** Takes the order off an alarm when it has ended; an alarm of another order stays as it is. */
  releaseOrder(alarmId: string, orderId: string): Promise<Alarm>
  /**
   * Called for each alarm that asks for an order and has none, after it is durable: at once for those that stand
   * already, e.g. because the server stopped between the two. May be called again before the order is linked.
   */
  onRaises(handler: RaisesHandler): () => void
  /** Inputs of a derived value; null for a measured one. */
  inputs(indicator: string, place: string): Provenance | null
  /** Every value known, for a snapshot of the whole. */
  allValues(): readonly IndicatorValue[]
  readonly places: PlaceRegistry
  /** Readings that wait to be written. */
  depth(): number
  /**
   * Takes up what the store knows and starts the timers.
   *
   * @param stored left out: asked for now. Whoever has something else to do meanwhile asks earlier
   */
  start(stored?: Promise<Stored>): Promise<void>
  /** One look at the clock, as the timers do it. */
  sweep(): Promise<void>
  close(): Promise<void>
}

/** @returns a pipeline that knows nothing until `start` */
export const createPipeline = (options: PipelineOptions): Pipeline => new SerialPipeline(options)

/**
 * Step after step: plan on top of what stands, commit to the store, adopt, publish. While one step is being
 * written further requests queue up and share the next (group commit). What the store refuses never was.
 */
class SerialPipeline implements Pipeline {
  readonly places: PlaceRegistry
  readonly #store: Store
  readonly #catalog: CatalogSource
  readonly #nowMs: () => number
  readonly #sweepMs: number
  readonly #onError: (error: unknown) => void
  readonly #queue = new WorkQueue()
  readonly #door: Door
  #engine: Engine
  #sources: DeriveSource
  readonly #alarms: Alarms
  #running: Promise<void> | null = null
  #sweepDue = false
  #reloadDue = false
  #closed = false
  #timer: NodeJS.Timeout | null = null
  #stopWatching: () => void = () => undefined

  constructor(options: PipelineOptions) {
    this.places = options.places
    this.#store = options.store
    this.#catalog = options.catalog
    this.#nowMs = options.nowMs
    this.#sweepMs = options.sweepMs ?? 500
    this.#onError = options.onError ?? (() => undefined)
    this.#door = new Door(this.#onError)
    this.#engine = this.#newEngine([])
    this.#sources = this.#engine.sources
    const nextId = createAlarmIds(options.alarmNoise ?? randomNoise)
    this.#alarms = new Alarms({ loaded: options.catalog.current(), standing: [], nextId })
  }

  async start(stored = readStored(this.#store)): Promise<void> {
    const [latest, standing] = await stored
    this.#takeUp(this.#newEngine(latest))
    this.#alarms.resume(standing)
    this.#stopWatching = this.#catalog.onChange(() => {
      this.#reloadDue = true
      this.#wake()
    })
    await this.#judgeAll()
    this.#timer = setInterval(() => void this.sweep(), this.#sweepMs)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#stopWatching()
    while (this.#running !== null) await this.#running
  }

  ingest(readings: readonly Reading[]): Promise<{ readonly outcomes: readonly ReadingOutcome[] }> {
    if (this.#closed) return Promise.reject(new AppError('NOT_READY'))
    if (readings.length === 0) return Promise.resolve({ outcomes: [] })
    return new Promise((resolve, reject) => {
      const outcomes: ReadingOutcome[] = []
      const done = (): void => resolve({ outcomes })
      this.#queue.addIngest({ readings, outcomes, done, failed: reject })
      this.#wake()
    })
  }

  record(events: Parameters<Pipeline['record']>[0]): Promise<void> {
    const { alarms = [], orders = [], links = [] } = events
    if (alarms.length + links.length === 0) return this.#act(null, [], orders)
    const link = (draft: AlarmDraft): void => {
      for (const { alarmId, orderId, by } of links) {
        if (this.#alarms.find(alarmId) !== undefined) {
          draft.act(alarmId, { act: 'order', by, orderId })
        }
      }
    }
    return this.#act(link, alarms, orders)
  }

  async actOnAlarm(id: string, act: AlarmAct): Promise<Alarm> {
    if (this.#alarms.find(id) === undefined) return this.#actOnPast(id, act)
    let after: Alarm | undefined
    await this.#act((draft) => {
      after = draft.act(id, act)
    })
    if (after === undefined) throw new AppError('NOT_FOUND', { detail: { alarm: id } })
    return after
  }

  linkOrder(alarmId: string, orderId: string): Promise<Alarm> {
    return this.actOnAlarm(alarmId, { act: 'order', by: 'system', orderId })
  }

  releaseOrder(alarmId: string, orderId: string): Promise<Alarm> {
    return this.actOnAlarm(alarmId, { act: 'release', by: 'system', orderId })
  }

  onCommit(listener: CommitListener): () => void {
    return this.#door.onCommit(listener)
  }

  onRaises(handler: RaisesHandler): () => void {
    const end = this.#door.onRaises(handler)
    for (const alarm of this.standingAlarms()) if (asksForOrder(alarm)) handler(alarm)
    return end
  }

  value(indicator: string, place: string): IndicatorValue {
    const known = this.#engine.get(indicator, place)
    if (known !== undefined) return known
    const definition = this.#engine.loaded.indicatorById.get(indicator)
    return missingValue(indicator, place, definition?.formula)
  }

  valuesOf(indicator: string): readonly IndicatorValue[] {
    return [...this.#engine.of(indicator).values()]
  }

  allValues(): readonly IndicatorValue[] {
    return [...this.#engine.all()]
  }

  standingAlarms(): readonly Alarm[] {
    return this.#alarms.standing()
  }

  seq(): number {
    return this.#door.seq
  }

  depth(): number {
    return this.#queue.depth
  }

  inputs(indicator: string, place: string): Provenance | null {
    const formula = this.#engine.loaded.formulas.get(indicator)
    if (formula === undefined) return null
    return inputsAt(formula, place, this.#sources).map(({ id, value }) => ({
      indicator: id,
      value: value ?? null,
    }))
  }

  async sweep(): Promise<void> {
    if (this.#closed) return
    this.#sweepDue = true
    this.#wake()
    await this.#running
  }

  #newEngine(latest: Awaited<ReturnType<Store['latest']>>): Engine {
    const loaded = this.#catalog.current()
    return new Engine({ loaded, places: this.places, latest, nowMs: this.#nowMs() })
  }

  #takeUp(engine: Engine): void {
    this.#engine = engine
    this.#sources = engine.sources
  }

  /** An alarm that has been cleared for good is known to the store only. */
  async #actOnPast(id: string, act: AlarmAct): Promise<Alarm> {
    const alarm = await this.#store.alarm(id)
    if (alarm === null) throw new AppError('NOT_FOUND', { detail: { alarm: id } })
    const event = applyAct(alarm, act, this.#nowMs())
    if (event === null) return alarm
    await this.record({ alarms: [event] })
    return event.alarm
  }

  #act(
    decide: ((draft: AlarmDraft) => void) | null,
    alarms: readonly AlarmEvent[] = [],
    orders: readonly OrderEvent[] = [],
  ): Promise<void> {
    if (this.#closed) return Promise.reject(new AppError('NOT_READY'))
    return new Promise((resolve, reject) => {
      this.#queue.addAct({ decide, alarms, orders, done: resolve, failed: reject })
      this.#wake()
    })
  }

  #wake(): void {
    if (this.#running !== null) return
    this.#running = this.#work()
      .catch(this.#onError)
      .finally(() => {
        this.#running = null
        if (this.#hasWork()) this.#wake()
      })
  }

  #hasWork(): boolean {
    return !this.#queue.isEmpty || this.#sweepDue || this.#reloadDue
  }

  async #work(): Promise<void> {
    // A turn of the loop, so that requests that arrive together share a transaction.
    await Promise.resolve()
    while (this.#hasWork()) {
      if (this.#reloadDue) await this.#reload()
      if (this.#sweepDue) await this.#lookAtClock()
      for (const jobs of sideBySide(this.#queue.takeActs())) await this.#doActs(jobs)
      const slices = this.#queue.takeReadings()
      if (slices.length > 0) await this.#doReadings(slices)
    }
  }

  /** Each act is written by itself, so that a refused one costs nobody else; on the disk they share one fsync. */
  async #doActs(jobs: readonly ActJob[]): Promise<void> {
    const [first] = jobs
    if (first !== undefined && !isOrdersOnly(first)) return this.#doAct(first)
    const ends = await Promise.allSettled(
      jobs.map(({ orders }) =>
        this.#store.commit({ readings: [], computed: [], alarms: [], orders }),
      ),
    )
    for (const [i, { orders, done, failed }] of jobs.entries()) {
      const end = ends[i]
      if (end?.status === 'rejected') {
        failed(end.reason)
        continue
      }
      this.#door.publish(this.#nowMs(), { alarms: [], orders })
      done()
    }
  }

  async #doAct({ decide, alarms, orders, done, failed }: ActJob): Promise<void> {
    const nowMs = this.#nowMs()
    const draft = this.#alarms.draft(nowMs)
    try {
      decide?.(draft)
      draft.take(alarms)
      if (draft.events.length + orders.length > 0) {
        await this.#store.commit({ readings: [], computed: [], alarms: draft.events, orders })
      }
    } catch (error) {
      failed(error)
      return
    }
    this.#alarms.adopt(draft)
    this.#door.publish(nowMs, { alarms: draft.events, orders })
    done()
  }

  async #doReadings(slices: readonly Slice[]): Promise<void> {
    const nowMs = this.#nowMs()
    const draft = this.#alarms.draft(nowMs)
    const readings = slices.flatMap((slice) => slice.readings)
    try {
      const plan = this.#engine.plan(readings, nowMs)
      for (const value of plan.judgements) draft.judge(value)
      for (const value of plan.values) draft.follow(value)
      const { computed } = plan
      const batch = { readings, computed, alarms: draft.events, orders: [] }
      const { outcomes } = await this.#store.commit(batch)
      this.#engine.adopt(plan)
      this.#alarms.adopt(draft)
      share(slices, outcomes)
      this.#door.publish(nowMs, { values: plan.values, alarms: draft.events })
    } catch (error) {
      for (const { job } of slices) {
        this.#queue.drop(job)
        job.failed(error)
      }
      return
    }
    for (const { job } of slices) {
      if (job.outcomes.length === job.readings.length) job.done()
    }
  }

  /** Staleness needs no store, so it shows even while the disk is full. */
  async #lookAtClock(): Promise<void> {
    this.#sweepDue = false
    const nowMs = this.#nowMs()
    const stale = this.#engine.sweep(nowMs)
    this.#engine.adopt({ values: stale })
    this.#door.publish(nowMs, { values: stale })
    const draft = this.#alarms.draft(nowMs)
    draft.tick((indicator, place) => this.#engine.get(indicator, place))
    await this.#settle(draft, nowMs)
  }

  /** Commits what a timer or a changed rule decided; on failure nothing is adopted and the next look decides anew. */
  async #settle(draft: AlarmDraft, nowMs: number): Promise<void> {
    try {
      const { events } = draft
      if (events.length > 0) {
        await this.#store.commit({ readings: [], computed: [], alarms: events, orders: [] })
      }
      this.#alarms.adopt(draft)
      this.#door.publish(nowMs, { alarms: events })
    } catch (error) {
      this.#onError(error)
    }
  }

  async #judgeAll(): Promise<void> {
    const nowMs = this.#nowMs()
    const draft = this.#alarms.draft(nowMs)
    for (const value of this.#engine.judged()) draft.judge(value)
    draft.tick((indicator, place) => this.#engine.get(indicator, place))
    await this.#settle(draft, nowMs)
  }

  /** New definitions, formulas or limits: everything is worked out again from the stored latest values. */
  async #reload(): Promise<void> {
    this.#reloadDue = false
    try {
      const before = this.#engine
      const engine = this.#newEngine(await this.#store.latest())
      this.#takeUp(engine)
      this.#alarms.reload(this.#catalog.current())
      const changed = [...engine.all()].filter((value) => {
        const known = before.get(value.indicator, value.place)
        return known === undefined || !sameValue(known, value)
      })
      this.#door.publish(this.#nowMs(), { values: changed })
      await this.#judgeAll()
    } catch (error) {
      this.#onError(error)
    }
  }
}

/** Hands each request the outcomes of its own readings. */
function share(slices: readonly Slice[], outcomes: readonly ReadingOutcome[]): void {
  let next = 0
  for (const { job, readings } of slices) {
    for (let i = 0; i < readings.length; i++) job.outcomes.push(outcomes[next++] ?? 'accepted')
  }
}
