import { EXPORT_COLUMNS, safeText } from '../../protocol/order/columns.ts'
import { toLocalIso } from '../../protocol/order/local-time.ts'
import type { Order } from '../../protocol/order/order.ts'
import { activeCohandlers } from '../../protocol/order/overlays.ts'
import { STATE_WORDS } from '../../protocol/order/state-words.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'

/** Text, a number, or nothing known. Text is already safe for a spreadsheet. */
export type Cell = string | number | null
export type Lang = 'zh' | 'en'

type Named = { readonly name_zh: string; readonly name_en: string }
/** The columns that are written, in order. */
type ExportKey = (typeof EXPORT_COLUMNS)[number]['key']

const MINUTE_MS = 60_000
/** Characters that neither XML nor a person can read. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const time = (at: string | null | undefined): string | null =>
  at === null || at === undefined ? null : toLocalIso(Date.parse(at))

/** Text as a cell may hold it: readable, and nothing that a spreadsheet would reckon with (S21). */
export const textCell = (text: string): string | null =>
  text === '' ? null : safeText(text.replace(/[\ud800-\udfff]/gu, '\ufffd').replace(UNREADABLE, ''))

/** The titles of the columns. */
export const headings = (lang: Lang): string[] => EXPORT_COLUMNS.map((column) => column[lang])

/** What an order has to say in each column, by the catalog's names. */
export function cellsOf(
  { orderTypeByCode, departmentByCode, townByCode }: LoadedCatalog,
  lang: Lang,
): (order: Order) => Cell[] {
  const name = (of: ReadonlyMap<string, Named>, code: string): string => {
    const found = of.get(code)
    return (lang === 'en' ? found?.name_en : found?.name_zh) ?? code
  }
  const simulated = lang === 'en' ? 'simulated' : '演示数据'
  const values: Readonly<Record<ExportKey, (order: Order) => Cell>> = {
    id: ({ id }) => id,
    typeName: ({ type }) => name(orderTypeByCode, type),
    type: ({ type }) => type,
    title: ({ title }) => title,
    description: ({ description }) => description,
    address: ({ address }) => address,
    lon: ({ position }) => position?.[0] ?? null,
    lat: ({ position }) => position?.[1] ?? null,
    townName: ({ town }) => (town === null ? null : name(townByCode, town)),
    place: ({ place }) => place,
    departmentName: ({ department }) => name(departmentByCode, department),
    department: ({ department }) => department,
    cohandlers: (order) =>
      activeCohandlers(order)
        .map((code) => name(departmentByCode, code))
        .join('; '),
    stateName: ({ state }) => STATE_WORDS[state][lang],
    state: ({ state }) => state,
    severity: ({ severity }) => severity,
    channel: ({ channel }) => channel,
    externalId: ({ externalId }) => externalId,
    createdAt: ({ createdAt }) => time(createdAt),
    signDueAt: ({ timing }) => time(timing?.T5?.[0]),
    signedAt: ({ timing }) => time(timing?.T5?.[1]),
    handleDueAt: ({ timing }) => time(timing?.T7?.[0]),
    handledAt: ({ timing }) => time(timing?.T7?.[1]),
    handledMin: ({ handledMs }) =>
      handledMs === null || handledMs === undefined ? null : Math.round(handledMs / MINUTE_MS),
    dueAt: ({ due }) => time(due?.at),
    changedAt: ({ changedAt }) => time(changedAt),
    origin: (order) => (order.simulated ? simulated : null),
  }
  const readers = EXPORT_COLUMNS.map(({ key }) => values[key])
  return (order) =>
    readers.map((read) => {
      const cell = read(order)
      return typeof cell === 'string' ? textCell(cell) : cell
    })
}
