import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import { LEVELS } from '../../protocol/indicator/definition.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { formatDate, formatSeconds } from '../i18n/clock.ts'
import { nameOf, useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { connectionStore } from '../stores/connection.ts'
import { stageStore } from '../stores/stage.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { ScanText } from '../ui/scan-text.tsx'
import { cityLine } from './city-line.ts'
import { EmergencyTitle } from './emergency/emergency-title.tsx'
import { HistoryProgressNote } from './history-progress.tsx'
import { showsSimulated } from './simulated.ts'
import { StageChip } from './stage-chip.tsx'
import { useNow } from './use-now.ts'
import { Weather } from './weather.tsx'

/** Left the shift, centre the name and the question, right the city's state (DESIGN §2). */
export function WallHeader({
  scenario,
  emergency,
}: {
  readonly scenario: Scenario
  /** Shown in the scenario's place while it is on. */
  readonly emergency: Emergency | null
}): ReactElement {
  return (
    <header className="head">
      <Shift />
      {emergency === null ? (
        <Title scenario={scenario} />
      ) : (
        <EmergencyTitle emergency={emergency} />
      )}
      <State />
    </header>
  )
}

function Shift(): ReactElement {
  const text = useText()
  const language = useLanguage()
  const nowMs = useNow(1000)
  return (
    <div className="head-shift">
      <time className="clock" data-zone="scan" dateTime={new Date(nowMs).toISOString()}>
        {formatSeconds(nowMs)}
      </time>
      <div className="head-day">
        <p>{formatDate(nowMs, language, text)}</p>
        <Weather />
      </div>
    </div>
  )
}

function Title({ scenario }: { readonly scenario: Scenario }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const categories = useStore(catalogStore, (state) => state.catalog?.categories)
  const category = categories?.find(({ id }) => id === scenario.category)
  const question = language === 'zh' ? scenario.question_zh : scenario.question_en
  return (
    <div className="head-title">
      <p className="platform">{text.platform}</p>
      <h1 data-zone="scan">
        {category === undefined ? null : (
          <span className="head-category">{nameOf(category, language)}</span>
        )}
        <span className="head-scenario" title={nameOf(scenario, language)}>
          {nameOf(scenario, language)}
        </span>
      </h1>
      <p className="question" title={question}>
        {question}
      </p>
    </div>
  )
}

/** More categories than these are counted: the foot shows which they are. */
const MOST_NAMED = 2

function State(): ReactElement {
  const text = useText()
  const language = useLanguage()
  const city = useStore(connectionStore, (state) => state.city)
  const link = useStore(connectionStore, (state) => state.link)
  const categories = useStore(catalogStore, (state) => state.catalog?.categories)
  const isStageSimulated = useStore(stageStore, (state) => state.stage?.simulated ?? false)
  const simulated = showsSimulated(city) || isStageSimulated
  const { word, level, where, freshPct } = cityLine(city)
  const named = where.length <= MOST_NAMED
  const names = where
    .map((id) => categories?.find((category) => category.id === id))
    .map((category) => (category === undefined ? '' : nameOf(category, language)))
    .join(language === 'zh' ? '、' : ', ')
  const sentence =
    word === 'calm'
      ? text.cityAllCalm
      : word === 'unsure'
        ? text.cityUnsure
        : named
          ? text.cityWhere(names)
          : text.cityWhereMany(where.length)
  const freshness = city?.freshness
  return (
    <div className="head-state" data-city={word}>
      <div className="head-word">
        <p className="city-word" data-zone="glance" data-level={level ?? 'none'}>
          {level === null ? null : <LevelMark level={level} />}
          <span>{text.city[word]}</span>
        </p>
        <StageChip />
      </div>
      <div className="head-facts">
        <p className="city-sentence" data-zone="scan" title={text.cityWhere(names)}>
          <ScanText text={word === 'unknown' ? text.connecting : sentence} />
        </p>
        <p className="city-counts">
          {[...LEVELS].reverse().map((each) => (
            <span key={each} className="count" title={text.levelLong[each]}>
              <LevelMark level={each} />
              <span className="for-readers">{text.levelLong[each]}</span>
              <span className="figures">{city === null ? '—' : city.alarms[each]}</span>
            </span>
          ))}
          <HistoryProgressNote />
        </p>
        <p className="city-truth">
          {simulated ? (
            <span className="demo" title={text.demoDataWhy}>
              {text.demoData}
            </span>
          ) : null}
          <span className="link" data-state={link.state}>
            {linkWord(link.state, text)}
          </span>
          <span
            className="fresh"
            title={
              freshness === undefined
                ? undefined
                : text.freshnessTitle(freshness.fresh, freshness.stale, freshness.missing)
            }
          >
            {text.freshness}{' '}
            <span className="figures">{freshPct === null ? '—' : `${freshPct.toFixed(1)}%`}</span>
          </span>
        </p>
      </div>
    </div>
  )
}

type LinkWords = Pick<ReturnType<typeof useText>, 'live' | 'replay' | 'lost' | 'connecting'>

const linkWord = (state: string, text: LinkWords): string =>
  state === 'live'
    ? text.live
    : state === 'replay'
      ? text.replay
      : state === 'connecting'
        ? text.connecting
        : text.lost
