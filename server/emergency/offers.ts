import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Occasion } from '../../protocol/duty/notices.ts'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import { offersOfAlarm, offersOfStage } from '../../protocol/emergency/offer.ts'
import type { Plan } from '../../protocol/emergency/plan.ts'
import type { CommitFeed } from '../commit.ts'
import type { CityStage } from '../stage/city-stage.ts'

export type PlanOffersDeps = {
  readonly plans: readonly Plan[]
  readonly feed: CommitFeed
  readonly city: Pick<CityStage, 'state' | 'onChange'>
  readonly active: () => readonly Emergency[]
  readonly standingAlarms: () => readonly Alarm[]
  /** What an alarm is called. */
  readonly titleOf: (alarm: Alarm) => string
  readonly tell: (occasions: readonly Occasion[]) => void
}

/**
 * Offers plans (预案) to those on duty when an alarm of their scenario or the city's stage asks for one. A person opens it.
 *
 * @returns its end
 */
export function offerPlans(deps: PlanOffersDeps): () => void {
  const { plans, feed, city, active, tell } = deps
  let { stage } = city.state()
  const stops = [
    city.onChange((state) => {
      const from = stage
      stage = state.stage
      if (stage > from) tell(offersOfStage(from, state, plans, active()))
    }),
    feed.onCommit(({ alarms }) => {
      if (alarms.length === 0) return
      const standing = deps.standingAlarms()
      tell(
        alarms.flatMap((event) =>
          offersOfAlarm(event, deps.titleOf(event.alarm), standing, plans, active()),
        ),
      )
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
