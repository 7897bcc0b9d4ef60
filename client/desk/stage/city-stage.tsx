import { Modal } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import { PERMITS } from '../../../protocol/access/permit.ts'
import type { StageState } from '../../../protocol/stage/state.ts'
import { sessionStore } from '../../data/session.ts'
import { useLanguage, useText } from '../../i18n/text.ts'
import { stageStore } from '../../stores/stage.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { reasonState, sentenceOf, stageFacts, stageName, stageTitle } from '../../ui/stage-text.ts'
import { deskNowMs } from '../data/link-store.ts'
import { StageForm } from './stage-form.tsx'

const COMMANDERS: readonly string[] = PERMITS['stage.override']

/** The stage of the city in the desk's head, with its reasons behind it. Nothing before the server told it. */
export function CityStage(): ReactElement | null {
  const text = useText()
  const language = useLanguage()
  const stage = useStore(stageStore, (state) => state.stage)
  const [opened, setOpened] = useState(false)
  if (stage === null) return null
  const { level, override, simulated } = stage
  return (
    <>
      <button
        type="button"
        className="desk-count desk-stage"
        data-stage={stage.stage}
        data-level={level ?? 'none'}
        title={stageTitle(stage, text, language, deskNowMs())}
        onClick={() => setOpened(true)}
      >
        {level === null ? null : <LevelMark level={level} />}
        <span>{stageName(stage, text, language)}</span>
        {override === null ? null : <span className="desk-demo">{text.stage.manual}</span>}
        {simulated ? <span className="desk-demo">{text.demoData}</span> : null}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={text.stage.title}
        size="lg"
        closeButtonProps={{ 'aria-label': text.close }}
      >
        <Why stage={stage} />
      </Modal>
    </>
  )
}

function Why({ stage }: { readonly stage: StageState }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const mayOverride = useStore(
    sessionStore,
    (state) =>
      state.state === 'in' && state.session.roles.some((role) => COMMANDERS.includes(role)),
  )
  return (
    <div className="stage-why">
      <p>
        <strong>{stageName(stage, text, language)}</strong>{' '}
        <span className="quiet">{stageFacts(stage, text, deskNowMs()).join(' · ')}</span>
      </p>
      <ul>
        {stage.reasons.map((reason) => (
          <li key={reason.criterion} data-state={reason.state}>
            {sentenceOf(reason, language)}{' '}
            <span className="quiet">{reasonState(reason, text)}</span>
          </li>
        ))}
      </ul>
      {mayOverride ? <StageForm isSet={stage.override !== null} /> : null}
    </div>
  )
}
