import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CHINA_CALENDAR, type WorkCalendar } from '../../protocol/order/calendar.ts'
import { readCalendar } from '../../protocol/order/calendar-file.ts'
import { DEFAULT_ORDER_RULES, type OrderRules, readOrderRules } from '../../protocol/order/rules.ts'

/** Files in a deployment's folder (`NZH_SCENARIOS_DIR`) that are no scenarios. */
export const RULES_FILE = 'orders.rules.json'
export const CALENDAR_FILE = 'calendar.json'

/** When a district works and what it has settled about its orders. */
export type Rulebook = { readonly rules: OrderRules; readonly calendar: WorkCalendar }

/** A rules or calendar file that cannot be used; `problems` has one readable line for each reason. */
export class RulebookError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'RulebookError'
    this.problems = problems
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** @returns undefined when there is no such file. @throws the line that tells why it cannot be read */
async function readJson(path: string, problems: string[]): Promise<unknown> {
  try {
    // A byte order mark, which some editors write, is not part of the JSON.
    return JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!isMissing(error)) {
      problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`)
    }
    return undefined
  }
}

/**
 * Reads a deployment's rules and calendar; a file that is not there leaves what ships. Read once: deadlines that stand
 * are not moved by an edit while the server runs.
 *
 * @throws RulebookError with every problem at once
 */
export async function loadRulebook(dir: string | null): Promise<Rulebook> {
  if (dir === null) return { rules: DEFAULT_ORDER_RULES, calendar: CHINA_CALENDAR }
  const problems: string[] = []
  const [rulesPath, calendarPath] = [join(dir, RULES_FILE), join(dir, CALENDAR_FILE)]
  const given = await readJson(rulesPath, problems)
  const days = await readJson(calendarPath, problems)
  const rules = given === undefined ? { rules: DEFAULT_ORDER_RULES } : readOrderRules(given)
  const calendar = days === undefined ? { calendar: CHINA_CALENDAR } : readCalendar(days)
  if ('problems' in rules) problems.push(...rules.problems.map((line) => `${rulesPath}${line}`))
  if ('problems' in calendar) {
    problems.push(...calendar.problems.map((line) => `${calendarPath}${line}`))
  }
  if (problems.length > 0 || 'problems' in rules || 'problems' in calendar) {
    throw new RulebookError(problems)
  }
  return { rules: rules.rules, calendar: calendar.calendar }
}
