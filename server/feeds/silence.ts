import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import type { Cadence } from '../../protocol/indicator/definition.ts'
import { staleAfterMs } from '../../protocol/indicator/freshness.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import { toIso } from '../../protocol/time.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { CommitFeed } from '../commit.ts'

/** What one source sends at one cadence (来源): it comes and falls silent together. */
export type SourceHealth = {
  readonly source: string
  readonly cadence: Cadence
  /** Time of its newest reading. */
  readonly lastAtMs: number
  /** Since when it is silent: two cadences, at least a minute, after that reading; null while it reports. */
  readonly silentSinceMs: number | null
  /** Whether all it sent is simulated. */
  readonly simulated: boolean
}

/** Shortest silence that is an alarm: a pause of some seconds is shown as stale and calls nobody. */
const SHORTEST_SILENCE_MS = 60_000
/** Sources that are kept apart; names come from outside and could be endless. */
const MOST_SOURCES = 1_000
/** Reports that make a source a feed: what was sent once or twice by hand is nobody's promise. */
const REPORTS_OF_A_FEED = 3

/** Indicator, scenario and level under which a silent source is an alarm. */
const INDICATOR = 'map.data.indicators-stale'
const SCENARIO = 'map-data'
const LEVEL = 'yellow'
const PREFIX = 'source:'

type Heard = {
  readonly source: string
  readonly cadence: Cadence
  lastAtMs: number
  reports: number
  simulated: boolean
}

/** The place of a source's alarm; holds no space, whatever the source calls itself. */
const placeOf = ({ source, cadence }: Pick<Heard, 'source' | 'cadence'>): string =>
  `${PREFIX}${encodeURIComponent(source)}@${cadence}`

const isSourceAlarm = ({ indicator, place }: Alarm): boolean =>
  indicator === INDICATOR && place.startsWith(PREFIX)

export type SilenceOptions = {
  readonly feed: CommitFeed
  readonly catalog: { current(): LoadedCatalog }
  /** Every value known at the start. */
  readonly known: readonly IndicatorValue[]
  readonly valuesOf: (indicator: string) => readonly IndicatorValue[]
  readonly standingAlarms: () => readonly Alarm[]
  /** Makes events durable and sends them out. */
  readonly record: (events: { readonly alarms: readonly AlarmEvent[] }) => Promise<void>
  readonly nextId: (nowMs: number) => string
  readonly nowMs: () => number
}

/**
 * Hears which sources report, and raises an alarm for each that stopped (R11): it has reported at least three
 * times, its newest reading is older than two cadences and a minute, and nobody else reports in its stead.
 */
export function watchSources(options: SilenceOptions) {
  const { catalog, valuesOf, standingAlarms, record, nextId, nowMs } = options
  const heard = new Map<string, Heard>()
  const stood = new Set(
    standingAlarms()
      .filter(isSourceAlarm)
      .map(({ place }) => place),
  )

  const hear = (value: IndicatorValue): Heard | null => {
    const { indicator, atMs, origin, source, quality } = value
    if (origin !== 'measured' || atMs === null) return null
    const cadence = catalog.current().indicatorById.get(indicator)?.cadence
    if (cadence === undefined) return null
    const key = `${cadence} ${source}`
    const simulated = quality === 'simulated'
    let group = heard.get(key)
    if (group === undefined) {
      if (heard.size >= MOST_SOURCES) return null
      group = { source, cadence, lastAtMs: 0, reports: 0, simulated }
      heard.set(key, group)
    }
    group.simulated &&= simulated
    if (atMs <= group.lastAtMs) return null
    group.lastAtMs = atMs
    return group
  }

  for (const value of options.known) {
    const group = hear(value)
    // How often it reported before the server started is forgotten, so that a stop of ours is no silence of
    // theirs; that it was silent already is not.
    if (group !== null && stood.has(placeOf(group))) group.reports = REPORTS_OF_A_FEED
  }
  const close = options.feed.onCommit(({ values }) => {
    const newer = new Set<Heard>()
    for (const value of values) {
      const group = hear(value)
      if (group !== null) newer.add(group)
    }
    for (const group of newer) group.reports++
  })

  const silentSince = (group: Heard): number | null => {
    if (group.reports < REPORTS_OF_A_FEED) return null
    const patienceMs = Math.max(SHORTEST_SILENCE_MS, staleAfterMs(group.cadence))
    if (nowMs() <= group.lastAtMs + patienceMs) return null
    return group.lastAtMs + patienceMs
  }

  /** Whether some value is still the source's own: nobody has taken over all that it sent. */
  const isMissed = ({ source, cadence }: Heard): boolean =>
    catalog
      .current()
      .catalog.indicators.some(
        ({ id, cadence: own }) =>
          own === cadence &&
          valuesOf(id).some((value) => value.origin === 'measured' && value.source === source),
      )

  return {
    /** Every source heard since the start, the silent ones first. */
    sources(): readonly SourceHealth[] {
      return [...heard.values()]
        .map((group) => ({
          source: group.source,
          cadence: group.cadence,
          lastAtMs: group.lastAtMs,
          silentSinceMs: silentSince(group),
          simulated: group.simulated,
        }))
        .sort((a, b) => Number(a.silentSinceMs === null) - Number(b.silentSinceMs === null))
    },

    /** Raises and clears what is due. @throws what `record` throws; the next look tries again */
    async look(): Promise<void> {
      const silent = new Map<string, Heard>()
      for (const group of heard.values()) {
        if (silentSince(group) !== null && isMissed(group)) silent.set(placeOf(group), group)
      }
      const at = toIso(nowMs())
      const standing = standingAlarms().filter(isSourceAlarm)
      const alarms: AlarmEvent[] = []
      for (const alarm of standing) {
        if (silent.has(alarm.place)) silent.delete(alarm.place)
        else alarms.push(cleared(alarm, at))
      }
      for (const [place, group] of silent) alarms.push(raised(nextId(nowMs()), place, group, at))
      if (alarms.length > 0) await record({ alarms })
    },

    close,
  }
}

export type SourceWatch = ReturnType<typeof watchSources>

const cleared = (alarm: Alarm, at: string): AlarmEvent => ({
  kind: 'cleared',
  at,
  by: 'system',
  alarm: { ...alarm, state: 'cleared', changedAt: at, clearedAt: at },
})

const raised = (id: string, place: string, { simulated }: Heard, at: string): AlarmEvent => ({
  kind: 'raised',
  at,
  by: 'system',
  alarm: {
    id,
    indicator: INDICATOR,
    place,
    scenario: SCENARIO,
    category: 'map',
    level: LEVEL,
    worstLevel: LEVEL,
    state: 'active',
    value: null,
    limit: null,
    simulated,
    raisedAt: at,
    changedAt: at,
    clearedAt: null,
    acknowledged: null,
    shelved: null,
    repeats: 0,
    raises: null,
    orderId: null,
  },
})
