import { AppError } from '../../protocol/error/codes.ts'
import { MOST_RECORD_CHARS } from './table.ts'

/** One line of NDJSON: what it holds, or that it holds nothing that can be read. */
export type JsonLine = {
  readonly line: number
  readonly text: string
  readonly value: Readonly<Record<string, unknown>> | null
}

const POISON = /"(?:__proto__|constructor|prototype)"\s*:/

function parse(text: string): JsonLine['value'] {
  // A name that reaches into prototypes is no field of an order (S19).
  if (POISON.test(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** Reads one JSON object a line. @throws AppError TOO_LONG for a line without an end */
export async function* readNdjson(text: AsyncIterable<string>): AsyncGenerator<JsonLine> {
  let rest = ''
  let line = 1
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const one of lines) {
      if (one.trim() !== '') yield { line, text: one, value: parse(one) }
      line++
    }
    if (rest.length > MOST_RECORD_CHARS) {
      throw new AppError('TOO_LONG', { detail: { line, mostChars: MOST_RECORD_CHARS } })
    }
  }
  if (rest.trim() !== '') yield { line, text: rest, value: parse(rest) }
}
