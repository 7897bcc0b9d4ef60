import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import type { Identity } from '../identity/identity.ts'

export type TokenRoutesOptions = {
  readonly identity: Identity
  readonly hasDepartment: (code: string) => boolean
}

const IssueBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    /** Whose indicators it may post. */
    department: Type.String({ minLength: 1, maxLength: 64 }),
  },
  { additionalProperties: false },
)

/** Bearer tokens of departments' machines; the security administrator's work. */
export const tokenRoutes: FastifyPluginAsyncTypebox<TokenRoutesOptions> = async (
  app,
  { identity: { tokens, rightsChanged }, hasDepartment },
) => {
  const config = { permit: 'tokens.manage' } as const

  app.get('/tokens', { config }, async () => ({ tokens: await tokens.list(), nextCursor: null }))

  app.post('/tokens', { config, schema: { body: IssueBody } }, async (request, reply) => {
    const { name, department } = request.body
    if (!hasDepartment(department)) {
      throw new AppError('MALFORMED', { detail: { reason: 'unknown department', department } })
    }
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send(await tokens.issue(name, department))
  })

  app.delete(
    '/tokens/:id',
    { config, schema: { params: Type.Object({ id: Type.String({ maxLength: 64 }) }) } },
    async (request, reply) => {
      await tokens.revoke(request.params.id)
      rightsChanged()
      return reply.code(204).send()
    },
  )
}
