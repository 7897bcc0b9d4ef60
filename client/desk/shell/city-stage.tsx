import { Menu } from '@mantine/core'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useLanguage, useText } from '../../i18n/text.ts'
import { stageStore } from '../../stores/stage.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { reasonState, sentenceOf, stageFacts, stageName, stageTitle } from '../../ui/stage-text.ts'
import { deskNowMs } from '../data/link-store.ts'

/** The stage of the city in the desk's head, with its reasons behind it. Nothing before the server told it. */
export function CityStage(): ReactElement | null {
  const text = useText()
  const language = useLanguage()
  const stage = useStore(stageStore, (state) => state.stage)
  if (stage === null) return null
  const { level, override, reasons } = stage
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className="desk-count desk-stage"
          data-stage={stage.stage}
          data-level={level ?? 'none'}
          title={stageTitle(stage, text, language, deskNowMs())}
        >
          {level === null ? null : <LevelMark level={level} />}
          <span>{stageName(stage, text, language)}</span>
          {override === null ? null : <span className="desk-demo">{text.stage.manual}</span>}
          {stage.simulated ? <span className="desk-demo">{text.demoData}</span> : null}
        </button>
      </Menu.Target>
      <Menu.Dropdown className="desk-stage-why">
        <p className="quiet">{stageFacts(stage, text, deskNowMs()).join(' · ')}</p>
        <ul>
          {reasons.map((reason) => (
            <li key={reason.criterion} data-state={reason.state}>
              {sentenceOf(reason, language)}{' '}
              <span className="quiet">{reasonState(reason, text)}</span>
            </li>
          ))}
        </ul>
      </Menu.Dropdown>
    </Menu>
  )
}
