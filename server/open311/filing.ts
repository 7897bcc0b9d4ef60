import { createHash } from 'node:crypto'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { OrderReport } from '../orders/service.ts'
import type { OrderStore, RecordStore } from '../store/store.ts'
import { type Fields, numberOf, textOf } from './fields.ts'
import type { GeoList, Value } from './render.ts'
import { EXTRAS } from './requests.ts'
import { LANDMARK, type Lang, promise, SEVERITY, serviceName } from './services.ts'

export const CHANNEL = 'open311'
/** The standard's limit for a description. */
const MOST_DESCRIPTION = 4_000
const MOST_TITLE = 60
/** The same body again by the same client counts once within this time. */
const SAME_MS = 600_000
/** Fields that say who asks, not what is asked. */
const NOT_CONTENT: ReadonlySet<string> = new Set(['api_key', 'lang'])
const ATTRIBUTE = /^attribute\[([^\]]{1,100})\](?:\[\])?$/
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/

export type FilingDeps = {
  readonly store: Pick<OrderStore, 'orderByExternalId'> & Pick<RecordStore, 'putRecords'>
  readonly catalog: { current(): LoadedCatalog }
  readonly report: (report: OrderReport, actor: Principal) => Promise<Order>
  readonly nowMs: () => number
}

const malformed = (field: string, reason: string): AppError =>
  new AppError('MALFORMED', { detail: { field, reason } })

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)

/** What is attached to a service; a code that is none of its attributes is refused, so that nothing is dropped. */
function attributesOf(fields: Fields): Pick<OrderReport, 'severity'> & { landmark: string | null } {
  for (const name of fields.keys()) {
    if (!name.startsWith('attribute')) continue
    const code = ATTRIBUTE.exec(name)?.[1]
    if (code !== SEVERITY && code !== LANDMARK) {
      throw malformed(name.slice(0, 100), 'no attribute of this service')
    }
  }
  const level = textOf(fields, `attribute[${SEVERITY}]`, 10)
  const severity = ([1, 2, 3, 4] as const).find((known) => String(known) === level)
  if (level !== null && severity === undefined) {
    throw malformed(`attribute[${SEVERITY}]`, 'one of 1, 2, 3, 4')
  }
  const landmark = textOf(fields, `attribute[${LANDMARK}]`, 100)
  return { landmark, ...(severity === undefined ? {} : { severity }) }
}

function whereOf(fields: Fields): Pick<OrderReport, 'position' | 'address' | 'place'> {
  const lat = numberOf(fields, 'lat', -90, 90)
  const lon = numberOf(fields, 'long', -180, 180)
  if ((lat === null) !== (lon === null)) {
    throw malformed(lat === null ? 'lat' : 'long', 'lat and long come together')
  }
  const address = textOf(fields, 'address_string', 400)
  const place = textOf(fields, 'address_id', 120)
  if (lat === null && address === null && place === null) {
    throw malformed('lat', 'lat and long, address_string or address_id is needed')
  }
  return {
    ...(lat === null || lon === null ? {} : { position: [lon, lat] as const }),
    ...(address === null ? {} : { address }),
    ...(place === null ? {} : { place }),
  }
}

/** Who reported it, for the call-back; kept with the order's first act and never given out here. */
function reporterOf(fields: Fields): string | null {
  const name = [textOf(fields, 'last_name', 60), textOf(fields, 'first_name', 60)]
  const parts = [
    name.filter((part) => part !== null).join(' '),
    textOf(fields, 'phone', 40),
    textOf(fields, 'email', 120),
  ].filter((part) => part !== null && part !== '')
  return parts.length === 0 ? null : parts.join(', ').slice(0, 200)
}

function mediaOf(fields: Fields): string | null {
  const url = textOf(fields, 'media_url', 2_000)
  if (url === null) return null
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw malformed('media_url', 'not an http or https address')
  }
  return url
}

/** The first line of what was said, else the service's name. */
function titleOf(description: string | null, name: string): string {
  const [line = ''] = (description ?? '').trim().split(/\r?\n/)
  const letters = [...line.trim()]
  if (letters.length === 0) return name
  return letters.length > MOST_TITLE ? `${letters.slice(0, MOST_TITLE - 1).join('')}…` : line.trim()
}

/** Takes reports in. The same report sent again is answered with the order that it opened the first time. */
export function createFiling({ store, catalog, report, nowMs }: FilingDeps) {
  /**
   * The number under which a report is known. A client's own `Idempotency-Key` counts for ever; without one the same
   * fields by the same client are one report for ten minutes.
   */
  const externalIdOf = async (fields: Fields, actor: Principal, key: string | null) => {
    const who = `${actor.kind}:${actor.name}`
    if (key !== null) {
      if (!IDEMPOTENCY_KEY.test(key)) throw malformed('idempotency-key', 'not 1 to 200 characters')
      return `key:${digest(who, key)}`
    }
    const content = [...fields]
      .filter(([name]) => !NOT_CONTENT.has(name))
      .map(([name, values]) => JSON.stringify([name, values]))
      .sort()
    const hash = digest(who, ...content)
    const slot = Math.floor(nowMs() / SAME_MS)
    const before = `body:${hash}:${slot - 1}`
    const known = await store.orderByExternalId(CHANNEL, before)
    const isSame = known !== null && nowMs() - Date.parse(known.createdAt) < SAME_MS
    return isSame ? before : `body:${hash}:${slot}`
  }

  return {
    /**
     * Opens an order for a report.
     *
     * @throws AppError MALFORMED naming the field, NOT_FOUND for an unknown service_code, POSITION_OUTSIDE, UNKNOWN_PLACE
     */
    async file(
      fields: Fields,
      actor: Principal,
      idempotencyKey: string | null,
      lang: Lang,
    ): Promise<GeoList> {
      const code = textOf(fields, 'service_code', 100)
      if (code === null) throw malformed('service_code', 'is needed')
      const type = catalog.current().orderTypeByCode.get(code)
      if (type === undefined) throw new AppError('NOT_FOUND', { detail: { service_code: code } })
      const { landmark, ...attributes } = attributesOf(fields)
      const { address, ...where } = whereOf(fields)
      const description = textOf(fields, 'description', MOST_DESCRIPTION)
      const reporter = reporterOf(fields)
      const media = mediaOf(fields)
      const account = textOf(fields, 'account_id', 200)
      const device = textOf(fields, 'device_id', 200)
      const spot = landmark === null ? address : `${address ?? ''}(${landmark})`
      const order = await report(
        {
          type: code,
          title: titleOf(description, serviceName(type, 'zh')),
          channel: CHANNEL,
          externalId: await externalIdOf(fields, actor, idempotencyKey),
          ...attributes,
          ...where,
          ...(spot === undefined ? {} : { address: spot }),
          ...(description === null ? {} : { description }),
          ...(reporter === null ? {} : { reporter }),
        },
        actor,
      )
      if (media !== null || account !== null || device !== null) {
        const body = { media, account, device }
        const atMs = Date.parse(order.createdAt)
        await store.putRecords([{ collection: EXTRAS, id: order.id, key: order.id, atMs, body }])
      }
      const answer: [string, Value][] = [
        ['service_request_id', order.id],
        ['service_notice', promise(type, lang)],
        ['account_id', account],
      ]
      return { item: 'request', items: [{ fields: answer }] }
    },
  }
}

export type Filing = ReturnType<typeof createFiling>
