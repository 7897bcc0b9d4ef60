import { parseDurationMs } from '../../protocol/alarm/duration.ts'
import type { HoldRule } from '../../protocol/alarm/evaluate.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'

/** A scenario's alarm rule, ready to judge by. */
export type Rule = HoldRule & {
  readonly scenario: string
  readonly category: string
  /** Order type it opens, or null. */
  readonly raises: string | null
}

/**
 * The rules of all scenarios by indicator. Of two equal ones that open an order goes first, so that an order is
 * opened whenever any scenario asks for one; otherwise the catalog's order decides.
 */
export function rulesOf({ catalog }: LoadedCatalog): ReadonlyMap<string, readonly Rule[]> {
  const rules = new Map<string, Rule[]>()
  for (const scenario of catalog.scenarios) {
    for (const alarm of scenario.alarms) {
      const forMs = parseDurationMs(alarm.for)
      if (forMs === null) continue
      const rule: Rule = {
        level: alarm.level,
        forMs,
        scenario: scenario.id,
        category: scenario.category,
        raises: alarm.raises,
      }
      const known = rules.get(alarm.indicator)
      if (known === undefined) rules.set(alarm.indicator, [rule])
      else known.push(rule)
    }
  }
  for (const list of rules.values()) {
    list.sort((a, b) => Number(a.raises === null) - Number(b.raises === null))
  }
  return rules
}
