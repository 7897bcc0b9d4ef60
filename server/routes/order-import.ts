import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError, ERROR_CODES } from '../../protocol/error/codes.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { Intake } from '../intake/intake.ts'
import type { ImportIssue, ImportJob } from '../intake/job.ts'
import { reportCsv } from '../intake/report.ts'
import { MOST_FILE_BYTES } from '../intake/table.ts'
import { templateCsv, templateXlsx } from '../intake/template.ts'

const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const TAKES = {
  'multipart/form-data': {
    schema: Type.Object({
      file: Type.String({
        contentEncoding: 'binary',
        description: 'one CSV (UTF-8 or GB18030), NDJSON or XLSX file of at most 50 MiB',
      }),
    }),
  },
}
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
const LangQuery = Type.Object({ lang: Type.Optional(Type.Enum(['zh', 'en'])) })
const permit = 'orders.import'

const whoAsks = (principal: Principal | null): Principal => {
  if (principal === null) throw new AppError('UNAUTHENTICATED')
  return principal
}

/** Writes the upload beside, never holding it. @throws AppError TOO_LARGE past 50 MiB */
async function keepFile(dir: string, { file }: MultipartFile): Promise<string> {
  const path = join(dir, randomUUID())
  try {
    await pipeline(file, createWriteStream(path, { mode: 0o600 }))
    if (file.truncated) throw new AppError('TOO_LARGE', { detail: { mostBytes: MOST_FILE_BYTES } })
    return path
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** HTTP entry for files of orders. Translates; decides nothing. */
export const orderImportRoutes: FastifyPluginAsyncTypebox<{
  intake: Intake
  catalog: CatalogSource
}> = async (app, { intake, catalog }) => {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: MOST_FILE_BYTES, files: 1, fields: 10, fieldSize: 1_000, parts: 12 },
  })
  const dir = await mkdtemp(join(tmpdir(), 'nzh-import-'))
  app.addHook('onClose', () => rm(dir, { recursive: true, force: true }))

  const jobOf = async (id: string, principal: Principal | null): Promise<ImportJob> => {
    const job = await intake.find(id, whoAsks(principal))
    if (job === null) throw new AppError('NOT_FOUND', { detail: { import: id } })
    return job
  }

  app.post(
    '/orders/import',
    {
      bodyLimit: MOST_FILE_BYTES + 1_048_576,
      config: { permit, takes: TAKES },
      schema: { querystring: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }) },
    },
    async (request, reply) => {
      const by = whoAsks(request.principal)
      const part = request.isMultipart() ? await request.file() : undefined
      if (!request.isMultipart()) {
        throw new AppError('UNSUPPORTED_MEDIA', { detail: { takes: 'multipart/form-data' } })
      }
      if (part === undefined) {
        throw new AppError('MALFORMED', { detail: { field: 'file', reason: 'missing' } })
      }
      const path = await keepFile(dir, part)
      const job = await intake.submit({
        path,
        fileName: part.filename,
        dryRun: request.query.dryRun ?? false,
        by,
      })
      return reply.code(202).header('location', `/api/v1/orders/import/${job.id}`).send(job)
    },
  )

  app.get('/orders/import/:id', { config: { permit }, schema: { params: Id } }, (request) =>
    jobOf(request.params.id, request.principal),
  )

  app.get(
    '/orders/import/:id/report.csv',
    { config: { permit }, schema: { params: Id } },
    async (request, reply) => {
      const { id } = await jobOf(request.params.id, request.principal)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="import-${id}.csv"`)
        .send(Readable.from(reportCsv(intake.issues(id))))
    },
  )

  app.get(
    '/orders/import/:id/issues',
    {
      config: { permit },
      schema: {
        params: Id,
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
        }),
      },
    },
    async (request) => {
      const { id } = await jobOf(request.params.id, request.principal)
      const most = request.query.limit ?? 100
      const issues: ImportIssue[] = []
      for await (const page of intake.issues(id)) {
        issues.push(...page)
        if (issues.length >= most) break
      }
      return {
        issues: issues.slice(0, most).map((issue) => ({
          ...issue,
          message: ERROR_CODES[issue.code].en,
          messageZh: ERROR_CODES[issue.code].zh,
        })),
      }
    },
  )

  app.get(
    '/orders/import/template.csv',
    { config: { permit }, schema: { querystring: LangQuery } },
    (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="orders-template.csv"')
        .serializer((body: unknown) => String(body))
        .send(templateCsv(request.query.lang ?? 'zh')),
  )

  app.get(
    '/orders/import/template.xlsx',
    { config: { permit }, schema: { querystring: LangQuery } },
    async (request, reply) =>
      reply
        .type(XLSX_TYPE)
        .header('content-disposition', 'attachment; filename="orders-template.xlsx"')
        .send(await templateXlsx(catalog.current(), request.query.lang ?? 'zh')),
  )
}
