import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { CatalogProblem } from './loaded.ts'

/** Largest catalog file that is read at all, bytes. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024

/**
 * Reads JSON text against a schema.
 *
 * @returns the value, or the problems that name the place inside the file (JSON Pointer)
 */
export function parseJson<T extends TSchema>(
  content: string,
  file: string,
  schema: T,
): { value: Static<T> | null; problems: CatalogProblem[] } {
  const refuse = (reason: string): CatalogProblem => ({
    file,
    row: null,
    reason,
    severity: 'error',
  })
  let raw: unknown
  try {
    raw = JSON.parse(content)
  } catch (error) {
    return {
      value: null,
      problems: [refuse(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)],
    }
  }
  if (Value.Check(schema, raw)) return { value: raw as Static<T>, problems: [] }
  const problems = [...Value.Errors(schema, raw)]
    .slice(0, 20)
    .map((error) => refuse(`${error.instancePath || '/'} ${error.message}`))
  return { value: null, problems }
}
