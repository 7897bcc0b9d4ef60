import type { OrderMapping } from '../../../data-fixtures/mappings/orders/order-mapping.ts'

/** An order as a row of the NDJSON that the import takes. */
export type OrderRow = {
  readonly type: string
  readonly title: string
  readonly description: string
  readonly channel: string
  readonly externalId: string
  readonly createdAt: string
  readonly simulated: true
  readonly reporter?: string
  readonly position?: readonly [number, number]
  readonly acts: readonly {
    readonly action: string
    readonly at: string
    readonly args?: Readonly<Record<string, unknown>>
  }[]
}

/** Why a record is not even sent. */
export type Unsent = 'NO_ID' | 'NO_TIME' | 'UNKNOWN_TYPE' | 'NO_TITLE'
export type Converted = { readonly row: OrderRow } | { readonly unsent: Unsent }

/** A record of another city, as far as all sets have it. */
export type Recorded = {
  readonly id: string
  readonly type: string
  readonly title: string
  /** Lines of the description; empty ones are left out. */
  readonly lines: readonly string[]
  readonly openedMs: number | null
  /** Null: still open. */
  readonly closedMs: number | null
  readonly isClosed: boolean
  readonly result: string
  readonly reporter?: string
  readonly position: readonly [number, number] | null
}

const UNTIMED = '时间未记录,按相邻环节计 / not recorded by itself'
const BEFORE = '原记录的办结时间早于上报时间 / recorded as ended before it began'
const MOST = { title: 200, description: 10_000, result: 2_000 }

const squeeze = (text: string): string => text.replace(/[^\S\n]+/g, ' ').trim()
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`

/** What was done about it: dispatched when reported; when it is closed, signed then and ended when it was closed. */
function actsOf({ openedMs, closedMs, isClosed, result }: Recorded): OrderRow['acts'] {
  const opened = new Date(openedMs ?? 0).toISOString()
  const dispatched = { action: 'express', at: opened, args: { note: UNTIMED } }
  if (!isClosed) return [dispatched]
  const endMs = Math.max(openedMs ?? 0, closedMs ?? openedMs ?? 0)
  const ended = new Date(endMs).toISOString()
  const isEarly = closedMs !== null && openedMs !== null && closedMs < openedMs
  const said = cut(squeeze(result), MOST.result)
  return [
    dispatched,
    { action: 'sign', at: opened, args: { note: UNTIMED } },
    {
      action: 'submit',
      at: ended,
      args: {
        result: said === '' ? '已办结(原记录无说明) / closed, nothing said' : said,
        note: isEarly ? BEFORE : UNTIMED,
      },
    },
    { action: 'close', at: ended, args: isEarly ? { note: BEFORE } : {} },
  ]
}

/** Makes a row of a record, by its mapping. */
export function convert(record: Recorded, mapping: OrderMapping): Converted {
  if (record.id === '') return { unsent: 'NO_ID' }
  if (record.openedMs === null) return { unsent: 'NO_TIME' }
  const type = Object.hasOwn(mapping.types, record.type) ? mapping.types[record.type] : undefined
  if (type === undefined) return { unsent: 'UNKNOWN_TYPE' }
  const title = cut(squeeze(record.title), MOST.title)
  if (title === '') return { unsent: 'NO_TITLE' }
  const lines = record.lines.map(squeeze).filter((line) => line !== '')
  const { reporter, position } = record
  return {
    row: {
      type,
      title,
      description: cut(lines.join('\n'), MOST.description),
      channel: mapping.channel,
      externalId: record.id,
      createdAt: new Date(record.openedMs).toISOString(),
      simulated: true,
      ...(reporter === undefined || reporter === '' ? {} : { reporter }),
      ...(position === null ? {} : { position }),
      acts: actsOf(record),
    },
  }
}
