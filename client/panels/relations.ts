import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { type Expression, parseFormula } from '../../protocol/indicator/formula.ts'

/** What the catalog's formulas say about a panel's indicators: which are parts of one whole. */

const parsed = new WeakMap<IndicatorDefinition, Expression | null>()

/** Tree of a definition's formula, parsed once; null when it has none or one that cannot be read. */
function formulaOf(definition: IndicatorDefinition): Expression | null {
  const known = parsed.get(definition)
  if (known !== undefined) return known
  let root: Expression | null = null
  try {
    root = definition.formula === null ? null : parseFormula(definition.formula).root
  } catch {
    root = null
  }
  parsed.set(definition, root)
  return root
}

function addends(expression: Expression): string[] | null {
  if (expression.op === 'id') return [expression.id]
  if (expression.op !== '+') return null
  const left = addends(expression.left)
  const right = addends(expression.right)
  return left === null || right === null ? null : [...left, ...right]
}

/**
 * The indicator that the catalog defines as the sum of the panel's first ones (at least two).
 *
 * @returns the total and how many of `ids` are its parts; null when no formula is such a sum
 */
export function totalOfFirst(
  ids: readonly string[],
  definitions: Iterable<IndicatorDefinition>,
): { readonly total: IndicatorDefinition; readonly parts: number } | null {
  for (const definition of definitions) {
    const root = formulaOf(definition)
    const sum = root === null ? null : addends(root)
    if (sum === null || sum.length < 2 || sum.length > ids.length) continue
    const first = new Set(ids.slice(0, sum.length))
    if (sum.every((id) => first.has(id)) && new Set(sum).size === sum.length) {
      return { total: definition, parts: sum.length }
    }
  }
  return null
}

/**
 * Whether one of two indicators is a part of the other: some formula divides it by the other and scales to percent.
 *
 * @returns the ids of part and whole; null when no formula says so
 */
export function partAndWhole(
  a: string,
  b: string,
  definitions: Iterable<IndicatorDefinition>,
): { readonly part: string; readonly whole: string } | null {
  for (const definition of definitions) {
    const root = formulaOf(definition)
    if (root === null) continue
    const quotient = root.op === '*' ? root.left : root
    if (quotient.op !== '/' || quotient.left.op !== 'id' || quotient.right.op !== 'id') continue
    const part = quotient.left.id
    const whole = quotient.right.id
    if (part !== whole && [a, b].includes(part) && [a, b].includes(whole)) return { part, whole }
  }
  return null
}
