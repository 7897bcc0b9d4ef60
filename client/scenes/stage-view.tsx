import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { LEVELS } from '../../protocol/indicator/definition.ts'
import type { StageReason, StageState } from '../../protocol/stage/state.ts'
import { useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { serverNowMs } from '../stores/connection.ts'
import { stageStore } from '../stores/stage.ts'
import { formatValue } from '../ui/format.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { reasonState, sentenceOf, stageFacts, stageName } from '../ui/stage-text.ts'
import { CardFrame } from './card-frame.tsx'
import { openProvenance } from './provenance.ts'
import { closeStageCard, stageCardStore } from './stage-card.ts'
import { useNames } from './use-names.ts'

/** Why the city is at its stage: the criteria that count with their readings, and the readings that count for nothing. */
export function StageCard(): ReactElement | null {
  const isOpen = useStore(stageCardStore, (state) => state.open)
  const stage = useStore(stageStore, (state) => state.stage)
  return isOpen && stage !== null ? <Card stage={stage} /> : null
}

function Card({ stage }: { readonly stage: StageState }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const { reasons, unknown } = stage
  return (
    <CardFrame
      kind={text.stage.title}
      title={stageName(stage, text, language)}
      detail={stageFacts(stage, text, serverNowMs()).join(' · ')}
      accent="var(--ink-second)"
      onClose={closeStageCard}
    >
      {reasons.length === 0 ? null : (
        <section className="card-reasons" aria-label={text.stage.reasons}>
          <h3>{text.stage.reasons}</h3>
          <ul>
            {reasons.map((reason) => (
              <Reason key={reason.criterion} reason={reason} />
            ))}
          </ul>
        </section>
      )}
      {unknown.length === 0 ? null : (
        <section className="card-formula" aria-label={text.stage.unknownTitle}>
          <h3>{text.stage.unknownTitle}</h3>
          <Readings readings={unknown} />
        </section>
      )}
    </CardFrame>
  )
}

/** Stages 2 to 5 go with the four levels, from mild to worst. */
const levelOfStage = (stage: number) => LEVELS[stage - 2]

function Reason({ reason }: { readonly reason: StageReason }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const level = levelOfStage(reason.stage)
  const state = reasonState(reason, text)
  return (
    <li className="card-formula" data-criterion={reason.criterion} data-state={reason.state}>
      <p>
        {level === undefined ? null : <LevelMark level={level} />} {sentenceOf(reason, language)}
        {state === '' ? null : <span className="card-id"> {state}</span>}
      </p>
      <Readings readings={reason.readings} />
    </li>
  )
}

function Readings({ readings }: Pick<StageReason, 'readings'>): ReactElement {
  const text = useText()
  const language = useLanguage()
  const names = useNames()
  const indicators = useStore(catalogStore, (state) => state.indicators)
  return (
    <ul>
      {readings.map(({ indicator, place, value, status }) => {
        const definition = indicators.get(indicator)
        const unit = (language === 'zh' ? definition?.unit : definition?.unit_en) ?? ''
        return (
          <li key={`${indicator} ${place}`}>
            <button
              type="button"
              data-status={status}
              onClick={() => {
                closeStageCard()
                openProvenance(indicator, place)
              }}
            >
              <span>
                {names.indicator(indicator)} · {names.place(place)}
              </span>
              <b className="figures">
                {formatValue(value, definition?.precision ?? 0)} {unit}
                {status === 'fresh' ? '' : ` ${text.statuses[status]}`}
              </b>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
