import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { IndicatorDefinition } from '../../../protocol/indicator/definition.ts'
import { DISTRICT } from '../../../protocol/place/place.ts'
import { loadProvenance, type Provenance } from '../../data/provenance.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { displayOf } from '../../ui/display.ts'
import { formatAge, formatMoment } from '../../ui/format.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { linkStore } from '../data/link-store.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { failureText } from '../shell/tell.ts'
import { useDeskNow } from '../shell/use-desk-now.ts'
import { CONTEXT_WORDS } from './context-words.ts'

const AGAIN_MS = 60_000

/** The headline numbers of the scenario that the order's type belongs to, where the order is. */
export function ScenarioIndicators({ order }: { readonly order: OrderDetail }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const language = useLanguage()
  const { scenarios, indicators } = useStore(catalogStore)
  const scenario = [...scenarios.values()].find(({ order_types }) =>
    order_types.includes(order.type),
  )
  const definitions =
    scenario?.headline.flatMap((id) => {
      const found = indicators.get(id)
      return found === undefined ? [] : [found]
    }) ?? []
  const title =
    scenario === undefined ? text.indicators : `${text.indicators} · ${nameOf(scenario, language)}`
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {scenario === undefined ? <p className="quiet">{text.noIndicators}</p> : null}
      {scenario !== undefined && order.town === null ? (
        <p className="quiet">{text.noTown}</p>
      ) : null}
      <dl className="context-indicators">
        {definitions.map((definition) => (
          <IndicatorLine key={definition.id} definition={definition} town={order.town} />
        ))}
      </dl>
    </section>
  )
}

function IndicatorLine(props: {
  readonly definition: IndicatorDefinition
  readonly town: string | null
}): ReactElement {
  const { definition, town } = props
  const text = useWords(CONTEXT_WORDS)
  const language = useLanguage()
  // What is measured for the whole district only has no value in a town.
  const place = definition.grain === 'district' ? DISTRICT : (town ?? DISTRICT)
  const { data, error, isPending } = useQuery({
    queryKey: ['indicator', definition.id, place],
    queryFn: ({ signal }) => loadProvenance(definition.id, place, signal),
    refetchInterval: AGAIN_MS,
  })
  return (
    <div>
      <dt>
        {nameOf(definition, language)}
        {place === DISTRICT && town !== null ? (
          <span className="quiet"> · {text.wholeDistrict}</span>
        ) : null}
      </dt>
      <dd>
        {isPending ? <span className="quiet">{text.loading}</span> : null}
        {error !== null && data === undefined ? (
          <span className="quiet">{text.failed(failureText(error))}</span>
        ) : null}
        {data === undefined ? null : <Reading definition={definition} reading={data} />}
      </dd>
    </div>
  )
}

/** A number that says how old and how good it is (DESIGN §7); one that is not there is a dash. */
function Reading(props: {
  readonly definition: IndicatorDefinition
  readonly reading: Provenance
}): ReactElement {
  const { definition, reading } = props
  const text = useWords(CONTEXT_WORDS)
  const language = useLanguage()
  const offsetMs = useStore(linkStore, (state) => state.offsetMs)
  const nowMs = useDeskNow(offsetMs)
  const shown = displayOf(reading, definition, nowMs)
  const { look, level, quality } = shown
  const unit = language === 'zh' ? definition.unit : definition.unit_en
  const notes = [
    look === 'missing' ? text.missing : '',
    look === 'stale' && shown.ageMs !== null ? formatAge(shown.ageMs, language) : '',
    look === 'expired' && shown.lastText !== null && shown.lastAtMs !== null
      ? text.last(shown.lastText, formatMoment(shown.lastAtMs, nowMs))
      : '',
    quality === null ? '' : text.qualities[quality],
  ].filter((note) => note !== '')
  return (
    <>
      {level === null ? null : (
        <span className="context-level">
          <LevelMark level={level} /> {LEVEL_WORDS[level][language]}
        </span>
      )}
      <span
        className="figures"
        data-indicator={definition.id}
        data-place={reading.place}
        data-status={look === 'expired' ? 'stale' : look}
        data-quality={quality ?? undefined}
        data-level={level ?? undefined}
      >
        {shown.text}
      </span>
      {unit === '' ? null : <small className="quiet"> {unit}</small>}
      {notes.length === 0 ? null : (
        <small className="quiet context-note">{notes.join(' · ')}</small>
      )}
    </>
  )
}
