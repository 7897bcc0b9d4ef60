import { type ReactElement, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import {
  CADENCE_MS,
  type IndicatorDefinition,
  LEVELS,
} from '../../protocol/indicator/definition.ts'
import { limitOf } from '../../protocol/indicator/threshold.ts'
import {
  type HistoryPoint,
  loadHistory,
  loadProvenance,
  type Provenance,
  SPAN_MS,
  spanOf,
} from '../data/provenance.ts'
import { formatExact } from '../i18n/clock.ts'
import { useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { serverNowMs } from '../stores/connection.ts'
import { formatNumber, formatValue } from '../ui/format.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { CardFrame } from './card-frame.tsx'
import { closeProvenance, openProvenance, provenanceStore } from './provenance.ts'
import { sparkPath } from './spark-path.ts'
import { useNames } from './use-names.ts'

/** Where a number comes from (溯源), for every number on the wall (DESIGN §7). */
export function ProvenanceCard(): ReactElement | null {
  const open = useStore(provenanceStore, (state) => state.open)
  const indicators = useStore(catalogStore, (state) => state.indicators)
  const definition = open === null ? undefined : indicators.get(open.indicator)
  if (open === null || definition === undefined) return null
  return (
    <Card
      key={`${open.indicator} ${open.place}`}
      definition={definition}
      indicator={open.indicator}
      place={open.place}
    />
  )
}

type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'failed' }
  | {
      readonly state: 'ready'
      readonly provenance: Provenance
      readonly points: readonly HistoryPoint[]
      readonly window: Window
    }

/** The time a history covers, epoch ms. */
type Window = { readonly fromMs: number; readonly toMs: number }

function useProvenance(indicator: string, place: string, spanMs: number): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' })
  useEffect(() => {
    const stop = new AbortController()
    const toMs = serverNowMs()
    const window = { fromMs: toMs - spanMs, toMs }
    Promise.all([
      loadProvenance(indicator, place, stop.signal),
      loadHistory(indicator, place, window, stop.signal),
    ])
      .then(([provenance, points]) => setLoaded({ state: 'ready', provenance, points, window }))
      .catch(() => {
        if (!stop.signal.aborted) setLoaded({ state: 'failed' })
      })
    return () => stop.abort()
  }, [indicator, place, spanMs])
  return loaded
}

function Card({
  definition,
  indicator,
  place,
}: {
  readonly definition: IndicatorDefinition
  readonly indicator: string
  readonly place: string
}): ReactElement {
  const text = useText()
  const names = useNames()
  const loaded = useProvenance(indicator, place, SPAN_MS[spanOf(definition.cadence)])
  return (
    <CardFrame
      kind={text.provenance.title}
      title={names.indicator(indicator)}
      detail={`${names.place(place)} · ${indicator}`}
      accent={`var(--accent-${definition.category})`}
      onClose={closeProvenance}
    >
      {loaded.state === 'ready' ? (
        <Facts definition={definition} {...loaded} />
      ) : (
        <p className="card-wait" role={loaded.state === 'failed' ? 'alert' : 'status'}>
          {loaded.state === 'failed' ? text.provenance.failed : text.loading}
        </p>
      )}
    </CardFrame>
  )
}

/** What a feed is called: computed and simulated values come from no feed with a name of its own. */
const feedName = (source: string, text: ReturnType<typeof useText>): string =>
  source === ''
    ? '—'
    : source === 'formula'
      ? text.aggregates.formula
      : source === 'roll-up'
        ? text.provenance.rollUp
        : source === 'simulator'
          ? text.demoData
          : source

function Facts({
  definition,
  provenance,
  points,
  window,
}: {
  readonly definition: IndicatorDefinition
  readonly provenance: Provenance
  readonly points: readonly HistoryPoint[]
  readonly window: Window
}): ReactElement {
  const text = useText()
  const language = useLanguage()
  const names = useNames()
  const words = text.provenance
  const unit = language === 'zh' ? definition.unit : definition.unit_en
  const moment = (at: string | null): string => {
    const ms = at === null ? Number.NaN : Date.parse(at)
    return Number.isNaN(ms) ? '—' : formatExact(ms)
  }
  const facts: readonly (readonly [string, string])[] = [
    [words.department, names.department(definition.department)],
    [words.feed, feedName(provenance.source, text)],
    [words.measuredAt, moment(provenance.at)],
    [words.receivedAt, moment(provenance.receivedAt)],
    [words.cadence, text.cadences[definition.cadence]],
    [words.quality, text.qualities[provenance.quality]],
    [words.status, text.statuses[provenance.status]],
    [words.aggregate, text.aggregates[definition.aggregate]],
    ...(provenance.coverage === null
      ? []
      : [
          [
            words.coverage,
            words.coverageOf(provenance.coverage.reported, provenance.coverage.known),
          ] as const,
        ]),
    [words.source, definition.source],
  ]
  return (
    <>
      <p className="card-value" data-status={provenance.status}>
        {provenance.level === null ? null : <LevelMark level={provenance.level} />}
        <span className="card-figure">{formatValue(provenance.value, definition.precision)}</span>
        <span className="card-unit">{unit}</span>
        <span className="card-level">
          {provenance.level === null ? text.levelNone : text.levelLong[provenance.level]}
        </span>
        {provenance.quality === 'simulated' ? (
          <span className="demo" title={text.demoDataWhy}>
            {text.demoData}
          </span>
        ) : null}
      </p>
      <Spark definition={definition} points={points} window={window} />
      <dl className="card-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      <Limits definition={definition} level={provenance.level} unit={unit} />
      {provenance.formula === null ? null : <Formula provenance={provenance} />}
    </>
  )
}

const SPARK = { width: 560, height: 72 }

/** A line of no length: its round end is the mark of the last point, whatever the drawing is stretched to. */
const lastPoint = (points: readonly HistoryPoint[], window: Window): string => {
  const path = sparkPath(points, SPARK, window, Number.POSITIVE_INFINITY)
  const at = path.slice(Math.max(path.lastIndexOf('L'), path.lastIndexOf('M')) + 1)
  return `M${at}h0.01`
}

function Spark({
  definition,
  points,
  window,
}: {
  readonly definition: IndicatorDefinition
  readonly points: readonly HistoryPoint[]
  readonly window: Window
}): ReactElement {
  const text = useText()
  const label = text.provenance.history[spanOf(definition.cadence)]
  const last = points.at(-1)
  if (last === undefined) {
    return <p className="card-spark-none">{text.provenance.noHistory(label)}</p>
  }
  const gapMs = Math.max(2 * CADENCE_MS[definition.cadence], 1_200_000)
  const values = points.map(({ value }) => value)
  const low = formatNumber(Math.min(...values), definition.precision)
  const high = formatNumber(Math.max(...values), definition.precision)
  return (
    <figure className="card-spark">
      <svg
        viewBox={`0 0 ${SPARK.width} ${SPARK.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${low} – ${high}`}
      >
        <path d={sparkPath(points, SPARK, window, gapMs)} />
        <path className="card-spark-last" d={lastPoint(points, window)} />
      </svg>
      <figcaption>
        <span>{label}</span>
        <span className="figures">
          {low} – {high}
        </span>
      </figcaption>
    </figure>
  )
}

function Limits({
  definition,
  level,
  unit,
}: {
  readonly definition: IndicatorDefinition
  readonly level: Provenance['level']
  readonly unit: string
}): ReactElement {
  const text = useText()
  const words = text.provenance
  const limits = LEVELS.flatMap((each) => {
    const limit = limitOf(definition, each)
    return limit === null ? [] : [{ each, limit }]
  })
  if (limits.length === 0) return <p className="card-limits-none">{words.noLimits}</p>
  const sense =
    definition.direction === 'band'
      ? words.band
      : definition.direction === 'higher_better'
        ? words.higherBetter
        : words.lowerBetter
  return (
    <section className="card-limits" aria-label={words.limits}>
      <h3>
        {words.limits} <span>{sense}</span>
      </h3>
      <ul>
        {limits.map(({ each, limit }) => (
          <li key={each} aria-current={each === level ? 'true' : undefined}>
            <LevelMark level={each} />
            <span>{text.level[each]}</span>
            <b className="figures">
              {typeof limit === 'number' ? formatNumber(limit, definition.precision) : limit}
            </b>
            <span className="card-limit-unit">{unit}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Formula({ provenance }: { readonly provenance: Provenance }): ReactElement {
  const text = useText()
  const names = useNames()
  const indicators = useStore(catalogStore, (state) => state.indicators)
  return (
    <section className="card-formula">
      <h3>{text.provenance.formula}</h3>
      <code>{provenance.formula}</code>
      <ul aria-label={text.provenance.inputs}>
        {provenance.inputs.map((input) => (
          <li key={input.indicator}>
            <button type="button" onClick={() => openProvenance(input.indicator, provenance.place)}>
              <span>{names.indicator(input.indicator)}</span>
              <b className="figures">
                {formatValue(input.value, indicators.get(input.indicator)?.precision ?? 2)}
              </b>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
