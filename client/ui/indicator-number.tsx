import { type ReactElement, useEffect, useReducer } from 'react'
import { useStore } from 'zustand'
import type { Quality } from '../../protocol/indicator/definition.ts'
import { openProvenance } from '../scenes/provenance.ts'
import { catalogStore } from '../stores/catalog.ts'
import { indicatorStore, selectReading } from '../stores/indicators.ts'
import { sceneStore } from '../stores/scene.ts'
import { Change } from './change.tsx'
import { type Display, displayOf } from './display.ts'
import { formatMoment } from './format.ts'
import { LevelMark } from './level-mark.tsx'
import { LEVEL_WORDS } from './level-words.ts'
import './number.css'
import { NumberRoll } from './number-roll.tsx'
import { ScanText } from './scan-text.tsx'
import { onScreenTick, screenNowMs } from './screen-clock.ts'
import { Spark } from './spark.tsx'
import { StaleBadge } from './stale-badge.tsx'
import { changeSince, earlierValue, usePast } from './use-change.ts'

export type IndicatorNumberProps = {
  readonly indicator: string
  readonly place: string
  readonly size?: 'headline' | 'body' | 'dense'
  /** The indicator's name above the number; on by default for `headline`. */
  readonly showName?: boolean
  /** The change since the same time yesterday or the period before; on by default for `headline`. */
  readonly showChange?: boolean
  /** The unit beside; on by default where the name is. */
  readonly showUnit?: boolean
}

/**
 * One indicator's value, live. Stale: dimmed, hatched, with its age. Past five cadences: `—` with the last value and
 * its time. Never measured: `—`. Clicking it or Enter opens where it comes from (溯源).
 */
export function IndicatorNumber({
  indicator,
  place,
  size = 'body',
  showName = size === 'headline',
  showChange = size === 'headline',
  showUnit = showName,
}: IndicatorNumberProps): ReactElement {
  const language = useStore(sceneStore, (state) => state.language)
  const definition = useStore(catalogStore, (state) => state.indicators.get(indicator))
  const reading = useStore(indicatorStore, selectReading(indicator, place))
  const [, age] = useReducer((ticks: number) => ticks + 1, 0)
  useEffect(() => onScreenTick(age), [])
  const nowMs = screenNowMs()
  const display = displayOf(reading, definition ?? UNKNOWN, nowMs)
  const past = usePast(definition, place, showChange)
  const earlier =
    past === null || definition === undefined || display.lastAtMs === null
      ? null
      : earlierValue(past, display.lastAtMs, definition)
  const zh = language === 'zh'
  const name = definition === undefined ? indicator : zh ? definition.name_zh : definition.name_en
  const unit = definition === undefined ? '' : zh ? definition.unit : definition.unit_en
  const status = display.look === 'expired' ? 'stale' : display.look
  return (
    <button
      type="button"
      className={`indicator indicator-${size} is-${display.look}`}
      data-zone={size === 'headline' ? 'scan' : 'read'}
      onClick={() => openProvenance(indicator, place)}
      title={showName ? undefined : name}
      aria-label={spoken(name, unit, display, language)}
    >
      {showName ? (
        <span className="indicator-name" title={name}>
          {size === 'headline' ? <ScanText text={name} /> : name}
        </span>
      ) : null}
      <span className="indicator-line">
        {display.level === null ? null : (
          <span className="indicator-level" style={{ color: `var(--level-${display.level})` }}>
            <LevelMark level={display.level} />
            {size === 'dense' ? null : LEVEL_WORDS[display.level][language]}
          </span>
        )}
        <span
          className={display.text.length > LONGEST ? 'indicator-value is-long' : 'indicator-value'}
          data-indicator={indicator}
          data-place={place}
          data-status={status}
          data-quality={display.quality ?? undefined}
          data-level={display.level ?? undefined}
          style={display.level === null ? undefined : { color: `var(--level-${display.level})` }}
        >
          <NumberRoll text={display.text} />
        </span>
        {showUnit && unit !== '' ? (
          <span className="indicator-unit" data-zone="read">
            {unit}
          </span>
        ) : null}
        <QualityMark quality={display.quality} language={language} />
      </span>
      {size === 'headline' && past !== null && definition !== undefined ? (
        <Spark points={past} cadence={definition.cadence} />
      ) : null}
      <span className="indicator-notes" data-spare="true">
        <AgeNote display={display} nowMs={nowMs} language={language} />
        {showChange && definition !== undefined && display.value !== null && earlier !== null ? (
          <Change
            delta={display.value - earlier}
            precision={definition.precision}
            direction={definition.direction}
            since={changeSince(definition.cadence, language)}
            language={language}
          />
        ) : null}
      </span>
    </button>
  )
}

/** Signs of a number that still stands in a headline at its full size. */
const LONGEST = 8

/** Until the catalog is here a value is shown as it came, and ages as the slowest does. */
const UNKNOWN = { cadence: 'quarter', precision: 2 } as const

type QualityWords = { readonly mark: string; readonly word: string }

/** A sign of one character in Chinese, a short word in English; the whole word is read out and shown on hover. */
const QUALITY_WORDS: Partial<Record<Quality, Record<'zh' | 'en', QualityWords>>> = {
  suspect: { zh: { mark: '疑', word: '数据存疑' }, en: { mark: 'SUSP', word: 'suspect' } },
  manual: { zh: { mark: '手', word: '人工填报' }, en: { mark: 'MAN', word: 'entered by hand' } },
  simulated: { zh: { mark: '演', word: '演示数据' }, en: { mark: 'SIM', word: 'simulated' } },
}

function QualityMark({
  quality,
  language,
}: {
  readonly quality: Quality | null
  readonly language: 'zh' | 'en'
}): ReactElement | null {
  const words = quality === null ? undefined : QUALITY_WORDS[quality]?.[language]
  if (words === undefined) return null
  return (
    <span data-zone="read" className={`quality quality-${quality}`} title={words.word}>
      <span aria-hidden="true">{words.mark}</span>
    </span>
  )
}

function AgeNote({
  display,
  nowMs,
  language,
}: {
  readonly display: Display
  readonly nowMs: number
  readonly language: 'zh' | 'en'
}): ReactElement | null {
  if (display.look === 'stale' && display.ageMs !== null) {
    return <StaleBadge ageMs={display.ageMs} language={language} />
  }
  if (display.look !== 'expired' || display.lastAtMs === null) return null
  const last = language === 'zh' ? '末值' : 'last'
  return (
    <span className="stale-badge">
      {last} {display.lastText} · {formatMoment(display.lastAtMs, nowMs)}
    </span>
  )
}

function spoken(name: string, unit: string, display: Display, language: 'zh' | 'en'): string {
  const zh = language === 'zh'
  if (display.look === 'missing')
    return `${name} ${display.text} ${unit} ${zh ? '暂无数据' : 'no data'}`
  const level = display.level === null ? '' : `, ${LEVEL_WORDS[display.level][language]}`
  const stale = display.look === 'fresh' ? '' : zh ? ',数据已陈旧' : ', stale'
  const words = display.quality === null ? undefined : QUALITY_WORDS[display.quality]?.[language]
  const quality = words === undefined ? '' : `, ${words.word}`
  return `${name}: ${display.lastText ?? display.text} ${unit}${level}${stale}${quality}`
}
