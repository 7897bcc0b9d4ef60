import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { Stages } from '../../protocol/stage/stages.ts'
import {
  type StageOverride,
  type StageReason,
  type StageState,
  stageOf,
} from '../../protocol/stage/state.ts'

/** Reasons beyond these are counted. */
const MOST_REASONS = 5

export type Names = {
  readonly stages: Stages
  readonly definitionOf: (indicator: string) => IndicatorDefinition | null
}

const named = (stages: Stages, stage: number): string => {
  const { name_zh, response } = stageOf(stages, stage)
  return `${stage} 级 ${name_zh}${response === null ? '' : `(${response} 级响应)`}`
}

function withValues({ zh, readings }: StageReason, { definitionOf }: Names): string {
  const values = readings.map(({ indicator, value }) => {
    const definition = definitionOf(indicator)
    const unit = definition === null || definition.unit === '' ? '' : ` ${definition.unit}`
    return value === null ? '无数据' : `${value.toFixed(definition?.precision ?? 0)}${unit}`
  })
  return values.length === 0 ? zh : `${zh},现为 ${values.join('、')}`
}

const listed = (sentences: readonly string[]): string => {
  const more = sentences.length - MOST_REASONS
  return [...sentences.slice(0, MOST_REASONS), ...(more > 0 ? [`另有 ${more} 条`] : [])].join(';')
}

/** What the duty log says of a change of what the criteria say. */
export function changeText(
  before: Pick<StageState, 'computed' | 'reasons'>,
  after: Pick<StageState, 'computed' | 'reasons' | 'simulated' | 'override'>,
  names: Names,
): string {
  const { stages } = names
  const isUp = after.computed > before.computed
  const had = new Set(before.reasons.map(({ criterion }) => criterion))
  const has = new Set(after.reasons.map(({ criterion }) => criterion))
  const why = isUp
    ? after.reasons.filter(
        ({ stage, criterion }) => stage === after.computed || !had.has(criterion),
      )
    : before.reasons.filter(({ criterion }) => !has.has(criterion))
  const sentences = why.map((reason) => (isUp ? withValues(reason, names) : reason.zh))
  return [
    `城市阶段${isUp ? '升级' : '降级'}:${named(stages, before.computed)} → ${named(stages, after.computed)}`,
    sentences.length === 0 ? '' : `${isUp ? '判据' : '不再成立'}:${listed(sentences)}`,
    after.override === null ? '' : `人工指定的 ${named(stages, after.override.stage)} 仍有效`,
    after.simulated ? '依据演示数据' : '',
  ]
    .filter(Boolean)
    .join('。')
}

/** What the duty log says when a person sets the stage; times in Shanghai. */
export const overrideText = (
  { stage, reason, until }: StageOverride,
  computed: number,
  { stages }: Names,
): string =>
  `人工指定城市阶段:${named(stages, stage)},至 ${CLOCK.format(new Date(until))};判据为 ${named(stages, computed)}。理由:${reason}`

/** What the duty log says when that ends, by its time or by a person. */
export const endText = (
  { stage, by }: StageOverride,
  computed: number,
  reason: string | null,
  { stages }: Names,
): string =>
  `${by} 人工指定的城市阶段 ${named(stages, stage)} ${reason === null ? '到时结束' : `已取消(${reason})`},按判据为 ${named(stages, computed)}`

const CLOCK = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
