/** A parsed formula: a tree over other indicators' ids. Never evaluated as code. */
export type Expression =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'id'; readonly id: string }
  | { readonly op: 'negate'; readonly of: Expression }
  | {
      readonly op: '+' | '-' | '*' | '/'
      readonly left: Expression
      readonly right: Expression
    }

export type Formula = {
  readonly text: string
  readonly root: Expression
  /** Ids it reads, each once, in order of appearance. */
  readonly inputs: readonly string[]
}

type Token = { readonly kind: 'number' | 'id' | 'sign'; readonly text: string; readonly at: number }

const TOKEN = /\s+|(\d+(?:\.\d+)?)|([a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)|([-+*/()])/y

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw new SyntaxError(`unexpected "${text[at]}" at ${at + 1} in "${text}"`)
    const [, number, id, sign] = match
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at })
    else if (id !== undefined) tokens.push({ kind: 'id', text: id, at })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at })
  }
  return tokens
}

/** Deepest nesting accepted; catalog formulas need 2. */
const MAX_DEPTH = 50

/**
 * Parses `ids, decimal numbers, + - * / and parentheses`. Ids contain `-`, so a subtraction has spaces round it.
 *
 * @throws SyntaxError saying what was found where
 */
export function parseFormula(text: string): Formula {
  const tokens = tokenize(text)
  const inputs = new Set<string>()
  let next = 0
  const peek = (): string | undefined =>
    tokens[next]?.kind === 'sign' ? tokens[next]?.text : undefined

  const fail = (): never => {
    const token = tokens[next]
    throw new SyntaxError(
      token === undefined
        ? `"${text}" ends too early`
        : `unexpected "${token.text}" at ${token.at + 1} in "${text}"`,
    )
  }

  const factor = (depth: number): Expression => {
    if (depth > MAX_DEPTH) throw new SyntaxError(`"${text.slice(0, 60)}…" is nested too deeply`)
    const token = tokens[next]
    if (token === undefined) return fail()
    if (token.kind === 'number') {
      next++
      return { op: 'number', value: Number(token.text) }
    }
    if (token.kind === 'id') {
      next++
      inputs.add(token.text)
      return { op: 'id', id: token.text }
    }
    if (token.text === '-') {
      next++
      return { op: 'negate', of: factor(depth + 1) }
    }
    if (token.text !== '(') return fail()
    next++
    const inner = sum(depth + 1)
    if (peek() !== ')') fail()
    next++
    return inner
  }

  const product = (depth: number): Expression => {
    let left = factor(depth)
    for (let sign = peek(); sign === '*' || sign === '/'; sign = peek()) {
      next++
      left = { op: sign, left, right: factor(depth) }
    }
    return left
  }

  const sum = (depth: number): Expression => {
    let left = product(depth)
    for (let sign = peek(); sign === '+' || sign === '-'; sign = peek()) {
      next++
      left = { op: sign, left, right: product(depth) }
    }
    return left
  }

  const root = sum(0)
  if (next < tokens.length) fail()
  return { text, root, inputs: [...inputs] }
}

/**
 * @param read an input's value; null when it is missing
 * @returns null when an input is missing, a divisor is 0, or the result is not a finite number: never 0 for "unknown"
 */
export function evaluate(
  expression: Expression,
  read: (id: string) => number | null,
): number | null {
  switch (expression.op) {
    case 'number':
      return expression.value
    case 'id':
      return read(expression.id)
    case 'negate': {
      const value = evaluate(expression.of, read)
      return value === null ? null : -value
    }
    default: {
      const left = evaluate(expression.left, read)
      const right = evaluate(expression.right, read)
      if (left === null || right === null) return null
      const result = arithmetic(expression.op, left, right)
      return Number.isFinite(result) ? result : null
    }
  }
}

function arithmetic(op: '+' | '-' | '*' | '/', left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? Number.NaN : left / right
  }
}

/**
 * Orders formulas so that each comes after the formulas it reads.
 *
 * @param formulas by the id each one computes
 * @throws SyntaxError naming the ids of a cycle
 */
export function dependencyOrder(formulas: ReadonlyMap<string, Formula>): string[] {
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string, path: readonly string[]): void => {
    const formula = formulas.get(id)
    if (formula === undefined || state.get(id) === 'done') return
    if (state.get(id) === 'open') {
      throw new SyntaxError(
        `formulas form a cycle: ${[...path.slice(path.indexOf(id)), id].join(' -> ')}`,
      )
    }
    state.set(id, 'open')
    for (const input of formula.inputs) visit(input, [...path, id])
    state.set(id, 'done')
    order.push(id)
  }
  for (const id of formulas.keys()) visit(id, [])
  return order
}
