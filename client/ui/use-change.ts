import { useEffect, useState } from 'react'
import { CADENCE_MS, type IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { PanelWindow } from '../../protocol/scenario/scenario.ts'
import { history } from '../data/history.ts'
import type { HistoryPoint } from '../data/history-points.ts'
import { DAY_MS, HOUR_MS } from './format.ts'

type Pace = Pick<IndicatorDefinition, 'cadence' | 'period'>

/** Which history tells the change: yesterday's same time, or the period before for slow indicators. */
function changeWindow({ cadence, period }: Pace): PanelWindow {
  if (cadence === 'month' || cadence === 'quarter') return '12m'
  return cadence === 'day' && period !== 'day' ? '7d' : '24h'
}

/** What the change is told against: `较昨日`, `较上月`, `较上季`. */
export function changeSince(
  cadence: IndicatorDefinition['cadence'],
  language: 'zh' | 'en',
): string {
  const zh = language === 'zh'
  if (cadence === 'month') return zh ? '较上月' : 'vs last month'
  if (cadence === 'quarter') return zh ? '较上季' : 'vs last quarter'
  return zh ? '较昨日' : 'vs yesterday'
}

/**
 * The earlier value that a number is compared with: nearest to 24 hours before it, within two cadences (at least
 * ten minutes); for daily, monthly and quarterly indicators the newest value at least half a cadence older.
 *
 * @returns null when the past holds no such value
 */
export function earlierValue(
  points: readonly HistoryPoint[],
  atMs: number,
  { cadence, period }: Pace,
): number | null {
  const cadenceMs = CADENCE_MS[cadence]
  // What counts up through the day is compared with yesterday at this time, never with yesterday's total.
  if (cadenceMs >= DAY_MS && period !== 'day') {
    const before = points.findLast((point) => point.atMs <= atMs - cadenceMs / 2)
    return before === undefined || atMs - before.atMs > 2.5 * cadenceMs ? null : before.last
  }
  const wantedMs = atMs - DAY_MS
  const slackMs = Math.max(Math.min(2 * cadenceMs, 2 * HOUR_MS), 600_000)
  let nearest: HistoryPoint | null = null
  for (const point of points) {
    const distance = Math.abs(point.atMs - wantedMs)
    if (distance > slackMs) continue
    if (nearest === null || distance < Math.abs(nearest.atMs - wantedMs)) nearest = point
  }
  return nearest?.last ?? null
}

/** Watches the past of one number while `wanted`. @returns null while it is unknown */
export function usePast(
  definition: IndicatorDefinition | undefined,
  place: string,
  wanted: boolean,
): readonly HistoryPoint[] | null {
  const [points, setPoints] = useState<readonly HistoryPoint[] | null>(null)
  const id = definition?.id
  const cadence = definition?.cadence
  const period = definition?.period ?? null
  useEffect(() => {
    if (!wanted || id === undefined || cadence === undefined) return
    const request = { indicator: id, place, window: changeWindow({ cadence, period }) }
    const read = (): void => setPoints(history.series(request)?.points ?? null)
    return history.watch([request], read)
  }, [id, cadence, period, place, wanted])
  return wanted ? points : null
}
