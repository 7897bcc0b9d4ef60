import {
  type Route,
  type RoutingFacts,
  type RoutingNames,
  type RoutingRow,
  rowHolds,
  specificity,
} from './routing.ts'

/** An order type as routing sees it. */
export type RoutedType = {
  readonly code: string
  readonly category: string
  readonly lead: string
}

/** Orders of a type that would go to a department that does not exist. */
export type RoutingGap = {
  readonly type: string
  /** Where; null: orders without a town. */
  readonly town: string | null
  /** `no-owner`: neither a row nor the type names a department; else the one named is unknown. */
  readonly reason: 'no-owner' | 'unknown-department'
  readonly department: string | null
  /** The row that sends them there; null: the type's lead. */
  readonly row: string | null
}

export type RoutingCoverage = {
  readonly gaps: readonly RoutingGap[]
  /** Rows that no order can reach, and the row that stands before each; null: it can never hold. */
  readonly unreached: readonly { readonly row: string; readonly behind: string | null }[]
  /** Types for which no row decides, anywhere: their lead takes them. */
  readonly byLead: readonly string[]
  /** Type and town pairs that were looked at, orders without a town among them. */
  readonly pairs: number
}

const SEVERITIES = [1, 2, 3, 4] as const

const firstOf = (sorted: readonly RoutingRow[], facts: RoutingFacts): Route => {
  const row = sorted.find((each) => rowHolds(each, facts)) ?? null
  return { department: row?.department ?? facts.lead, row }
}

/** The row that takes the first order which a row would hold for; null: there is none it would hold for. */
function winnerOver(
  row: RoutingRow,
  sorted: readonly RoutingRow[],
  types: readonly RoutedType[],
  names: Pick<RoutingNames, 'towns'>,
): RoutingRow | null {
  if (row.town !== undefined && !names.towns.has(row.town)) return null
  const type = types.find(
    ({ code, category }) => (row.type ?? code) === code && (row.category ?? category) === category,
  )
  if (type === undefined) return null
  const { code, category, lead } = type
  const facts = { type: code, category, town: row.town ?? null, severity: row.severity ?? 1, lead }
  return firstOf(sorted, facts).row
}

/**
 * What a table leaves open, by trying every type in every town (and in none) at every severity.
 *
 * @param names towns and departments that exist
 */
export function routingCoverage(
  rows: readonly RoutingRow[],
  types: readonly RoutedType[],
  names: Pick<RoutingNames, 'towns' | 'departments'>,
): RoutingCoverage {
  const towns = [null, ...names.towns]
  const gaps = new Map<string, RoutingGap>()
  const reached = new Set<string>()
  const byLead: string[] = []
  // The most specific first, equal ones as they stand: the first that holds is the one that wins.
  const sorted = [...rows]
    .map((row): [number, RoutingRow] => [specificity(row), row])
    .sort(([a], [b]) => b - a)
    .map(([, row]) => row)
  for (const { code, category, lead } of types) {
    // Only these can hold for the type.
    const mine = sorted.filter(
      (row) => (row.type ?? code) === code && (row.category ?? category) === category,
    )
    let decided = false
    for (const town of towns) {
      for (const severity of SEVERITIES) {
        const facts: RoutingFacts = { type: code, category, town, severity, lead }
        const { department, row } = firstOf(mine, facts)
        if (row !== null) {
          decided = true
          reached.add(row.id)
        }
        if (names.departments.has(department)) continue
        const reason = department === '' ? 'no-owner' : 'unknown-department'
        gaps.set(`${code} ${town} ${department} ${row?.id}`, {
          type: code,
          town,
          reason,
          department: department === '' ? null : department,
          row: row?.id ?? null,
        })
      }
    }
    if (!decided) byLead.push(code)
  }
  return {
    gaps: [...gaps.values()],
    unreached: rows
      .filter(({ id }) => !reached.has(id))
      .map((row) => ({ row: row.id, behind: winnerOver(row, sorted, types, names)?.id ?? null })),
    byLead,
    pairs: types.length * towns.length,
  }
}
