import type { Catalog } from '../../protocol/catalog.ts'
import { dependencyOrder, type Formula, parseFormula } from '../../protocol/indicator/formula.ts'
import type { CatalogSource, LoadedCatalog } from '../../scenarios/loaded.ts'

/** Indexes a catalog built by a test, without the shipped catalog's rules of counts and names. */
export function loadedFrom(catalog: Catalog): LoadedCatalog {
  const parsed = new Map<string, Formula>()
  for (const { id, formula } of catalog.indicators) {
    if (formula !== null) parsed.set(id, parseFormula(formula))
  }
  const formulas = new Map<string, Formula>()
  for (const id of dependencyOrder(parsed)) {
    const formula = parsed.get(id)
    if (formula !== undefined) formulas.set(id, formula)
  }
  return {
    catalog,
    indicatorById: new Map(catalog.indicators.map((item) => [item.id, item])),
    scenarioById: new Map(catalog.scenarios.map((item) => [item.id, item])),
    orderTypeByCode: new Map(catalog.orderTypes.map((item) => [item.code, item])),
    departmentByCode: new Map(catalog.departments.map((item) => [item.code, item])),
    townByCode: new Map(catalog.towns.map((item) => [item.code, item])),
    townCodes: new Set(catalog.towns.map((item) => item.code)),
    formulas,
  }
}

/** A catalog source whose content the test changes. */
export function changeableCatalog(
  first: LoadedCatalog,
): CatalogSource & { change(next: LoadedCatalog): void } {
  let current = first
  const listeners = new Set<(loaded: LoadedCatalog) => void>()
  return {
    current: () => current,
    problems: () => [],
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => listeners.clear(),
    change(next) {
      current = next
      for (const listener of listeners) listener(next)
    },
  }
}
