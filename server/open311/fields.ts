import { AppError } from '../../protocol/error/codes.ts'
import { parseTime } from '../../protocol/time.ts'

/** What a client sent, by name; a name that came empty is not there (the standard: an empty one is not declared). */
export type Fields = ReadonlyMap<string, readonly string[]>

const MOST_FIELDS = 200
const POISON: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const malformed = (field: string, reason: string): AppError =>
  new AppError('MALFORMED', { detail: { field: field.slice(0, 100), reason } })

/** Collects fields, one name as often as it came. */
class Collected {
  readonly #fields = new Map<string, string[]>()
  #count = 0

  add(name: string, value: unknown): void {
    this.#count += 1
    if (this.#count > MOST_FIELDS) throw malformed('fields', `more than ${MOST_FIELDS}`)
    if (name.split(/[.[\]]/).some((part) => POISON.has(part))) throw malformed(name, 'not allowed')
    if (value === null || value === undefined || value === '') return
    if (!['string', 'number', 'boolean'].includes(typeof value)) throw malformed(name, 'not a text')
    const known = this.#fields.get(name)
    if (known === undefined) this.#fields.set(name, [String(value)])
    else known.push(String(value))
  }

  get fields(): Fields {
    return this.#fields
  }
}

/** @throws AppError MALFORMED when there are too many, or a name that reaches into an object's prototype */
export function fieldsOfForm(text: string): Fields {
  const collected = new Collected()
  for (const [name, value] of new URLSearchParams(text)) collected.add(name, value)
  return collected.fields
}

/** `{"service_code": …, "attribute": {"severity": 2}}`, or the form's own `"attribute[severity]"`. */
export function fieldsOfJson(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw malformed('body', 'not an object')
  }
  const collected = new Collected()
  for (const [name, value] of Object.entries(body)) {
    if (name !== 'attribute' || typeof value !== 'object' || value === null) {
      collected.add(name, value)
    } else {
      for (const [code, of] of Object.entries(value)) collected.add(`attribute[${code}]`, of)
    }
  }
  return collected.fields
}

/** The address's query, as the framework has read it. */
export function fieldsOfQuery(query: unknown): Fields {
  const collected = new Collected()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) collected.add(name, each)
  }
  return collected.fields
}

/**
 * One text, or null.
 *
 * @throws AppError MALFORMED when it came twice or is too long
 */
export function textOf(fields: Fields, name: string, most: number): string | null {
  const values = fields.get(name)
  if (values === undefined) return null
  const [value = '', ...more] = values
  if (more.length > 0) throw malformed(name, 'given twice')
  if (value.length > most) throw malformed(name, `longer than ${most} characters`)
  const text = value.trim()
  return text === '' ? null : text
}

/** A list, comma delimited or declared several times; null: not given. */
export function listOf(fields: Fields, name: string, most: number): string[] | null {
  const values = fields.get(name)
  if (values === undefined) return null
  const list = [...new Set(values.flatMap((value) => value.split(',')).map((text) => text.trim()))]
  const named = list.filter((text) => text !== '')
  if (named.length > most) throw malformed(name, `more than ${most}`)
  return named.length === 0 ? null : named
}

const NUMBER = /^[+-]?\d{1,12}(?:\.\d{1,20})?$/

/** A number between two limits; null: not given. */
export function numberOf(fields: Fields, name: string, least: number, most: number): number | null {
  const text = textOf(fields, name, 40)
  if (text === null) return null
  const number = NUMBER.test(text) ? Number(text) : Number.NaN
  if (!(number >= least && number <= most)) throw malformed(name, `not from ${least} to ${most}`)
  return number
}

export function wholeOf(fields: Fields, name: string, most: number): number | null {
  const number = numberOf(fields, name, 1, most)
  if (number !== null && !Number.isInteger(number)) throw malformed(name, 'not a whole number')
  return number
}

/** A moment with its offset, epoch ms; null: not given. A `+` that came as a space is taken for what it was. */
export function timeOf(fields: Fields, name: string): number | null {
  const text = textOf(fields, name, 40)
  if (text === null) return null
  const atMs = parseTime(text.replace(/ (\d{2}:?\d{2})$/, '+$1'))
  if (atMs === null) throw malformed(name, 'not a date and time with its offset')
  return atMs
}
