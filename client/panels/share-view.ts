import type { Part, PieChart, RadarChart, RankRow, TreemapChart } from '../charts/model.ts'
import { formatScaled, isCounted, NO_VALUE, scaleFor } from '../ui/format.ts'
import { nameOf, type PanelContext, unitOf } from './context.ts'
import { roundUp, rowSet } from './place-view.ts'
import { indicatorRows, limitLines, townRows, typeRows } from './rows.ts'
import { MOST_SERIES } from './time-view.ts'

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
  const oneWhole =
    new Set(ctx.definitions.map((each) => each.unit)).size < 2 ||
    ctx.definitions.every((each) => isCounted(each.unit))
  const parts = oneWhole ? mergeRest(partsOf(rows), MOST_PIE_PARTS, restName(ctx)) : []
  return { kind: 'pie', parts, scale }
}

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

/**
 * A shape over spokes. By town the spokes are the towns and each indicator is a shape, measured against its own
 * greatest town; else the spokes are the indicators (or the places of the only one). A spoke ends at the first limit
 * where a limit is what counts, else at a round number past the value; shares in percent at 100 when they fit.
 * Indicators of one unit share the end of their spokes.
 */
export function radarChart(ctx: PanelContext): RadarChart {
  return ctx.panel.by === 'town' ? townRadar(ctx) : spokeRadar(ctx)
}

function townRadar(ctx: PanelContext): RadarChart {
  const definitions = ctx.definitions.slice(0, MOST_SERIES)
  const rows = townRows(ctx, definitions).filter((row) => !row.apart)
  return {
    kind: 'radar',
    spokes: rows.map((row) => ({ name: row.name, label: '' })),
    series: definitions.map((definition, i) => {
      const values = rows.map((row) => row.values[i]?.value ?? null)
      const most = Math.max(0, ...values.map((value) => value ?? 0))
      const end = definition.unit === '%' && most <= 100 && most > 50 ? 100 : roundUp(most)
      return {
        id: definition.id,
        name: nameOf(definition, ctx.language),
        shares: values.map((value) => (value === null ? null : Math.max(0, value / end))),
      }
    }),
    limitShares: rows.map(() => null),
  }
}

function spokeRadar(ctx: PanelContext): RadarChart {
  const rows = typeRows(ctx, ctx.definitions)
    .filter((row) => !row.apart)
    .slice(0, 8)
  const spokes = rows.map((row) => {
    const definition = ctx.definitionOf(row.id) ?? ctx.definitions[0]
    const unit = definition === undefined ? '' : unitOf(definition, ctx.language)
    const value = row.values[0]?.value ?? null
    const first =
      definition?.direction === 'lower_better' ? limitLines(definition)[0]?.value : undefined
    return { row, definition, unit, value, limit: first ?? null }
  })
  const endOf = (unit: string): { least: number; most: number } => {
    const same = spokes.filter((spoke) => spoke.unit === unit && spoke.limit === null)
    const values = same.map((spoke) => spoke.value ?? 0)
    const most = Math.max(0, ...values)
    const least = Math.min(0, ...values)
    return {
      least: least < 0 ? -roundUp(-least) : 0,
      most: unit === '%' && most <= 100 && most > 40 ? 100 : roundUp(most),
    }
  }
  const limitShare = 0.8
  return {
    kind: 'radar',
    spokes: spokes.map(({ row, unit, value, definition }) => ({
      name: row.name,
      label:
        value === null
          ? NO_VALUE
          : `${formatScaled(value, scaleFor(Math.abs(value), unit, definition?.precision ?? 0))} ${unitText(value, unit, definition?.precision ?? 0)}`.trim(),
    })),
    series: [
      {
        id: 'now',
        name: ctx.language === 'zh' ? '现值' : 'now',
        shares: spokes.map(({ value, unit, limit }) => {
          if (value === null) return null
          if (limit !== null && limit > 0) return Math.max(0, (value / limit) * limitShare)
          const { least, most } = endOf(unit)
          // Halves first: the span of two numbers near the largest one would not be finite.
          return (value / 2 - least / 2) / (most / 2 - least / 2)
        }),
      },
    ],
    limitShares: spokes.map(({ limit }) => (limit !== null && limit > 0 ? limitShare : null)),
  }
}

const unitText = (value: number, unit: string, precision: number): string =>
  scaleFor(Math.abs(value), unit, precision).unit
