import { readdirSync, readFileSync } from 'node:fs'
import { sourceUrl } from '../../source-url.ts'

/** One row of an asset table as it is served; shape in SOURCE.md. */
export type AssetRow = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly name_zh: string
  readonly name_en: string
  readonly town: string | null
  readonly simulated: true
}

const FOLDER = new URL('./tables/', sourceUrl(import.meta.url))
const ENDING = '.json'

/** Every type that has a table. */
export const ASSET_TYPES: ReadonlySet<string> = new Set(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length)),
)

/** A table's rows as JSON text; an empty list for a type without a table, because the list of types is open. */
export const readAssetText = (type: string): string =>
  ASSET_TYPES.has(type) ? readFileSync(new URL(`${type}${ENDING}`, FOLDER), 'utf8') : '[]'

/** A table's rows. The files are ours and covered by a test. */
export const readAssets = (type: string): readonly AssetRow[] =>
  JSON.parse(readAssetText(type)) as readonly AssetRow[]
