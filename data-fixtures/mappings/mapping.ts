import { readdir, readFile } from 'node:fs/promises'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { QUALITIES } from '../../protocol/indicator/definition.ts'
import { sourceUrl } from '../../source-url.ts'

const Text = Type.String({ minLength: 1 })
const Zone = Type.String({ pattern: '^[+-]\\d\\d:\\d\\d$' })
const Places = Type.Record(Text, Text)

/** Where the time of a row stands. Recorded data often has none with an offset, so the mapping brings the zone. */
const Time = Type.Union([
  Type.Object({ column: Text, zone: Zone }, { additionalProperties: false }),
  Type.Object(
    { parts: Type.Array(Text, { minItems: 3, maxItems: 6 }), zone: Zone },
    { additionalProperties: false },
  ),
  Type.Object(
    { start: Text, stepS: Type.Number({ exclusiveMinimum: 0 }) },
    { additionalProperties: false },
  ),
])

const MappedValue = Type.Object(
  {
    column: Text,
    indicator: Text,
    /** Recorded value * scale + offset = value in the indicator's unit. */
    scale: Type.Optional(Type.Number()),
    offset: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
)

const FileMapping = Type.Object(
  {
    /** Regular expression over the file's name. */
    match: Text,
    format: Type.Enum(['csv', 'geojson']),
    time: Time,
    where: Type.Optional(Type.Object({ column: Text, equals: Text })),
    place: Type.Optional(
      Type.Union([Type.Object({ fixed: Text }), Type.Object({ column: Text, places: Places })]),
    ),
    values: Type.Optional(Type.Array(MappedValue, { minItems: 1 })),
    /** One column a place instead of one row a place. */
    wide: Type.Optional(
      Type.Object({
        indicator: Text,
        scale: Type.Optional(Type.Number()),
        offset: Type.Optional(Type.Number()),
        places: Places,
      }),
    ),
  },
  { additionalProperties: false },
)
export type FileMapping = Static<typeof FileMapping>

/** How one set of recorded data becomes readings: a data file, so that a new set needs no code. */
export const Mapping = Type.Object(
  {
    title_zh: Text,
    title_en: Text,
    source: Text,
    quality: Type.Enum([...QUALITIES]),
    /** Texts that mean "no value". */
    missing: Type.Array(Type.String()),
    files: Type.Array(FileMapping, { minItems: 1 }),
  },
  { additionalProperties: false },
)
export type Mapping = Static<typeof Mapping>

const DIR = new URL('./', sourceUrl(import.meta.url))

/** Names that `--mapping` takes. */
export async function mappingNames(): Promise<string[]> {
  const names = await readdir(DIR)
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
}

/**
 * @param text content of a mapping file
 * @throws SyntaxError that says what is wrong where
 */
export function parseMapping(text: string): Mapping {
  const raw: unknown = JSON.parse(text)
  if (!Value.Check(Mapping, raw)) {
    const [error] = Value.Errors(Mapping, raw)
    throw new SyntaxError(`${error?.instancePath || '/'} ${error?.message ?? 'is not a mapping'}`)
  }
  for (const file of raw.files) {
    new RegExp(file.match)
    const isNarrow = file.place !== undefined && file.values !== undefined
    if (isNarrow === (file.wide !== undefined)) {
      throw new SyntaxError(`${file.match}: give either place and values, or wide`)
    }
  }
  return raw
}

/** @throws SyntaxError or a file system error naming the file */
export const loadMapping = async (name: string): Promise<Mapping> =>
  parseMapping(await readFile(new URL(`${name}.json`, DIR), 'utf8'))
