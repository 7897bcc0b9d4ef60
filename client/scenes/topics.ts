import { CATEGORIES } from '../../protocol/indicator/definition.ts'

/**
 * What a wall watches: the city and its categories, alarms and orders, its own commands, the scenario on show and
 * the few indicators the header always shows.
 */
export function topicsOf(
  wall: string,
  scenario: string | null,
  headerIndicators: readonly string[],
): readonly string[] {
  return [
    'city',
    ...CATEGORIES.map((id) => `category:${id}`),
    'alarms',
    'orders',
    'emergency',
    `wall:${wall}`,
    ...(scenario === null ? [] : [`scenario:${scenario}`]),
    ...headerIndicators.map((id) => `indicator:${id}`),
  ]
}

/** During a replay only commands are listened to: values come from the past, and live ones would mix with them. */
export const replayTopics = (wall: string): readonly string[] => [`wall:${wall}`]
