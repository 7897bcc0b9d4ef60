import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { audienceOf } from '../../protocol/access/audience.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { localDay } from '../../protocol/order/local-time.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import { cellsOf, headings } from '../exports/cells.ts'
import { csvOf } from '../exports/csv.ts'
import { EXPORT_PAGE, pagesOf } from '../exports/pages.ts'
import { xlsxOf } from '../exports/xlsx.ts'
import { listOrders } from '../orders/list.ts'
import type { OrderStore } from '../store/store.ts'
import { listQueryOf, OrderListQuery } from './orders.ts'

/** Exports at once; each holds a page in memory and, as XLSX, a thread. */
const MOST_AT_ONCE = 4
const RETRY_AFTER_S = 10

const { limit: _limit, cursor: _cursor, ...filters } = OrderListQuery.properties
const ExportQuery = Type.Object({
  ...filters,
  /** Language of the headings and names. */
  lang: Type.Optional(Type.Enum(['zh', 'en'])),
})

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** The list of orders as a file, with the same filters. Translates; decides nothing. */
export const orderExportRoutes: FastifyPluginAsyncTypebox<{
  store: Pick<OrderStore, 'listOrders'>
  catalog: { current(): LoadedCatalog }
  nowMs: () => number
}> = async (app, { store, catalog, nowMs }) => {
  let running = 0

  for (const kind of ['csv', 'xlsx'] as const) {
    app.get(
      `/orders/export.${kind}`,
      { config: { permit: 'orders.export' }, schema: { querystring: ExportQuery } },
      async (request, reply) => {
        if (request.principal === null) throw new AppError('UNAUTHENTICATED')
        if (running >= MOST_AT_ONCE) {
          throw new AppError('TOO_MANY', { detail: { retryAfterS: RETRY_AFTER_S } })
        }
        const audience = audienceOf(request.principal)
        const { lang = 'zh', ...asked } = request.query
        const atMs = nowMs()
        const query = listQueryOf(asked, atMs)
        const list = (cursor: string | undefined) =>
          listOrders(store, { ...query, cursor, limit: EXPORT_PAGE }, audience)
        // Before anything is sent, so that a filter that is none is answered as such.
        const first = await list(undefined)
        const isGone = () => reply.raw.destroyed
        const pages = pagesOf(
          async (cursor) => (cursor === undefined ? first : list(cursor)),
          cellsOf(catalog.current(), lang),
          isGone,
        )
        const titles = headings(lang)
        const name = lang === 'en' ? 'Orders' : '工单'
        const rows =
          kind === 'csv' ? csvOf(titles, pages) : xlsxOf({ name, headings: titles }, pages)
        const body = Readable.from(rows, { objectMode: false, highWaterMark: 65_536 })
        running += 1
        body.once('close', () => {
          running -= 1
        })
        const file = `${name}-${localDay(atMs)}.${kind}`
        return reply
          .type(TYPES[kind])
          .header('cache-control', 'no-store')
          .header(
            'content-disposition',
            `attachment; filename="orders-${localDay(atMs)}.${kind}"; filename*=UTF-8''${encodeURIComponent(file)}`,
          )
          .send(body)
      },
    )
  }
}
