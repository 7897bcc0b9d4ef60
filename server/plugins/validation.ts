import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

/**
 * Checks a part of a request against its schema. Texts of the address (`?limit=5`) are turned into the numbers
 * they stand for and left-out values get the schema's default; a body is taken as it is, so that `"5"` is no 5.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let compiled: ReturnType<typeof Compile> | null = null
  return (value: unknown) => {
    // Only when it is first asked for: compiling all of them would hold up the start.
    compiled ??= Compile(schema)
    const check = compiled
    const read = httpPart === 'body' ? value : Value.Default(schema, Value.Convert(schema, value))
    if (check.Check(read)) return { value: read }
    const [first] = check.Errors(read)
    const where = [httpPart ?? 'request', first?.instancePath ?? ''].join('')
    return { error: new Error(`${where} ${first?.message ?? 'does not match its schema'}`) }
  }
}
