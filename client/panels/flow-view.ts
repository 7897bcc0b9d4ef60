import type { SankeyChart, SankeyNode } from '../charts/model.ts'
import { formatScaled, isCounted } from '../ui/format.ts'
import { nameOf, type PanelContext, scopeOf } from './context.ts'
import { rowSet } from './place-view.ts'
import { totalOfFirst } from './relations.ts'
import { cellOf, measuresOf, townRows } from './rows.ts'

/**
 * Flows (桑基图), by three rules:
 * 1. by town, the towns flow into the indicators: a link's width is the town's value;
 * 2. where the catalog has a formula that is the sum of the first indicators, those flow into that total, and the total
 *    into the stages after them;
 * 3. else the indicators are steps in the listed order.
 * From step to step goes the smaller of the two values; what is left of the earlier one leaves the flow (未进入下一步).
 * Steps of units that cannot be compared are joined by links of one width, which say order and not amount.
 */
export function sankeyChart(ctx: PanelContext): SankeyChart {
  if (ctx.panel.by === 'town') return townFlow(ctx)
  return stepFlow(ctx)
}

function townFlow(ctx: PanelContext): SankeyChart {
  const rows = townRows(ctx, ctx.definitions).filter((row) => !row.apart)
  const { measures } = rowSet(ctx)
  const nodes: SankeyNode[] = []
  const links: { source: string; target: string; value: number }[] = []
  for (const row of rows) {
    const sum = row.values.reduce((total, cell) => total + Math.max(0, cell.value ?? 0), 0)
    if (sum <= 0) continue
    nodes.push({ id: row.id, name: row.name, label: '', depth: 0, loss: false })
    ctx.definitions.forEach((definition, i) => {
      const value = row.values[i]?.value ?? 0
      if (value > 0) links.push({ source: row.id, target: definition.id, value })
    })
  }
  ctx.definitions.forEach((definition, i) => {
    const total = rows.reduce((sum, row) => sum + Math.max(0, row.values[i]?.value ?? 0), 0)
    const scale = measures[i]?.scale ?? { divisor: 1, unit: '', precision: 0 }
    if (total <= 0) return
    nodes.push({
      id: definition.id,
      name: nameOf(definition, ctx.language),
      label: `${formatScaled(total, scale)} ${scale.unit}`.trim(),
      depth: 1,
      loss: false,
    })
  })
  return { kind: 'sankey', nodes, links }
}

function stepFlow(ctx: PanelContext): SankeyChart {
  const ids = ctx.definitions.map((definition) => definition.id)
  const sum = totalOfFirst(ids, ctx.allDefinitions)
  const parts = sum === null ? [] : ctx.definitions.slice(0, sum.parts)
  const steps =
    sum === null
      ? ctx.definitions
      : [sum.total, ...ctx.definitions.slice(sum.parts).filter((each) => each.id !== sum.total.id)]
  const all = [...parts, ...steps]
  const values = all.map((definition) => cellOf(ctx, definition, scopeOf(ctx, definition)).value)
  const measures = measuresOf(ctx, all, (_, i) => Math.abs(values[i] ?? 0), false)
  const node = (i: number, depth: number): SankeyNode | null => {
    const definition = all[i]
    const scale = measures[i]?.scale
    if (definition === undefined || scale === undefined) return null
    const value = values[i] ?? null
    const label = value === null ? '—' : `${formatScaled(value, scale)} ${scale.unit}`.trim()
    return { id: definition.id, name: nameOf(definition, ctx.language), label, depth, loss: false }
  }
  const nodes: SankeyNode[] = []
  const links: { source: string; target: string; value: number }[] = []
  const offset = parts.length > 0 ? 1 : 0
  parts.forEach((part, i) => {
    const value = values[i] ?? 0
    const made = node(i, 0)
    if (made !== null) nodes.push(made)
    if (value > 0 && steps[0]) links.push({ source: part.id, target: steps[0].id, value })
  })
  const comparable =
    new Set(steps.map((step) => step.unit)).size === 1 &&
    steps.every((step) => isCounted(step.unit))
  steps.forEach((step, k) => {
    const made = node(parts.length + k, offset + k)
    if (made !== null) nodes.push(made)
    const next = steps[k + 1]
    if (next === undefined) return
    const known = [values[parts.length + k], values[parts.length + k + 1]]
    const [here, there] = known.map((value) => value ?? 0)
    if (here === undefined || there === undefined) return
    if (!comparable) {
      if (known.every((value) => value == null)) return
      links.push({ source: step.id, target: next.id, value: 1 })
      return
    }
    const through = Math.min(here, there)
    if (through > 0) links.push({ source: step.id, target: next.id, value: through })
    if (here - through > 0) {
      const id = `${step.id}-left`
      const name = ctx.language === 'zh' ? '未进入下一步' : 'not yet further'
      const scale = measures[parts.length + k]?.scale
      const label = scale === undefined ? '' : formatScaled(here - through, scale)
      nodes.push({ id, name, label, depth: offset + k + 1, loss: true })
      links.push({ source: step.id, target: id, value: here - through })
    }
  })
  const linked = new Set(links.flatMap(({ source, target }) => [source, target]))
  return { kind: 'sankey', nodes: nodes.filter(({ id }) => linked.has(id)), links }
}
