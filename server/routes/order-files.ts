import multipart, { type Multipart } from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { audienceOf, seesOrder } from '../../protocol/access/audience.ts'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Attachment } from '../../protocol/order/note.ts'
import type { Order } from '../../protocol/order/order.ts'
import { parseTime } from '../../protocol/time.ts'
import type { Received } from '../files/blobs.ts'
import type { Claim } from '../files/facts.ts'
import { type Files, MOST_BYTES } from '../files/files.ts'
import { forReader } from './attachment-wire.ts'

const KINDS: readonly Attachment['kind'][] = ['before', 'after', 'other']
const TAKES = {
  'multipart/form-data': {
    schema: Type.Object({
      file: Type.String({ contentEncoding: 'binary', description: 'at most 20 MiB' }),
      kind: Type.Enum([...KINDS]),
      takenAt: Type.Optional(Type.String()),
      position: Type.Optional(Type.String({ description: '`lon,lat`, WGS 84' })),
      id: Type.Optional(Type.String({ description: 'UUID: the same again is taken once' })),
    }),
  },
}
/** Pictures that a browser draws and never runs. */
const INLINE: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
const One = Type.Object({
  id: Type.String({ maxLength: 100 }),
  attachment: Type.String({ maxLength: 100 }),
})

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

type Fields = ReadonlyMap<string, string>

/** A form as it was read: one file, and its fields wherever they stood. */
type Sent = {
  readonly received: Received
  readonly name: string
  readonly isTruncated: boolean
  readonly fields: Fields
}

/** @throws AppError MALFORMED without a file or with several; the bytes are gone then */
async function readParts(
  parts: AsyncIterableIterator<Multipart>,
  files: Pick<Files, 'receive' | 'discard'>,
): Promise<Sent> {
  const fields = new Map<string, string>()
  let file: Omit<Sent, 'fields'> | null = null
  try {
    for await (const part of parts) {
      if (part.type === 'file') {
        const received = await files.receive(part.file)
        file = { received, name: part.filename, isTruncated: part.file.truncated }
      } else if (typeof part.value === 'string' && part.value !== '') {
        fields.set(part.fieldname, part.value)
      }
    }
  } catch (error) {
    if (file !== null) await files.discard(file.received)
    throw error
  }
  if (file === null) throw new AppError('MALFORMED', { detail: { field: 'file' } })
  return { ...file, fields }
}

/** @throws AppError MALFORMED or BAD_TIME naming the field */
function claimOf(fields: Fields, name: string): Claim {
  const given = fields.get('kind') ?? 'other'
  const kind = KINDS.find((one) => one === given)
  if (kind === undefined) throw new AppError('MALFORMED', { detail: { field: 'kind' } })
  const time = fields.get('takenAt')
  const takenAtMs = time === undefined ? null : parseTime(time)
  if (time !== undefined && takenAtMs === null) {
    throw new AppError('BAD_TIME', { detail: { field: 'takenAt' } })
  }
  const place = fields.get('position')
  const [lon, lat, ...rest] = place === undefined ? [] : place.split(',').map(Number)
  const isPoint =
    lon !== undefined &&
    lat !== undefined &&
    rest.length === 0 &&
    Math.abs(lon) <= 180 &&
    Math.abs(lat) <= 90
  if (place !== undefined && !isPoint)
    throw new AppError('MALFORMED', { detail: { field: 'position' } })
  const id = fields.get('id')
  if (id !== undefined && !UUID.test(id)) {
    throw new AppError('MALFORMED', { detail: { field: 'id' } })
  }
  const position = isPoint ? ([lon, lat] as const) : null
  return { kind, name, takenAtMs, position, ...(id === undefined ? {} : { id: id.toLowerCase() }) }
}

/** First and last byte asked for; null: all; an unreadable or impossible range is all, too (RFC 9110 §14.2). */
function rangeOf(header: string | undefined, bytes: number): { start: number; end: number } | null {
  const match = /^bytes=(\d{0,12})-(\d{0,12})$/.exec(header ?? '')
  if (match === null) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  return start <= end && start < bytes ? { start, end } : null
}

/** RFC 6266: a name of any script, and a plain one beside it. */
const disposition = (how: 'inline' | 'attachment', name: string): string =>
  `${how}; filename="${name.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`

/** HTTP entry for files of orders (S28). Translates; decides nothing. */
export const orderFileRoutes: FastifyPluginAsyncTypebox<{
  readonly files: Files
  readonly orderOf: (id: string) => Promise<Order | null>
}> = async (app, { files, orderOf }) => {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: MOST_BYTES, files: 1, fields: 8, fieldSize: 1_000, parts: 10 },
  })

  const visible = async (id: string, principal: Principal | null) => {
    if (principal === null) throw new AppError('UNAUTHENTICATED')
    const order = await orderOf(id)
    if (order === null || !seesOrder(audienceOf(principal), order)) throw new AppError('NOT_FOUND')
    const reader = forReader(audienceOf(principal), { files, orderOf })
    return { order, principal, reader }
  }

  app.post(
    '/orders/:id/attachments',
    {
      bodyLimit: MOST_BYTES + 1_048_576,
      config: { permit: 'orders.attach', takes: TAKES },
      schema: { params: Id },
    },
    async (request, reply) => {
      const { order, principal, reader } = await visible(request.params.id, request.principal)
      if (!request.isMultipart()) throw new AppError('UNSUPPORTED_MEDIA')
      const sent = await readParts(request.parts(), files)
      const attachment = await hang(sent, order, principal)
      return reply.code(201).send(await reader(attachment))
    },
  )

  async function hang(sent: Sent, order: Order, principal: Principal): Promise<Attachment> {
    const { received, name, isTruncated, fields } = sent
    try {
      if (isTruncated) throw new AppError('TOO_LARGE', { detail: { mostBytes: MOST_BYTES } })
      return await files.add(order, received, claimOf(fields, name), principal)
    } finally {
      await files.discard(received)
    }
  }

  app.get(
    '/orders/:id/attachments',
    { config: { permit: 'orders.read' }, schema: { params: Id } },
    async (request) => {
      const { order, reader } = await visible(request.params.id, request.principal)
      return { attachments: await Promise.all((await files.attachmentsOf(order.id)).map(reader)) }
    },
  )

  app.get(
    '/orders/:id/attachments/:attachment',
    {
      config: { permit: 'orders.read' },
      schema: {
        params: One,
        querystring: Type.Object({ inline: Type.Optional(Type.Boolean()) }),
      },
    },
    async (request, reply) => {
      const { order } = await visible(request.params.id, request.principal)
      const attachment = await files.find(order.id, request.params.attachment)
      const { type, name, bytes, sha256 } = attachment
      const how = request.query.inline === true && INLINE.has(type) ? 'inline' : 'attachment'
      reply
        .header('content-type', type)
        .header('content-disposition', disposition(how, name))
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "sandbox; default-src 'none'")
        // Asked again each time: whoever signs in next at the same browser may not see the order.
        .header('cache-control', 'private, no-cache')
        .header('etag', `"${sha256}"`)
        .header('accept-ranges', 'bytes')
      if (request.headers['if-none-match'] === `"${sha256}"`) return reply.code(304).send()
      return sendBytes(reply, attachment, rangeOf(request.headers.range, bytes))
    },
  )

  function sendBytes(
    reply: FastifyReply,
    attachment: Attachment,
    range: { start: number; end: number } | null,
  ): FastifyReply {
    const { bytes } = attachment
    if (range === null) return reply.header('content-length', bytes).send(files.stream(attachment))
    return reply
      .code(206)
      .header('content-range', `bytes ${range.start}-${range.end}/${bytes}`)
      .header('content-length', range.end - range.start + 1)
      .send(files.stream(attachment, range))
  }

  app.delete(
    '/orders/:id/attachments/:attachment',
    { config: { permit: 'orders.attach' }, schema: { params: One } },
    async (request, reply) => {
      const { order, principal } = await visible(request.params.id, request.principal)
      await files.remove(order.id, request.params.attachment, principal)
      return reply.code(204).send()
    },
  )
}
