import type { StageReason, StageState } from '../../protocol/stage/state.ts'
import { type Language, nameOf, type Text } from '../i18n/text.ts'
import { formatClock, formatMoment } from './format.ts'

/** `3级 预警`; what cannot be claimed is not said. */
export const stageName = (stage: StageState, text: Text, language: Language): string =>
  stage.sure || stage.override !== null
    ? text.stage.name(stage.stage, nameOf(stage, language))
    : text.stage.unsure

export const sentenceOf = ({ zh, en }: StageReason, language: Language): string =>
  language === 'zh' ? zh : en

/** What becomes of a reason, beside its sentence; empty while it simply holds. */
export function reasonState({ state, until }: StageReason, text: Text): string {
  if (state === 'holds' || until === null) return ''
  const at = formatClock(Date.parse(until))
  return state === 'leaving' ? text.stage.leaving(at) : text.stage.silent(at)
}

/** Everything beside the reasons that there is to say of a stage, a line each. */
export function stageFacts(stage: StageState, text: Text, nowMs: number): string[] {
  const words = text.stage
  const { since, response, override, unknown, reasons, computed } = stage
  return [
    words.since(formatMoment(Date.parse(since), nowMs)),
    ...(response === null ? [] : [words.response(response)]),
    ...(override === null
      ? []
      : [
          words.byHand(override.by, formatMoment(Date.parse(override.until), nowMs)),
          words.handReason(override.reason),
          words.computed(computed),
        ]),
    ...(reasons.length === 0 && stage.sure ? [words.nothingCounts] : []),
    ...(stage.sure ? [] : [words.unsureWhy]),
    ...(unknown.length === 0 ? [] : [words.unknown(unknown.length)]),
    ...(stage.simulated ? [text.demoData] : []),
  ]
}

/** The whole of it as a tooltip: the name, why, and the rest, a line each. */
export function stageTitle(
  stage: StageState,
  text: Text,
  language: Language,
  nowMs: number,
): string {
  const why = stage.reasons.map((reason) =>
    [`· ${sentenceOf(reason, language)}`, reasonState(reason, text)].filter(Boolean).join(' '),
  )
  return [stageName(stage, text, language), ...why, ...stageFacts(stage, text, nowMs)].join('\n')
}
