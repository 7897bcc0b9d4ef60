import type { Measure, RankRow } from '../charts/model.ts'
import { scaleFor } from '../ui/format.ts'
import { nameOf, type PanelContext, scopeOf } from './context.ts'
import { cellOf, largestIn, measuresOfRows, type RowSet } from './rows.ts'
import { MOST_SERIES } from './time-view.ts'

/**
 * Rows by department (部门). A reading has a place, not a department; what is known by department is who answers for an
 * indicator and who holds the scenario's open orders. So: an indicator's value stands in the row of the department
 * that answers for it, and a last column counts the open orders of the scenario's types. Where at most one department
 * would have a value, the orders come first, because one bar compares nothing.
 */
export function departmentRows(ctx: PanelContext): RowSet {
  const definitions = ctx.definitions.slice(0, MOST_SERIES - 1)
  const types = new Set(ctx.scenario.order_types)
  const openOrders = new Map<string, number>()
  for (const order of ctx.orders) {
    if (!types.has(order.type) || (ctx.town !== null && order.town !== ctx.town)) continue
    openOrders.set(order.department, (openOrders.get(order.department) ?? 0) + 1)
  }
  const codes = new Set([
    ...ctx.scenario.departments,
    ...definitions.map((definition) => definition.department),
    ...openOrders.keys(),
  ])
  const rows: RankRow[] = [...codes].map((code) => {
    const department = ctx.departments.get(code)
    return {
      id: code,
      name: department === undefined ? code : nameOf(department, ctx.language),
      apart: false,
      focused: false,
      values: [
        ...definitions.map((definition) =>
          definition.department === code
            ? cellOf(ctx, definition, scopeOf(ctx, definition))
            : { value: null, level: null, stale: false },
        ),
        { value: openOrders.get(code) ?? 0, level: null, stale: false },
      ],
    }
  })
  const zh = ctx.language === 'zh'
  const unit = zh ? '件' : 'orders'
  const own = measuresOfRows(ctx, definitions, rows)
  const shared = own.find((measure) => measure.scale.unit === unit)
  const orders = {
    id: 'orders',
    name: zh ? '在办工单' : 'open orders',
    scale: shared?.scale ?? scaleFor(largestIn(rows, definitions.length), unit, 0),
    group: 0,
    limits: [],
    direction: 'neutral' as const,
  }
  const withValue = rows.filter((row) =>
    row.values.slice(0, -1).some((cell) => cell.value !== null),
  )
  if (withValue.length > 1) return { rows, measures: regrouped([...own, orders]) }
  const last = definitions.length
  return {
    rows: rows.map((row) => ({
      ...row,
      values: [row.values[last], ...row.values.slice(0, last)].filter((cell) => cell !== undefined),
    })),
    measures: regrouped([orders, ...own]),
  }
}

/** Groups by unit anew, in the order in which the measures now stand. */
function regrouped(measures: readonly Measure[]): Measure[] {
  const units = [...new Set(measures.map((measure) => measure.scale.unit))]
  return measures.map((measure) => ({ ...measure, group: units.indexOf(measure.scale.unit) }))
}
