import { readFile } from 'node:fs/promises'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { sourceUrl } from '../../../source-url.ts'

const Text = Type.String({ minLength: 1 })
const LonLat = Type.Tuple([Type.Number(), Type.Number()])

/**
 * How one set of recorded orders of another city becomes orders of ours: its types, its clock and how its ground is laid
 * over the district's.
 */
const OrderMapping = Type.Object(
  {
    title_zh: Text,
    title_en: Text,
    source: Text,
    /** Channel of the orders; with the record's own id what makes sending it twice harmless. */
    channel: Text,
    /** Our type by theirs. */
    types: Type.Record(Text, Text),
    /** IANA zone of times that bring no offset; null: all bring one. */
    zone: Type.Union([Text, Type.Null()]),
    /**
     * Their ground is moved as a whole: `from` comes to lie on `to`, north stays north, distances are multiplied by `scale`.
     * Points in `unplaced` stand for "not known there". Null: records have no positions.
     */
    ground: Type.Union([
      Type.Object({
        from: LonLat,
        to: LonLat,
        scale: Type.Number({ exclusiveMinimum: 0 }),
        unplaced: Type.Array(LonLat),
      }),
      Type.Null(),
    ]),
  },
  { additionalProperties: false },
)
export type OrderMapping = Static<typeof OrderMapping>
export type Ground = NonNullable<OrderMapping['ground']>

export const ORDER_MAPPINGS = ['boston-csv', 'boston-open311', 'cn-messages'] as const
export type OrderMappingName = (typeof ORDER_MAPPINGS)[number]

export const isOrderMappingName = (name: string): name is OrderMappingName =>
  (ORDER_MAPPINGS as readonly string[]).includes(name)

const DIR = new URL('./', sourceUrl(import.meta.url))

/** @throws SyntaxError that says what is wrong where */
export async function loadOrderMapping(name: OrderMappingName): Promise<OrderMapping> {
  const raw: unknown = JSON.parse(await readFile(new URL(`${name}.json`, DIR), 'utf8'))
  if (!Value.Check(OrderMapping, raw)) {
    const [error] = Value.Errors(OrderMapping, raw)
    throw new SyntaxError(`${name}: ${error?.instancePath || '/'} ${error?.message ?? ''}`)
  }
  return raw
}
