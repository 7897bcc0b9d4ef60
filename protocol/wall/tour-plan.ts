import type { WallCommand } from '../stream/events.ts'
import type { TourPlan } from './tour-clock.ts'

/** The tour that the wall runs by its commands; null when the last word was a scenario. */
export function tourPlanOf(commands: readonly WallCommand[]): TourPlan | null {
  let plan: TourPlan | null = null
  for (const command of commands) {
    if (command.command === 'tour') plan = command
    else if (command.command === 'show') plan = null
    else if (command.command === 'preset') plan = command.picture.tour
  }
  return plan
}
