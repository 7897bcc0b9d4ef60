import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { audienceOf, seesOrder } from '../../protocol/access/audience.ts'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Notice } from '../../protocol/order/note.ts'
import type { Order } from '../../protocol/order/order.ts'
import { parseTime } from '../../protocol/time.ts'
import type { Files } from '../files/files.ts'
import type { Notes } from '../notes/notes.ts'
import type { Notices } from '../notes/notices.ts'
import { forReader } from './attachment-wire.ts'

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })

const Comment = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 20_000 }),
  /** Codes of departments, beside those that the text names after an `@`. */
  mentions: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
  /** The sender's own number for it: the same one again is answered as the first time. */
  id: Type.Optional(Type.String({ format: 'uuid' })),
  /** When it was written, where there was no link. */
  saidAt: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Number()])),
})

const NoticesQuery = Type.Object({
  department: Type.Optional(Type.String({ maxLength: 60 })),
  /** Those that were read too. */
  all: Type.Optional(Type.Boolean()),
})

const countsOf = (notices: readonly Notice[]) => {
  const unread = notices.filter((notice) => notice.unread)
  const of = (kind: Notice['kind']): number => unread.filter((n) => n.kind === kind).length
  return {
    unread: unread.length,
    mention: of('mention'),
    lead: of('lead'),
    help: of('help'),
    /** Orders that nobody of the department has read since. */
    unseen: notices.filter(({ readBy }) => readBy.length === 0).length,
  }
}

/** HTTP entry for what people say about orders. Translates; decides nothing. */
export const orderNoteRoutes: FastifyPluginAsyncTypebox<{
  readonly notes: Notes
  readonly notices: Notices
  readonly files: Pick<Files, 'otherOrdersWith'>
  readonly orderOf: (id: string) => Promise<Order | null>
  readonly departments: () => readonly string[]
}> = async (app, { notes, notices, files, orderOf, departments }) => {
  const visible = async (id: string, principal: Principal | null) => {
    if (principal === null) throw new AppError('UNAUTHENTICATED')
    const order = await orderOf(id)
    if (order === null || !seesOrder(audienceOf(principal), order)) throw new AppError('NOT_FOUND')
    return { order, principal }
  }

  app.get(
    '/orders/:id/notes',
    { config: { permit: 'orders.read' }, schema: { params: Id } },
    async (request) => {
      const { order, principal } = await visible(request.params.id, request.principal)
      const reader = forReader(audienceOf(principal), { files, orderOf })
      const listed = await notes.list(order.id)
      return {
        notes: await Promise.all(
          listed.map(async (note) =>
            note.kind === 'attachment'
              ? { ...note, attachment: await reader(note.attachment) }
              : note,
          ),
        ),
      }
    },
  )

  app.post(
    '/orders/:id/comments',
    { config: { permit: 'orders.comment' }, schema: { params: Id, body: Comment } },
    async (request, reply) => {
      const { order, principal } = await visible(request.params.id, request.principal)
      const { text, mentions = [], id, saidAt } = request.body
      const saidAtMs = saidAt === undefined ? null : parseTime(saidAt)
      if (saidAt !== undefined && saidAtMs === null) {
        throw new AppError('BAD_TIME', { detail: { field: 'saidAt' } })
      }
      const sent = { text, listed: mentions, saidAtMs, ...(id === undefined ? {} : { id }) }
      return reply.code(201).send(await notes.comment(order, sent, principal))
    },
  )

  app.post(
    '/orders/:id/read',
    { config: { permit: 'orders.comment' }, schema: { params: Id } },
    async (request) => {
      const { order, principal } = await visible(request.params.id, request.principal)
      return { note: await notes.read(order, principal) }
    },
  )

  app.get(
    '/notices',
    { config: { permit: 'orders.comment' }, schema: { querystring: NoticesQuery } },
    async (request) => {
      const { principal } = request
      if (principal === null) throw new AppError('UNAUTHENTICATED')
      const audience = audienceOf(principal)
      const { department = audience, all = false } = request.query
      if (department !== null) {
        const known =
          audience === null ? departments().includes(department) : department === audience
        if (!known) throw new AppError('NOT_FOUND')
        const found = await notices.of(department, principal.name)
        const shown = all ? found : found.filter(({ unread }) => unread)
        return { department, notices: shown, counts: countsOf(found) }
      }
      const units = []
      for (const code of departments()) {
        const counts = countsOf(await notices.of(code, principal.name))
        if (counts.unread > 0 || counts.unseen > 0) units.push({ department: code, counts })
      }
      return { department: null, departments: units }
    },
  )
}
