import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import {
  type Edge,
  type JudgeContext,
  judge,
  resumeWatch,
  type Sample,
  type Watch,
  wakeAtMs,
} from '../../protocol/alarm/evaluate.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { staleAfterMs } from '../../protocol/indicator/freshness.ts'
import { levelOf, limitOf, worseLevel } from '../../protocol/indicator/threshold.ts'
import { type IndicatorValue, valueKey } from '../../protocol/indicator/value.ts'
import { toIso } from '../../protocol/time.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import { type AlarmAct, applyAct } from './alarm-acts.ts'
import { type Rule, rulesOf } from './alarm-rules.ts'

/** What one indicator is judged by. */
type Judging = Omit<JudgeContext, 'rules'> & { readonly rules: readonly Rule[] }

const NO_RULES: readonly Rule[] = []

export type AlarmsOptions = {
  readonly loaded: LoadedCatalog
  /** Alarms that stood when the server stopped. */
  readonly standing: readonly Alarm[]
  /** Makes a unique id that sorts by time. */
  readonly nextId: (nowMs: number) => string
}

/** Who acts when nobody does: timers, judgements. */
const SYSTEM = 'system'

/**
 * The alarms (告警) of all places. Nothing changes but by `adopt`: judgements and acts are worked out in a
 * draft, which is thrown away when the store refuses it.
 */
export class Alarms {
  readonly nextId: (nowMs: number) => string
  #loaded: LoadedCatalog
  #rules: ReadonlyMap<string, readonly Rule[]>
  readonly #watches = new Map<string, Watch>()
  /** Standing alarms, and those cleared so recently that they may come back. */
  readonly #alarms = new Map<string, Alarm>()
  readonly #keyById = new Map<string, string>()
  #standing: readonly Alarm[] | null = null

  constructor({ loaded, standing, nextId }: AlarmsOptions) {
    this.nextId = nextId
    this.#loaded = loaded
    this.#rules = rulesOf(loaded)
    this.resume(standing)
  }

  /** Takes up alarms that stood when the server stopped. */
  resume(standing: readonly Alarm[]): void {
    for (const alarm of standing) {
      const key = valueKey(alarm.indicator, alarm.place)
      this.#alarms.set(key, alarm)
      this.#keyById.set(alarm.id, key)
      const rules = this.#rules.get(alarm.indicator) ?? NO_RULES
      this.#watches.set(key, resumeWatch(alarm.level, Date.parse(alarm.changedAt), rules))
    }
    this.#standing = null
  }

  /** Alarms not yet cleared, oldest first. */
  standing(): readonly Alarm[] {
    this.#standing ??= [...this.#alarms.values()]
      .filter(({ state }) => state !== 'cleared')
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    return this.#standing
  }

  /** @returns a standing alarm, or one cleared so recently that it may come back */
  find(id: string): Alarm | undefined {
    const key = this.#keyById.get(id)
    return key === undefined ? undefined : this.#alarms.get(key)
  }

  draft(nowMs: number): AlarmDraft {
    return new AlarmDraft(this, nowMs)
  }

  adopt(draft: AlarmDraft): void {
    for (const [key, watch] of draft.watches) {
      if (watch !== null) this.#watches.set(key, watch)
      else {
        this.#watches.delete(key)
        this.#forget(key)
      }
    }
    for (const [key, alarm] of draft.alarms) {
      this.#alarms.set(key, alarm)
      this.#keyById.set(alarm.id, key)
      if (alarm.state === 'cleared' && !this.#watches.has(key)) this.#forget(key)
    }
    this.#standing = null
  }

  /** Takes up new limits and rules. The caller judges all values again afterwards. */
  reload(loaded: LoadedCatalog): void {
    this.#loaded = loaded
    this.#rules = rulesOf(loaded)
  }

  watch(key: string): Watch | undefined {
    return this.#watches.get(key)
  }

  watches(): Iterable<readonly [string, Watch]> {
    return this.#watches
  }

  alarm(key: string): Alarm | undefined {
    return this.#alarms.get(key)
  }

  /** @returns null when no scenario judges that indicator */
  judging(indicator: string, nowMs: number): Judging | null {
    const rules = this.#rules.get(indicator)
    const limits = this.#loaded.indicatorById.get(indicator)
    if (rules === undefined || limits === undefined) return null
    return { limits, rules, nowMs, staleAfterMs: staleAfterMs(limits.cadence) }
  }

  #forget(key: string): void {
    const alarm = this.#alarms.get(key)
    if (alarm === undefined || alarm.state !== 'cleared') return
    this.#alarms.delete(key)
    this.#keyById.delete(alarm.id)
  }
}

/** One step's judgements and acts on top of the alarms as they stand. */
export class AlarmDraft {
  readonly events: AlarmEvent[] = []
  readonly watches = new Map<string, Watch | null>()
  readonly alarms = new Map<string, Alarm>()
  readonly #over: Alarms
  readonly #nowMs: number

  constructor(over: Alarms, nowMs: number) {
    this.#over = over
    this.#nowMs = nowMs
  }

  /** Judges a value. A missing one says nothing: the alarm stays as it is. */
  judge(value: IndicatorValue): void {
    if (value.value === null || value.atMs === null) return
    const context = this.#over.judging(value.indicator, this.#nowMs)
    if (context === null) return
    const key = valueKey(value.indicator, value.place)
    const watch = this.#watch(key)
    if (watch === null && levelOf(context.limits, value.value) === null) return
    this.#step(key, watch, { value: value.value, atMs: value.atMs }, context, value)
  }

  /** Judges a roll-up where an alarm stands from a time when the place itself reported. */
  follow(value: IndicatorValue): void {
    if (value.origin !== 'rolled-up') return
    if (this.#watch(valueKey(value.indicator, value.place)) !== null) this.judge(value)
  }

  /**
   * Lets time pass: holds that are reached, clears that are due, shelvings that end.
   *
   * @param current the value as it stands, for the alarm's text
   */
  tick(current: (indicator: string, place: string) => IndicatorValue | undefined): void {
    for (const [key, watch] of this.#over.watches()) {
      const [indicator = '', place = ''] = key.split(' ')
      const context = this.#over.judging(indicator, this.#nowMs)
      if (context === null) this.#withdraw(key)
      else {
        const due = wakeAtMs(watch, context)
        if (due !== null && due <= this.#nowMs) {
          this.#step(key, this.#watch(key), null, context, current(indicator, place))
        }
      }
    }
    for (const alarm of this.#over.standing()) {
      const until = this.#alarm(valueKey(alarm.indicator, alarm.place))?.shelved?.until
      if (alarm.state !== 'shelved' || until === undefined) continue
      if (Date.parse(until) <= this.#nowMs) this.act(alarm.id, { act: 'unshelve', by: SYSTEM })
    }
  }

  /**
   * @returns the alarm as it stands afterwards
   * @throws AppError NOT_FOUND when no such alarm stands, and what `applyAct` throws
   */
  act(id: string, act: AlarmAct): Alarm {
    const found = this.#over.find(id)
    const key = found === undefined ? undefined : valueKey(found.indicator, found.place)
    const alarm = key === undefined ? undefined : this.#alarm(key)
    if (key === undefined || alarm === undefined || alarm.id !== id) {
      throw new AppError('NOT_FOUND', { detail: { alarm: id } })
    }
    const event = applyAct(alarm, act, this.#nowMs)
    if (event === null) return alarm
    this.#emit(key, event)
    return event.alarm
  }

  /** Takes events decided elsewhere as they are; one that raises an alarm puts it among the standing ones. */
  take(events: readonly AlarmEvent[]): void {
    for (const event of events) {
      const key = valueKey(event.alarm.indicator, event.alarm.place)
      const known = this.#alarm(key)
      const isFirst = event.kind === 'raised' && (known === undefined || known.state === 'cleared')
      if (isFirst || known?.id === event.alarm.id) this.#emit(key, event)
      else this.events.push(event)
    }
  }

  #watch(key: string): Watch | null {
    const drafted = this.watches.get(key)
    return drafted === undefined ? (this.#over.watch(key) ?? null) : drafted
  }

  #alarm(key: string): Alarm | undefined {
    return this.alarms.get(key) ?? this.#over.alarm(key)
  }

  #emit(key: string, event: AlarmEvent): void {
    this.alarms.set(key, event.alarm)
    this.events.push(event)
  }

  #step(
    key: string,
    before: Watch | null,
    sample: Sample | null,
    context: Judging,
    value: IndicatorValue | undefined,
  ): void {
    const { watch, edges } = judge(before, sample, context)
    this.watches.set(key, watch)
    for (const edge of edges) this.#follow(key, edge, value)
  }

  /** The rules of an indicator are gone from the catalog: nobody judges it any more. */
  #withdraw(key: string): void {
    this.watches.set(key, null)
    const alarm = this.#alarm(key)
    if (alarm !== undefined && alarm.state !== 'cleared') this.#clear(key, alarm, alarm.level)
  }

  #clear(key: string, alarm: Alarm, level: Alarm['level']): void {
    const at = toIso(this.#nowMs)
    const cleared: Alarm = { ...alarm, level, state: 'cleared', changedAt: at, clearedAt: at }
    this.#emit(key, { kind: 'cleared', at, by: SYSTEM, alarm: cleared })
  }

  #follow(key: string, edge: Edge, value: IndicatorValue | undefined): void {
    const known = this.#alarm(key)
    if (edge.kind === 'cleared') {
      if (known !== undefined) this.#clear(key, known, edge.level)
      return
    }
    const at = toIso(this.#nowMs)
    const { indicator, place } = known ?? splitKey(key)
    const context = this.#over.judging(indicator, this.#nowMs)
    const rule = context?.rules.find((candidate) => candidate === edge.rule)
    const standing =
      edge.kind === 'raised' || known === undefined
        ? newAlarm(this.#over.nextId(this.#nowMs), indicator, place, at)
        : known
    const alarm: Alarm = {
      ...standing,
      ...(rule === undefined ? {} : attribution(rule, standing)),
      level: edge.level,
      worstLevel: worseLevel(standing.worstLevel, edge.level) ?? edge.level,
      ...(edge.kind === 'repeated' ? this.#onReturn(standing) : {}),
      value: value?.value ?? standing.value,
      limit: context === null ? standing.limit : limitOf(context.limits, edge.level),
      simulated: value === undefined ? standing.simulated : value.quality === 'simulated',
      changedAt: at,
      clearedAt: null,
      repeats: standing.repeats + (edge.kind === 'repeated' ? 1 : 0),
    }
    this.#emit(key, { kind: edge.kind, at, by: SYSTEM, alarm })
  }

  /** An alarm that comes back after its clear is active again, unless its shelving still runs. */
  #onReturn(alarm: Alarm): Pick<Alarm, 'state' | 'acknowledged' | 'shelved'> | undefined {
    if (alarm.state !== 'cleared') return undefined
    const shelved = alarm.shelved !== null && Date.parse(alarm.shelved.until) > this.#nowMs
    return shelved
      ? { state: 'shelved', acknowledged: null, shelved: alarm.shelved }
      : { state: 'active', acknowledged: null, shelved: null }
  }
}

const splitKey = (key: string): { indicator: string; place: string } => {
  const at = key.indexOf(' ')
  return { indicator: key.slice(0, at), place: key.slice(at + 1) }
}

/** An alarm keeps the order it asks for when a rule without one takes over. */
const attribution = (
  rule: Rule,
  alarm: Alarm,
): Pick<Alarm, 'scenario' | 'category' | 'raises'> => ({
  scenario: rule.scenario,
  category: rule.category,
  raises: rule.raises ?? alarm.raises,
})

const newAlarm = (id: string, indicator: string, place: string, at: string): Alarm => ({
  id,
  indicator,
  place,
  scenario: '',
  category: '',
  level: 'blue',
  worstLevel: 'blue',
  state: 'active',
  value: null,
  limit: null,
  simulated: false,
  raisedAt: at,
  changedAt: at,
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
})
