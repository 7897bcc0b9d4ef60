import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { ROLES } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Accounts } from '../identity/accounts.ts'

export type AccountRoutesOptions = { readonly accounts: Accounts }

const Username = Type.String({ pattern: '^[a-z][a-z0-9._-]{1,63}$' })
const Roles = Type.Array(Type.Enum([...ROLES]), { minItems: 1, maxItems: ROLES.length })
const Department = Type.Union([Type.String({ maxLength: 64 }), Type.Null()])
const DisplayName = Type.String({ minLength: 1, maxLength: 100 })
const Password = Type.String({ minLength: 1, maxLength: 200 })

const CreateBody = Type.Object(
  {
    username: Username,
    password: Password,
    roles: Roles,
    department: Type.Optional(Department),
    displayName: Type.Optional(DisplayName),
  },
  { additionalProperties: false },
)
const ChangeBody = Type.Partial(
  Type.Object({
    roles: Roles,
    department: Department,
    displayName: DisplayName,
    disabled: Type.Boolean(),
    password: Password,
  }),
  { additionalProperties: false },
)

/** Accounts of people; the security administrator's work (安全管理员). */
export const accountRoutes: FastifyPluginAsyncTypebox<AccountRoutesOptions> = async (
  app,
  { accounts },
) => {
  const config = { permit: 'accounts.manage' } as const

  app.get('/accounts', { config }, async () => ({
    accounts: await accounts.list(),
    nextCursor: null,
  }))

  app.post('/accounts', { config, schema: { body: CreateBody } }, async (request, reply) => {
    const { department = null, displayName = request.body.username, ...rest } = request.body
    return reply.code(201).send(await accounts.create({ ...rest, department, displayName }))
  })

  app.patch(
    '/accounts/:username',
    { config, schema: { params: Type.Object({ username: Username }), body: ChangeBody } },
    async (request) => {
      if (request.principal === null) throw new AppError('UNAUTHENTICATED')
      return accounts.change(request.principal.name, request.params.username, request.body)
    },
  )
}
