import { type Static, Type } from 'typebox'

/**
 * One line of the table that says which department an order goes to (派遣规则). A condition left out holds for every
 * order; all that are named must hold.
 */
export const RoutingRow = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9._-]+$' }),
  /** Town code. */
  town: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  /** Category of the order type. */
  category: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  /** Order type's code. */
  type: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  severity: Type.Optional(Type.Enum([1, 2, 3, 4])),
  /** Code of the department that leads. */
  department: Type.String({ minLength: 1, maxLength: 50 }),
  note: Type.Optional(Type.String({ maxLength: 500 })),
})
export type RoutingRow = Static<typeof RoutingRow>

/** Most rows of a table: ten towns times a hundred types, twice over. */
export const MOST_ROUTING_ROWS = 2_000

/** What an order is routed by. */
export type RoutingFacts = {
  readonly type: string
  readonly category: string
  readonly town: string | null
  readonly severity: 1 | 2 | 3 | 4
  /** The type's own lead department, for which no row is needed. */
  readonly lead: string
}

/** Which department, and by which row; null: by none, the type's lead. */
export type Route = { readonly department: string; readonly row: RoutingRow | null }

/**
 * A type says more than its category, and either more than the town; the town more than the severity. Powers of two, so
 * that no sum of lesser conditions outweighs a greater one.
 */
const WEIGHTS = { type: 8, category: 4, town: 2, severity: 1 } as const
const CONDITIONS = ['type', 'category', 'town', 'severity'] as const

/** How much a row names; the row that names more wins. */
export const specificity = (row: RoutingRow): number =>
  CONDITIONS.reduce((sum, name) => sum + (row[name] === undefined ? 0 : WEIGHTS[name]), 0)

/** Whether every condition of the row holds. An order without a town meets no row that names one. */
export const rowHolds = (row: RoutingRow, facts: RoutingFacts): boolean =>
  CONDITIONS.every((name) => row[name] === undefined || row[name] === facts[name])

/**
 * The department of an order: of all rows that hold the most specific one, of equal ones the first; none: the type's
 * lead.
 */
export function routeOf(rows: readonly RoutingRow[], facts: RoutingFacts): Route {
  let best: RoutingRow | null = null
  for (const row of rows) {
    if (!rowHolds(row, facts)) continue
    if (best === null || specificity(row) > specificity(best)) best = row
  }
  return { department: best?.department ?? facts.lead, row: best }
}

/** The names of what a row may name, as the catalog has them. */
export type RoutingNames = {
  readonly towns: ReadonlySet<string>
  readonly categories: ReadonlySet<string>
  /** Category by type code. */
  readonly types: ReadonlyMap<string, string>
  readonly departments: ReadonlySet<string>
}

/** What is wrong with a row; `row` is its id, `index` counts from 0. */
export type RoutingProblem = {
  readonly index: number
  readonly row: string
  readonly field: 'id' | 'town' | 'category' | 'type' | 'department'
  readonly reason: 'taken' | 'unknown' | 'not-of-category'
  readonly value: string
}

/** Why a table cannot be taken; an empty list: it can. */
export function routingProblems(
  rows: readonly RoutingRow[],
  names: RoutingNames,
): RoutingProblem[] {
  const seen = new Set<string>()
  return rows.flatMap((row, index) => {
    const problems: RoutingProblem[] = []
    const tell = (
      field: RoutingProblem['field'],
      value: string,
      reason: RoutingProblem['reason'] = 'unknown',
    ) => problems.push({ index, row: row.id, field, reason, value })
    const { id, town, category, type, department } = row
    if (seen.has(id)) tell('id', id, 'taken')
    seen.add(id)
    if (town !== undefined && !names.towns.has(town)) tell('town', town)
    if (category !== undefined && !names.categories.has(category)) tell('category', category)
    if (type !== undefined && !names.types.has(type)) tell('type', type)
    if (!names.departments.has(department)) tell('department', department)
    const known = type === undefined ? undefined : names.types.get(type)
    if (category !== undefined && known !== undefined && known !== category) {
      tell('category', category, 'not-of-category')
    }
    return problems
  })
}
