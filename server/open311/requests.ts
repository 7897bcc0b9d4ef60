import { type Audience, seesOrder } from '../../protocol/access/audience.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { toLocalIso } from '../../protocol/order/local-time.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { OrderListPage, OrderStore, RecordStore } from '../store/store.ts'
import { type Fields, listOf, timeOf, wholeOf } from './fields.ts'
import { needsReason, reasonOf, statusNotes, statusOf } from './notes.ts'
import type { Format, GeoList, GeoRecord, Value } from './render.ts'
import { type Lang, serviceName } from './services.ts'

/** What a client said that an order has no field for, by order number. */
export const EXTRAS = 'open311.requests'

const DAY_MS = 86_400_000
/** The standard's limits: a span of 90 days, the first 1,000. */
const MOST_SPAN_MS = 90 * DAY_MS
const MOST = 1_000
/** Whoever wants more narrows the span: a page far down is as dear as all pages before it. */
const FARTHEST = 100_000
const PAGE = 1_000

type RequestStore = Pick<OrderStore, 'order' | 'listOrders' | 'orderEvents'> &
  Pick<RecordStore, 'record'>

export type RequestsDeps = {
  readonly store: RequestStore
  readonly catalog: { current(): LoadedCatalog }
  readonly nowMs: () => number
}

const isoOf = (at: string): string => toLocalIso(Date.parse(at))

function spanOf(fields: Fields, nowMs: number): { fromMs: number; toMs: number } {
  const [start, end] = [timeOf(fields, 'start_date'), timeOf(fields, 'end_date')]
  const toMs = end ?? (start === null ? nowMs : Math.min(nowMs, start + MOST_SPAN_MS))
  const fromMs = start ?? toMs - MOST_SPAN_MS
  if (fromMs > toMs && start !== null && end !== null) {
    throw new AppError('MALFORMED', { detail: { field: 'end_date', reason: 'before start_date' } })
  }
  if (toMs - fromMs > MOST_SPAN_MS) {
    throw new AppError('MALFORMED', {
      detail: { field: 'end_date', reason: 'more than 90 days after start_date' },
    })
  }
  return { fromMs, toMs }
}

function statusesOf(fields: Fields): ReadonlySet<string> | null {
  const asked = listOf(fields, 'status', 10)
  const wrong = asked?.find((status) => status !== 'open' && status !== 'closed')
  if (wrong !== undefined) {
    throw new AppError('MALFORMED', { detail: { field: 'status', reason: 'open or closed' } })
  }
  return asked === null ? null : new Set(asked)
}

/** Orders as the standard's requests. Whoever reported them is never told. */
export function createRequests({ store, catalog, nowMs }: RequestsDeps) {
  const codesOf = (fields: Fields): string[] | null => {
    const codes = listOf(fields, 'service_code', 200)
    const unknown = codes?.find((code) => !catalog.current().orderTypeByCode.has(code))
    if (unknown !== undefined) {
      throw new AppError('NOT_FOUND', { detail: { service_code: unknown.slice(0, 100) } })
    }
    return codes
  }

  const mediaOf = async (order: Order): Promise<string | null> => {
    if (order.channel !== 'open311') return null
    const body = (await store.record(EXTRAS, order.id))?.body
    const url = typeof body === 'object' && body !== null && 'media' in body ? body.media : null
    return typeof url === 'string' ? url : null
  }

  const asRequest = async (order: Order, format: Format, lang: Lang): Promise<GeoRecord> => {
    const { orderTypeByCode, departmentByCode } = catalog.current()
    const type = orderTypeByCode.get(order.type)
    const agency = departmentByCode.get(order.department)
    const reason = needsReason(order) ? reasonOf(await store.orderEvents(order.id)) : null
    const [lon, lat] = order.position ?? [null, null]
    const handleBy = order.timing?.T7?.[0]
    const place: [string, Value][] = [
      ['lat', lat],
      ['long', lon],
    ]
    return {
      fields: [
        ['service_request_id', order.id],
        ['status', statusOf(order)],
        ['status_notes', statusNotes(order.state, reason)],
        ['service_name', type === undefined ? order.type : serviceName(type, lang)],
        ['service_code', order.type],
        ['description', order.description === '' ? null : order.description],
        ['agency_responsible', (lang === 'en' ? agency?.name_en : agency?.full_name_zh) ?? null],
        ['service_notice', null],
        ['requested_datetime', isoOf(order.createdAt)],
        ['updated_datetime', isoOf(order.changedAt)],
        ['expected_datetime', handleBy === undefined ? null : isoOf(handleBy)],
        ['address', order.address === '' ? null : order.address],
        ['address_id', order.place === 'district' ? null : order.place],
        ['zipcode', null],
        // Both orders are met with: cities' JSON has the latitude first, their XML the longitude.
        ...(format === 'json' ? place : place.toReversed()),
        ['media_url', await mediaOf(order)],
      ],
    }
  }

  const named = async (ids: readonly string[], audience: Audience): Promise<Order[]> => {
    const found: Order[] = []
    for (const id of ids) {
      const order = id.length > 100 ? null : await store.order(id)
      if (order !== null && seesOrder(audience, order)) found.push(order)
    }
    return found
  }

  const searched = async (
    fields: Fields,
    audience: Audience,
    isGone: () => boolean,
  ): Promise<Order[]> => {
    const { fromMs, toMs } = spanOf(fields, nowMs())
    const statuses = statusesOf(fields)
    const codes = codesOf(fields)
    const size = wholeOf(fields, 'page_size', MOST) ?? MOST
    const skip = ((wholeOf(fields, 'page', FARTHEST) ?? 1) - 1) * size
    if (skip + size > FARTHEST) {
      throw new AppError('MALFORMED', { detail: { field: 'page', reason: 'too far' } })
    }
    const found: Order[] = []
    let after: OrderListPage['after']
    while (!isGone() && found.length < skip + size) {
      const limit = Math.min(PAGE, skip + size - found.length)
      const page = await store.listOrders({
        ...(audience === null ? {} : { audience }),
        ...(codes === null ? {} : { types: codes }),
        ...(statuses?.size === 1 ? { open: statuses.has('open') } : {}),
        fromMs,
        toMs: toMs + 1,
        sort: 'newest',
        after,
        limit,
      })
      found.push(...page)
      const last = page.at(-1)
      if (last === undefined || page.length < limit) break
      after = { value: Date.parse(last.createdAt), id: last.id }
    }
    return found.slice(skip)
  }

  return {
    /**
     * The requests that were asked for, newest first.
     *
     * @param isGone whether nobody waits for the answer any more
     * @throws AppError MALFORMED, NOT_FOUND for an unknown service_code
     */
    async list(
      fields: Fields,
      audience: Audience,
      format: Format,
      lang: Lang,
      isGone: () => boolean,
    ): Promise<GeoList> {
      const ids = listOf(fields, 'service_request_id', MOST)
      const orders =
        ids === null ? await searched(fields, audience, isGone) : await named(ids, audience)
      const items: GeoRecord[] = []
      for (const order of orders) items.push(await asRequest(order, format, lang))
      return { item: 'request', items }
    },

    /** One request, as a list of one. @throws AppError NOT_FOUND, also for what the audience may not see */
    async one(id: string, audience: Audience, format: Format, lang: Lang): Promise<GeoList> {
      const [order] = await named([id], audience)
      if (order === undefined) {
        throw new AppError('NOT_FOUND', { detail: { service_request_id: id.slice(0, 100) } })
      }
      return { item: 'request', items: [await asRequest(order, format, lang)] }
    },

    /** Requests are numbered at once, so that a token is the number itself. @throws AppError NOT_FOUND */
    async ofToken(token: string, audience: Audience): Promise<GeoList> {
      const [order] = await named([token], audience)
      if (order === undefined)
        throw new AppError('NOT_FOUND', { detail: { token: token.slice(0, 100) } })
      const fields: [string, Value][] = [
        ['service_request_id', order.id],
        ['token', token],
      ]
      return { item: 'request', items: [{ fields }] }
    },
  }
}

export type Requests = ReturnType<typeof createRequests>
