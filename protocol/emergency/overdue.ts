import type { Occasion } from '../duty/notices.ts'
import type { Emergency } from './emergency.ts'

/**
 * What those on duty are told of a running emergency: steps past their time and a situation report (续报) that was not
 * given. Told once for each deadline, since the key names it. Pure.
 */
export function occasionsOfLateEmergency(emergency: Emergency, nowMs: number): Occasion[] {
  const { id, title, drill, steps, nextReportAt, endedAt, orderId } = emergency
  if (endedAt !== null) return []
  const isPast = (at: string): boolean => Date.parse(at) <= nowMs
  const about = { atMs: nowMs, orderId, alarmId: null }
  const [zh, en] = drill ? ['(演练)', ' (drill)'] : ['', '']
  const late: Occasion[] = steps
    .filter(({ done, dueAt }) => done === null && isPast(dueAt))
    .map((step) => ({
      ...about,
      kind: 'emergency-step',
      key: `emergency-step:${id}:${step.id}:${step.dueAt}`,
      zh: `战时步骤超时${zh}:${step.zh} · ${title}(${id})`,
      en: `Emergency step past its time${en}: ${step.en} · ${title} (${id})`,
    }))
  if (isPast(nextReportAt)) {
    late.push({
      ...about,
      kind: 'emergency-report',
      key: `emergency-report:${id}:${nextReportAt}`,
      zh: `战时续报超时${zh}:${title}(${id})`,
      en: `Situation report past its time${en}: ${title} (${id})`,
    })
  }
  return late
}
