import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useLanguage, useText } from '../i18n/text.ts'
import { connectionStore, serverNowMs } from '../stores/connection.ts'
import { stageStore } from '../stores/stage.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { ScanText } from '../ui/scan-text.tsx'
import { stageName, stageTitle } from '../ui/stage-text.ts'
import { openStageCard } from './stage-card.ts'

/**
 * The stage of the city by its number, its word and its level (城市运行阶段). Nothing before the server told it, and nothing in
 * a replay: it is the stage of now.
 */
export function StageChip(): ReactElement | null {
  const text = useText()
  const language = useLanguage()
  const stage = useStore(stageStore, (state) => state.stage)
  const isReplay = useStore(connectionStore, (state) => state.link.state === 'replay')
  if (stage === null || isReplay) return null
  const { level, override } = stage
  return (
    <button
      type="button"
      className="stage-chip"
      data-zone="scan"
      data-stage={stage.stage}
      data-level={level ?? 'none'}
      title={stageTitle(stage, text, language, serverNowMs())}
      onClick={openStageCard}
    >
      {level === null ? null : <LevelMark level={level} />}
      <span>
        <ScanText text={stageName(stage, text, language)} />
      </span>
      {override === null ? null : <span className="stage-hand">{text.stage.manual}</span>}
    </button>
  )
}
