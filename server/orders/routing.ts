import { readFile } from 'node:fs/promises'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { OrderType } from '../../protocol/catalog.ts'
import { AppError } from '../../protocol/error/codes.ts'
import {
  MOST_ROUTING_ROWS,
  type Route,
  type RoutingFacts,
  type RoutingNames,
  RoutingRow,
  routeOf,
  routingProblems,
} from '../../protocol/order/routing.ts'
import { type RoutingCoverage, routingCoverage } from '../../protocol/order/routing-coverage.ts'
import { explainRoute, type Said } from '../../protocol/order/routing-words.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { RecordStore } from '../store/store.ts'

const COLLECTION = 'orders.routing'
const KEY = 'table'
const DEPLOYMENT = 'deployment'

const RoutingFile = Type.Object({ rows: Type.Array(RoutingRow, { maxItems: MOST_ROUTING_ROWS }) })

const StoredTable = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  rows: Type.Array(RoutingRow),
  by: Type.String(),
  at: Type.String(),
})

/** A table as it was put in force: `version` counts from 1; 0 is the empty table that nobody has written. */
export type RoutingTable = {
  readonly version: number
  readonly rows: readonly RoutingRow[]
  /** Who put it in force; null for version 0. */
  readonly by: string | null
  readonly at: string | null
}

/** An order's department, how it was found, and by which version of the table. */
export type RoutedBy = { readonly row: string | null; readonly version: number }
export type RoutedOrder = { readonly department: string; readonly routedBy: RoutedBy }

export type RoutingQuestion = {
  readonly type: string
  readonly town?: string | undefined
  readonly severity?: 1 | 2 | 3 | 4 | undefined
}

export type RoutingDeps = {
  readonly store: RecordStore
  readonly catalog: { current(): LoadedCatalog }
  readonly nowMs: () => number
  /** A deployment's first table, `{rows}`; it counts only while none was ever put in force. */
  readonly file?: string | undefined
  /** Told why that file was not taken. */
  readonly onProblem?: (what: string, error: unknown) => void
}

const EMPTY: RoutingTable = { version: 0, rows: [], by: null, at: null }
const idOf = (version: number): string => String(version).padStart(9, '0')

const namesOf = ({ catalog, townCodes, departmentByCode }: LoadedCatalog): RoutingNames => ({
  towns: townCodes,
  categories: new Set(catalog.categories.map(({ id }) => id)),
  types: new Map(catalog.orderTypes.map(({ code, category }) => [code, category])),
  departments: new Set(departmentByCode.keys()),
})

const factsOf = (type: OrderType, town: string | null, severity: 1 | 2 | 3 | 4): RoutingFacts => ({
  type: type.code,
  category: type.category,
  town,
  severity,
  lead: type.lead,
})

/** Which department takes an order, by a table that a supervisor keeps. Every version ever in force stays on record. */
export function createRouting({ store, catalog, nowMs, file, onProblem }: RoutingDeps) {
  let table = EMPTY
  let turn: Promise<unknown> = Promise.resolve()

  const check = (rows: readonly RoutingRow[]): void => {
    const problems = routingProblems(rows, namesOf(catalog.current()))
    if (problems.length === 0) return
    throw new AppError('MALFORMED', {
      detail: { field: 'rows', problems: problems.slice(0, 100), problemCount: problems.length },
    })
  }

  const put = async (rows: readonly RoutingRow[], by: string): Promise<RoutingTable> => {
    check(rows)
    const atMs = nowMs()
    const next = { version: table.version + 1, rows, by, at: new Date(atMs).toISOString() }
    await store.putRecords([
      { collection: COLLECTION, id: idOf(next.version), key: KEY, atMs, body: next },
    ])
    table = next
    return next
  }

  const fromFile = async (path: string): Promise<void> => {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (text === null) return
    const read: unknown = JSON.parse(text)
    if (!Value.Check(RoutingFile, read)) {
      const [first] = Value.Errors(RoutingFile, read)
      const reason = `${first?.instancePath ?? ''} ${first?.message ?? 'is no routing table'}`
      throw new AppError('MALFORMED', { detail: { file: path, reason } })
    }
    await put(read.rows, DEPLOYMENT)
  }

  const asTable = (body: unknown): RoutingTable => {
    if (!Value.Check(StoredTable, body)) throw new Error('a stored routing table cannot be read')
    return body satisfies Static<typeof StoredTable>
  }

  const typeOf = (code: string): OrderType => {
    const type = catalog.current().orderTypeByCode.get(code)
    if (type === undefined) throw new AppError('MALFORMED', { detail: { field: 'type' } })
    return type
  }

  /** Rows whose department is gone from the catalog decide nothing; `coverage` names them. */
  const route = (type: OrderType, town: string | null, severity: 1 | 2 | 3 | 4): Route => {
    const { departmentByCode } = catalog.current()
    const sound = table.rows.filter(({ department }) => departmentByCode.has(department))
    return routeOf(sound, factsOf(type, town, severity))
  }

  return {
    /** Takes up the table in force, or the deployment's first one; call once before use. */
    async start(): Promise<void> {
      const [newest] = await store.records({ collection: COLLECTION, newestFirst: true, limit: 1 })
      if (newest !== undefined) table = asTable(newest.body)
      else if (file !== undefined) {
        await fromFile(file).catch((error: unknown) => onProblem?.('routing.json', error))
      }
    },

    current: (): RoutingTable => table,

    /**
     * A former table.
     *
     * @throws AppError NOT_FOUND
     */
    async version(version: number): Promise<RoutingTable> {
      if (version === table.version) return table
      if (version === 0) return EMPTY
      const found = await store.record(COLLECTION, idOf(version))
      if (found === null) throw new AppError('NOT_FOUND', { detail: { version } })
      return asTable(found.body)
    },

    /** Who put which version in force, newest first. */
    async versions(limit: number) {
      const found = await store.records({ collection: COLLECTION, newestFirst: true, limit })
      return found.map(({ body }) => {
        const { version, by, at, rows } = asTable(body)
        return { version, by, at, rows: rows.length }
      })
    },

    /**
     * Puts a whole table in force.
     *
     * @param version the one that was looked at
     * @throws AppError ROUTING_CHANGED_MEANWHILE (naming the version in force) or MALFORMED (naming each wrong row)
     */
    replace(rows: readonly RoutingRow[], version: number, by: string): Promise<RoutingTable> {
      const result = turn.then(() => {
        if (version !== table.version) {
          const { version: current, by: who, at } = table
          throw new AppError('ROUTING_CHANGED_MEANWHILE', {
            detail: { version: current, by: who, at },
          })
        }
        return put(rows, by)
      })
      turn = result.catch(() => undefined)
      return result
    },

    /** The department of a new order. */
    routed(type: OrderType, town: string | null, severity: 1 | 2 | 3 | 4): RoutedOrder {
      const { department, row } = route(type, town, severity)
      return { department, routedBy: { row: row?.id ?? null, version: table.version } }
    },

    /**
     * Where an order would go, and why.
     *
     * @throws AppError MALFORMED for an unknown type or town
     */
    explain({ type: code, town, severity }: RoutingQuestion) {
      const loaded = catalog.current()
      const type = typeOf(code)
      if (town !== undefined && !loaded.townCodes.has(town)) {
        throw new AppError('MALFORMED', {
          detail: { field: 'town', reason: `unknown town ${town}` },
        })
      }
      const asked = severity ?? severityOf(type)
      const facts = factsOf(type, town ?? null, asked)
      const found = route(type, town ?? null, asked)
      return {
        type: type.code,
        town: town ?? null,
        severity: asked,
        department: found.department,
        row: found.row,
        version: table.version,
        reason: explainRoute(found, facts, speaker(loaded)),
      }
    },

    /** Gaps of the table in force. */
    coverage(): RoutingCoverage & { readonly version: number } {
      const loaded = catalog.current()
      const names = namesOf(loaded)
      return {
        version: table.version,
        ...routingCoverage(table.rows, loaded.catalog.orderTypes, names),
      }
    },
  }
}

export type Routing = ReturnType<typeof createRouting>

const severityOf = ({ severity_default: severity }: OrderType): 1 | 2 | 3 | 4 =>
  ([1, 2, 3, 4] as const).find((known) => known === severity) ?? 4

const speaker = ({ catalog, townByCode, orderTypeByCode, departmentByCode }: LoadedCatalog) => {
  const said =
    (of: ReadonlyMap<string, { readonly name_zh: string; readonly name_en: string }>) =>
    (code: string): Said => {
      const found = of.get(code)
      return { zh: found?.name_zh ?? code, en: found?.name_en ?? code }
    }
  return {
    town: said(townByCode),
    type: said(orderTypeByCode),
    category: said(new Map(catalog.categories.map((category) => [category.id, category]))),
    department: said(departmentByCode),
  }
}
