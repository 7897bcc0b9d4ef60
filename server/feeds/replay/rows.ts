import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createGunzip, gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse'
import type { FileMapping } from '../../../data-fixtures/mappings/mapping.ts'

/** One recorded row: text by column. Null prototype, so that no column name can reach further. */
export type RecordedRow = Readonly<Record<string, string>>

/** Reads the rows of a recording one after the other; `.gz` files are opened on the way. */
export async function* readRows(
  path: string,
  format: FileMapping['format'],
): AsyncGenerator<RecordedRow> {
  if (format === 'geojson') yield* readFeatures(path)
  else yield* readCsv(path)
}

async function* readCsv(path: string): AsyncGenerator<RecordedRow> {
  const file = createReadStream(path)
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true })
  const source = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  source.on('error', (error: Error) => parser.destroy(error))
  file.on('error', (error: Error) => parser.destroy(error))
  let header: string[] | null = null
  for await (const cells of source.pipe(parser) as AsyncIterable<string[]>) {
    if (header === null) {
      header = cells
      continue
    }
    const row: Record<string, string> = Object.create(null)
    for (const [i, name] of header.entries()) row[name] = cells[i] ?? ''
    yield row
  }
}

async function* readFeatures(path: string): AsyncGenerator<RecordedRow> {
  const bytes = await readFile(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const collection: unknown = JSON.parse(text)
  const features =
    typeof collection === 'object' && collection !== null && 'features' in collection
      ? collection.features
      : null
  if (!Array.isArray(features)) throw new SyntaxError(`${path} is not a GeoJSON FeatureCollection`)
  for (const feature of features) {
    const properties: unknown = feature?.properties
    const row: Record<string, string> = Object.create(null)
    for (const [name, value] of Object.entries(properties ?? {})) row[name] = String(value)
    yield row
  }
}
