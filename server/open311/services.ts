import type { OrderType } from '../../protocol/catalog.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { toLocalIso } from '../../protocol/order/local-time.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { GeoList, GeoRecord, Value } from './render.ts'

export type Lang = 'zh' | 'en'

export const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2'
/** Urgency of a report, 1 to 4. */
export const SEVERITY = 'severity'
/** What stands near it. */
export const LANDMARK = 'landmark'

const record = (...fields: [string, Value][]): GeoRecord => ({ fields })
const list = (item: string, items: readonly Value[]): GeoList => ({ item, items })

export const serviceName = (type: OrderType, lang: Lang): string =>
  lang === 'en' ? type.name_en : type.name_zh

const hours = (minutes: number, lang: Lang): string => {
  const [amount, zh, en] = minutes < 60 ? [minutes, '分钟', 'min'] : [minutes / 60, '小时', 'h']
  return lang === 'en' ? `${amount} ${en}` : `${amount}${zh}`
}

/** How long it takes until it is signed for and handled, as the type promises. */
export function promise({ sign_minutes, handle_hours }: OrderType, lang: Lang): string {
  const [sign, handle] = [hours(sign_minutes, lang), hours(handle_hours * 60, lang)]
  return lang === 'en'
    ? `Signed for within ${sign}, handled within ${handle}`
    : `签收时限${sign},处置时限${handle}`
}

/** Every order type as a service; `service_code` is the type's code. */
export function serviceList({ catalog, departmentByCode }: LoadedCatalog, lang: Lang): GeoList {
  const groups = new Map(catalog.categories.map((category) => [category.id, category]))
  return list(
    'service',
    catalog.orderTypes.map((type) => {
      const group = groups.get(type.category)
      const lead = departmentByCode.get(type.lead)
      const words = [
        ...(lang === 'en' ? [type.name_zh] : [type.name_en]),
        group?.name_zh,
        group?.name_en,
        lead?.name_zh,
        lead?.name_en,
      ].filter((word) => word !== undefined)
      return record(
        ['service_code', type.code],
        ['service_name', serviceName(type, lang)],
        ['description', `${promise(type, lang)} · ${type.standard}`],
        ['metadata', true],
        ['type', 'realtime'],
        ['keywords', words.map((word) => word.replaceAll(',', ' ')).join(', ')],
        ['group', (lang === 'en' ? group?.name_en : group?.name_zh) ?? type.category],
      )
    }),
  )
}

const SEVERITY_NAMES: Readonly<Record<Lang, readonly string[]>> = {
  zh: ['特急', '紧急', '一般', '较轻'],
  en: ['Most urgent', 'Urgent', 'Normal', 'Minor'],
}

/**
 * What a report of the service may say beside the standard's own fields.
 *
 * @throws AppError NOT_FOUND
 */
export function serviceDefinition(loaded: LoadedCatalog, code: string, lang: Lang): GeoRecord {
  const type = loaded.orderTypeByCode.get(code)
  if (type === undefined) throw new AppError('NOT_FOUND', { detail: { service_code: code } })
  const english = lang === 'en'
  const usual = SEVERITY_NAMES[lang][type.severity_default - 1] ?? type.severity_default
  return record(
    ['service_code', type.code],
    [
      'attributes',
      list('attribute', [
        record(
          ['variable', true],
          ['code', SEVERITY],
          ['datatype', 'singlevaluelist'],
          ['required', false],
          ['datatype_description', english ? `Left out: ${usual}` : `不填按“${usual}”`],
          ['order', 1],
          ['description', english ? 'How urgent is it?' : '紧急程度'],
          [
            'values',
            list(
              'value',
              SEVERITY_NAMES[lang].map((name, index) =>
                record(['key', String(index + 1)], ['name', name]),
              ),
            ),
          ],
        ),
        record(
          ['variable', true],
          ['code', LANDMARK],
          ['datatype', 'string'],
          ['required', false],
          ['datatype_description', english ? 'At most 100 characters' : '不超过 100 字'],
          ['order', 2],
          ['description', english ? 'What stands near it?' : '附近标志物'],
          ['values', list('value', [])],
        ),
      ]),
    ],
  )
}

/** Where and how the service is spoken to. @param url its own address, without a slash at the end */
export function discovery(url: string, startedAtMs: number): GeoRecord {
  const changeset = toLocalIso(startedAtMs)
  return record(
    ['changeset', changeset],
    ['contact', '请联系本区城市运行指挥中心。Please ask the district’s operations centre.'],
    [
      'key_service',
      '接口令牌由安全管理员签发,作为 api_key 使用。Tokens are issued by the security administrator and sent as api_key.',
    ],
    [
      'endpoints',
      list('endpoint', [
        record(
          ['specification', SPECIFICATION],
          ['url', url],
          ['changeset', changeset],
          ['type', 'production'],
          ['formats', list('format', ['text/xml', 'application/json'])],
        ),
      ]),
    ],
  )
}
