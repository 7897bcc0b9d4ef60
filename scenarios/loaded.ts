import type { Catalog, Department, OrderType, Town } from '../protocol/catalog.ts'
import type { IndicatorDefinition } from '../protocol/indicator/definition.ts'
import type { Formula } from '../protocol/indicator/formula.ts'
import type { Scenario } from '../protocol/scenario/scenario.ts'

/** A checked catalog with its indexes. Immutable: a change gives a new one. */
export type LoadedCatalog = {
  readonly catalog: Catalog
  readonly indicatorById: ReadonlyMap<string, IndicatorDefinition>
  readonly scenarioById: ReadonlyMap<string, Scenario>
  readonly orderTypeByCode: ReadonlyMap<string, OrderType>
  readonly departmentByCode: ReadonlyMap<string, Department>
  readonly townByCode: ReadonlyMap<string, Town>
  readonly townCodes: ReadonlySet<string>
  /** Parsed formulas of the derived indicators, in the order in which they can be computed. */
  readonly formulas: ReadonlyMap<string, Formula>
}

/** Why a catalog file was refused. `row` counts from 1, the header included; null when it concerns the whole file. */
export type CatalogProblem = {
  readonly file: string
  readonly row: number | null
  readonly reason: string
  readonly severity: 'error' | 'warning'
}

/** Where the running server gets its catalog. */
export interface CatalogSource {
  current(): LoadedCatalog
  /** Problems of files that were fenced off; the last good version of each goes on. */
  problems(): readonly CatalogProblem[]
  onChange(listener: (loaded: LoadedCatalog) => void): () => void
  close(): void
}
