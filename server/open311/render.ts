import { XMLBuilder } from 'fast-xml-parser'

export const FORMATS = ['json', 'xml'] as const
export type Format = (typeof FORMATS)[number]

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
}

/**
 * What is answered. A record is a list of pairs, because the two formats differ in what they do with an unknown value:
 * in JSON the key is left out, in XML the element stands there empty (as cities' servers answer).
 */
export type Value = string | number | boolean | null | GeoRecord | GeoList
export type GeoRecord = { readonly fields: readonly (readonly [name: string, value: Value])[] }
/** A list: in XML the name of each item's element, in JSON an array. */
export type GeoList = { readonly item: string; readonly items: readonly Value[] }

const isList = (value: GeoRecord | GeoList): value is GeoList => 'items' in value

/** Characters that XML 1.0 cannot hold, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Text as XML can hold it: no control characters, no halves of characters. */
export const xmlText = (text: string): string =>
  text.replace(/[\ud800-\udfff]/gu, '\ufffd').replace(NOT_XML, '')

const builder = new XMLBuilder({
  format: true,
  indentBy: '  ',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  processEntities: true,
})

function asJson(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.items.map(asJson)
  const known = value.fields.filter(([, field]) => field !== null)
  return Object.fromEntries(known.map(([name, field]) => [name, asJson(field)]))
}

function asXml(value: Value): unknown {
  if (value === null) return ''
  if (typeof value !== 'object') return xmlText(String(value))
  if (isList(value)) return { [value.item]: value.items.map(asXml) }
  return Object.fromEntries(value.fields.map(([name, field]) => [name, asXml(field)]))
}

/** The body of an answer. @param root name of the XML document's element; JSON has none */
export function render(format: Format, root: string, value: Value): string {
  if (format === 'json') return JSON.stringify(asJson(value))
  const body = String(builder.build({ [root]: asXml(value) }))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body.trimEnd()}\n`
}

/** A failure in the form of the standard: a list of `{code, description}`. */
export const renderErrors = (format: Format, code: number, description: string): string =>
  render(format, 'errors', {
    item: 'error',
    items: [
      {
        fields: [
          ['code', code],
          ['description', description],
        ],
      },
    ],
  })

/** `requests/CG…-1.xml` → the name and the format; null: no format that is spoken here. */
export function splitFormat(file: string): { name: string; format: Format } | null {
  const dot = file.lastIndexOf('.')
  const format = FORMATS.find((known) => known === file.slice(dot + 1).toLowerCase())
  return dot < 1 || format === undefined ? null : { name: file.slice(0, dot), format }
}
