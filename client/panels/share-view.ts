import type { Part, PieChart, RankRow, TreemapChart } from '../charts/model.ts'
import { isCounted } from '../ui/format.ts'
import { nameOf, type PanelContext } from './context.ts'
import { rowSet } from './place-view.ts'
import { indicatorRows } from './rows.ts'

const restName = (ctx: PanelContext): string => (ctx.language === 'zh' ? '其他' : 'other')

/** Parts of a whole, greatest first; the zone that overlaps two towns is not one of them. */
function partsOf(rows: readonly RankRow[]): Part[] {
  return rows
    .flatMap(({ id, name, apart, values: [cell] }) =>
      apart || cell?.value == null || cell.value <= 0 ? [] : [{ id, name, value: cell.value }],
    )
    .sort((a, b) => b.value - a.value)
}

/** The greatest `most - 1` parts and one for the rest, when there are more than `most`. */
export function mergeRest(parts: readonly Part[], most: number, name: string): Part[] {
  if (parts.length <= most) return [...parts]
  const rest = parts.slice(most - 1).reduce((sum, part) => sum + part.value, 0)
  return [...parts.slice(0, most - 1), { id: 'rest', name, value: rest }]
}

const MOST_PIE_PARTS = 5
const MOST_TREE_PARTS = 20

/**
 * Shares of a whole. A single share in percent is shown against the rest of 100 %.
 *
 * @returns no parts when the indicators cannot make one whole (their units are not things counted)
 */
export function pieChart(ctx: PanelContext): PieChart {
  const [only] = ctx.definitions
  if (ctx.definitions.length === 1 && only?.unit === '%') {
    const value = indicatorRows(ctx, [only])[0]?.values[0]?.value ?? null
    const scale = { divisor: 1, unit: '%', precision: only.precision }
    if (value === null || value < 0 || value > 100) return { kind: 'pie', parts: [], scale }
    const part = { id: only.id, name: nameOf(only, ctx.language), value }
    const rest = { id: 'rest', name: restName(ctx), value: 100 - value }
    return { kind: 'pie', parts: [part, rest], scale }
  }
  const { rows, measures } = rowSet(ctx)
  const scale = measures[0]?.scale ?? { divisor: 1, unit: '', precision: 0 }
  const parts = makesOneWhole(ctx) ? mergeRest(partsOf(rows), MOST_PIE_PARTS, restName(ctx)) : []
  return { kind: 'pie', parts, scale }
}

/** Whether the indicators can be parts of one whole: all of one unit, or all of them things counted. */
export const makesOneWhole = ({ definitions }: Pick<PanelContext, 'definitions'>): boolean =>
  new Set(definitions.map((each) => each.unit)).size < 2 ||
  definitions.every((each) => isCounted(each.unit))

/** Areas by size; towns, reporting places, or the indicators themselves. */
export function treemapChart(ctx: PanelContext): TreemapChart {
  const { rows, measures } = rowSet(ctx)
  const scale = measures[0]?.scale ?? { divisor: 1, unit: '', precision: 0 }
  return {
    kind: 'treemap',
    parts: mergeRest(partsOf(rows), MOST_TREE_PARTS, restName(ctx)),
    scale,
  }
}
