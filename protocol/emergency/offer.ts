import type { Alarm, AlarmEvent } from '../alarm/alarm.ts'
import type { Occasion } from '../duty/notices.ts'
import { levelRank } from '../indicator/threshold.ts'
import type { StageState } from '../stage/state.ts'
import type { Emergency } from './emergency.ts'
import { GENERIC_PLAN, type Plan } from './plan.ts'

type Running = Pick<Emergency, 'drill' | 'plan'>

/** A plan that is worked through already is not offered; the generic one not while anything is. Exercises do not count. */
function isRunning({ id }: Plan, active: readonly Running[]): boolean {
  const real = active.filter(({ drill }) => !drill)
  return id === GENERIC_PLAN ? real.length > 0 : real.some(({ plan }) => plan.id === id)
}

const ofSimulated = (simulated: boolean): readonly [zh: string, en: string] =>
  simulated ? ['(演示数据)', ' (simulated data)'] : ['', '']

/**
 * Plans that those on duty are offered because the city rose to their stage. Offered, never opened. Pure.
 *
 * @param from the stage before
 */
export function offersOfStage(
  from: number,
  state: Pick<StageState, 'stage' | 'name_zh' | 'name_en' | 'since' | 'simulated'>,
  plans: readonly Plan[],
  active: readonly Running[],
): Occasion[] {
  const { stage, name_zh, name_en, since, simulated } = state
  const [zh, en] = ofSimulated(simulated)
  return plans
    .filter(({ trigger }) => trigger.stage !== null && from < trigger.stage)
    .filter(({ trigger }) => trigger.stage !== null && trigger.stage <= stage)
    .filter((plan) => !isRunning(plan, active))
    .map((plan) => ({
      kind: 'plan-offered',
      key: `plan-offered:${plan.id}:stage:${since}`,
      atMs: Date.parse(since),
      zh: `建议启动预案「${plan.name_zh}」:城市阶段升至 ${stage} 级 ${name_zh}${zh}`,
      en: `Consider the plan "${plan.name_en}": the city rose to stage ${stage} ${name_en}${en}`,
      orderId: null,
      alarmId: null,
    }))
}

/**
 * Plans that those on duty are offered because an alarm of their scenario reached their level, unless one stood there
 * before. Pure.
 *
 * @param title what the alarm is called in Chinese
 * @param standing every standing alarm, this one included
 */
export function offersOfAlarm(
  { kind, alarm, at }: AlarmEvent,
  title: string,
  standing: readonly Alarm[],
  plans: readonly Plan[],
  active: readonly Running[],
): Occasion[] {
  if (kind !== 'raised' && kind !== 'level') return []
  const { id, scenario, level, indicator, place, simulated } = alarm
  const [zh, en] = ofSimulated(simulated)
  return plans
    .filter((plan) => !isRunning(plan, active))
    .filter(({ trigger }) =>
      trigger.alarms.some((wanted) => {
        const least = levelRank(wanted.level)
        const stoodBefore = standing.some(
          (other) =>
            other.id !== id &&
            other.scenario === scenario &&
            other.changedAt < at &&
            levelRank(other.level) >= least,
        )
        return wanted.scenario === scenario && levelRank(level) >= least && !stoodBefore
      }),
    )
    .map((plan) => ({
      kind: 'plan-offered',
      // Alarms of one moment offer a plan once.
      key: `plan-offered:${plan.id}:alarm:${at}`,
      atMs: Date.parse(at),
      zh: `建议启动预案「${plan.name_zh}」:${title}${zh}`,
      en: `Consider the plan "${plan.name_en}": ${level} alarm, ${indicator} @ ${place}${en}`,
      orderId: null,
      alarmId: id,
    }))
}

/** @returns id of the plan that a notice offers, by its key; null: it offers none. Pure. */
export function planOffered({ kind, key }: Pick<Occasion, 'kind' | 'key'>): string | null {
  if (kind !== 'plan-offered') return null
  return key.split(':')[1] ?? null
}
