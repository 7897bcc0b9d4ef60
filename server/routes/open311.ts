import { timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Audience, audienceOf } from '../../protocol/access/audience.ts'
import { mayDo, type Permit } from '../../protocol/access/permit.ts'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError, ERROR_CODES } from '../../protocol/error/codes.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { Authenticated } from '../identity/authenticate.ts'
import {
  type Fields,
  fieldsOfForm,
  fieldsOfJson,
  fieldsOfQuery,
  textOf,
} from '../open311/fields.ts'
import type { Filing } from '../open311/filing.ts'
import {
  CONTENT_TYPES,
  type Format,
  type GeoList,
  type GeoRecord,
  render,
  renderErrors,
  splitFormat,
} from '../open311/render.ts'
import type { Requests } from '../open311/requests.ts'
import { discovery, type Lang, serviceDefinition, serviceList } from '../open311/services.ts'
import { knownFailure } from '../plugins/error-replies.ts'

export type Open311Options = {
  readonly catalog: { current(): LoadedCatalog }
  readonly requests: Requests
  readonly filing: Filing
  readonly authenticate: (credentials: {
    readonly authorization: string | null
    readonly session: string | null
    readonly screen: string | null
  }) => Promise<Authenticated | null>
  readonly startedAtMs: number
}

/** What the standard calls an unprocessable value: a general service error. */
const asStandard = (status: number): number => (status === 409 || status === 422 ? 400 : status)

const formatOfUrl = (url: string): Format =>
  splitFormat(url.split('?', 1)[0] ?? '')?.format ?? 'json'

function replyWithErrors(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const known = knownFailure(error)
  if (known === null) request.log.error({ err: error, requestId: request.id }, 'request failed')
  const { code, detail } = known ?? new AppError('INTERNAL')
  const { status, zh, en } = ERROR_CODES[code]
  const plain = Object.entries(detail).filter(([, value]) => typeof value !== 'object')
  const why = plain.map(([name, value]) => `${name}: ${value}`).join('; ')
  const format = formatOfUrl(request.url)
  if (typeof detail['retryAfterS'] === 'number') reply.header('retry-after', detail['retryAfterS'])
  return reply
    .code(asStandard(status))
    .header('cache-control', 'no-store')
    .type(CONTENT_TYPES[format])
    .serializer(String)
    .send(
      renderErrors(
        format,
        asStandard(status),
        why === '' ? `${en} / ${zh}` : `${en} / ${zh}: ${why}`,
      ),
    )
}

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * Open311 GeoReport v2 (PROTOCOL §7). Discovery and services hold nothing of the city and are open to all; requests need a
 * token, sent as `api_key` or as a bearer token, or somebody's session.
 */
export const open311Routes: FastifyPluginAsync<Open311Options> = async (app, options) => {
  const { catalog, requests, filing, authenticate, startedAtMs } = options

  app.setErrorHandler(replyWithErrors)
  // Other addresses below are this standard's too: without it the pages' own answer would come.
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    config: { permit: 'public' },
    handler: () => {
      throw new AppError('NOT_FOUND')
    },
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string | Buffer) => fieldsOfForm(String(body)),
  )

  const langOf = (fields: Fields): Lang => (textOf(fields, 'lang', 10) === 'en' ? 'en' : 'zh')

  /** The caller by his api_key, which counts before everything else, or by what the session plugin found. */
  const callerOf = async (request: FastifyRequest, fields: Fields, permit: Permit) => {
    const key =
      textOf(fields, 'api_key', 500) ?? textOf(fieldsOfQuery(request.query), 'api_key', 500)
    const found =
      key === null
        ? request.authenticated
        : await authenticate({ authorization: `Bearer ${key}`, session: null, screen: null })
    if (found === null && key !== null) {
      throw new AppError('FORBIDDEN', { detail: { reason: 'invalid api_key' } })
    }
    if (found === null) throw new AppError('UNAUTHENTICATED', { detail: { field: 'api_key' } })
    if (found.mustChangePassword || !mayDo(found.principal, permit)) {
      throw new AppError('FORBIDDEN', { detail: { permit } })
    }
    if (request.method === 'POST' && found.proof !== 'bearer') {
      const sent = request.headers['x-csrf-token']
      if (found.csrf === null || typeof sent !== 'string' || !sameText(sent, found.csrf)) {
        throw new AppError('BAD_CSRF')
      }
    }
    return found.principal
  }

  const send = (reply: FastifyReply, format: Format, root: string, value: GeoList | GeoRecord) =>
    reply
      .type(CONTENT_TYPES[format])
      .serializer(String)
      .send(render(format, root, value))

  type Answer = { readonly root: string; readonly value: GeoList | GeoRecord }
  type Asked = {
    readonly name: string
    readonly format: Format
    readonly fields: Fields
    readonly lang: Lang
  }

  /** A resource with its format behind the last dot. */
  const resource = (
    url: string,
    answer: (asked: Asked, request: FastifyRequest, reply: FastifyReply) => Promise<Answer>,
  ): void => {
    app.get(url, { config: { permit: 'public' } }, async (request, reply) => {
      const params = request.params as { file?: string }
      const path = request.url.split('?', 1)[0] ?? ''
      const split = splitFormat(params.file ?? path.slice(path.lastIndexOf('/') + 1))
      if (split === null) {
        throw new AppError('NOT_FOUND', { detail: { reason: 'the address ends in .json or .xml' } })
      }
      const fields = fieldsOfQuery(request.query)
      const asked = { ...split, fields, lang: langOf(fields) }
      const { root, value } = await answer(asked, request, reply)
      return send(reply, split.format, root, value)
    })
  }
  const bothFormats = (name: string, answer: Parameters<typeof resource>[1]): void => {
    resource(`/${name}.json`, answer)
    resource(`/${name}.xml`, answer)
  }

  const reader = async (request: FastifyRequest, fields: Fields): Promise<Audience> =>
    audienceOf(await callerOf(request, fields, 'orders.read'))

  bothFormats('discovery', async (_asked, request) => ({
    root: 'discovery',
    value: discovery(`${request.protocol}://${request.host}/open311/v2`, startedAtMs),
  }))
  bothFormats('services', async ({ lang }) => ({
    root: 'services',
    value: serviceList(catalog.current(), lang),
  }))
  resource('/services/:file', async ({ name, lang }) => ({
    root: 'service_definition',
    value: serviceDefinition(catalog.current(), name, lang),
  }))
  bothFormats('requests', async ({ fields, format, lang }, request, reply) => ({
    root: 'service_requests',
    value: await requests.list(
      fields,
      await reader(request, fields),
      format,
      lang,
      () => reply.raw.destroyed,
    ),
  }))
  resource('/requests/:file', async ({ name, fields, format, lang }, request) => ({
    root: 'service_requests',
    value: await requests.one(name, await reader(request, fields), format, lang),
  }))
  resource('/tokens/:file', async ({ name, fields }, request) => ({
    root: 'service_requests',
    value: await requests.ofToken(name, await reader(request, fields)),
  }))

  for (const format of ['json', 'xml'] as const) {
    app.post(
      `/requests.${format}`,
      {
        config: {
          permit: 'public',
          takes: {
            'application/x-www-form-urlencoded': { schema: { type: 'object' } },
            'application/json': { schema: { type: 'object' } },
          },
        },
      },
      async (request, reply) => {
        const { body } = request
        const fields: Fields = body instanceof Map ? body : fieldsOfJson(body)
        const actor: Principal = await callerOf(request, fields, 'orders.report')
        const key = request.headers['idempotency-key']
        const named = typeof key === 'string' ? key : null
        const value = await filing.file(fields, actor, named, langOf(fields))
        return send(reply, format, 'service_requests', value)
      },
    )
  }
}
