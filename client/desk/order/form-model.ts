import { Value } from 'typebox/value'
import type { Department } from '../../../protocol/catalog.ts'
import { ORDER_ARGS } from '../../../protocol/order/args.ts'
import { type OrderOverlays, overlaysOf } from '../../../protocol/order/overlays.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'

export type FieldKind =
  | 'text'
  | 'name'
  | 'number'
  | 'flag'
  | 'choice'
  | 'department'
  | 'departments'
  | 'time'
  | 'position'
  | 'photos'
  | 'order'

/** One input of an act's form. */
export type FormField = {
  readonly name: string
  readonly kind: FieldKind
  readonly required: boolean
  /** The values of a choice. */
  readonly options: readonly (string | number)[]
  readonly maxLength: number | null
}

/** What stands in a form: text as typed, a choice as text, lists for departments and photos. Left out: nothing. */
export type Draft = Readonly<Record<string, string | readonly string[] | undefined>>

/** The form's own kind of values among those given; anything else is left out. */
export function draftFrom(given: Readonly<Record<string, unknown>> = {}): Draft {
  const isList = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((item) => typeof item === 'string')
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      typeof value === 'string' || isList(value) ? [[name, value]] : [],
    ),
  )
}

/** What is wrong with an input before it is sent. */
export type FieldProblem =
  | 'missing'
  | 'too-long'
  | 'not-a-number'
  | 'not-a-time'
  | 'past'
  | 'not-a-position'
  | 'no-department'
  | 'not-valid'

const BY_NAME: Readonly<Record<string, FieldKind>> = {
  department: 'department',
  cohandlers: 'departments',
  photos: 'photos',
  position: 'position',
  until: 'time',
  parent: 'order',
}

const LONG_FROM = 500

/** Arguments that this very order asks for beside the schema: a close over a dissatisfied reporter is justified. */
export const alsoRequired = (
  order: { readonly overlays?: OrderOverlays },
  action: OrderAction,
): readonly string[] =>
  action === 'close' && overlaysOf(order).callback === 'unsatisfied' ? ['justification'] : []

/**
 * The inputs of an act, required ones first, the remark last; the schema that the server checks with decides.
 *
 * @param more optional arguments that the order at hand asks for all the same
 */
export function fieldsOf(action: OrderAction, more: readonly string[] = []): FormField[] {
  if (action === 'report') return []
  const schema = ORDER_ARGS[action]
  // A schema whose every part is optional has no list of required ones.
  const required: readonly string[] = [...(schema.required ?? []), ...more]
  const rank = ({ name, required: must }: FormField): number => (name === 'note' ? 2 : must ? 0 : 1)
  return Object.entries(schema.properties)
    .map(([name, part]) => ({ ...shapeOf(name, part), name, required: required.includes(name) }))
    .sort((a, b) => rank(a) - rank(b))
}

function shapeOf(name: string, part: object): Omit<FormField, 'name' | 'required'> {
  const none = { options: [], maxLength: null }
  const byName = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined
  if (byName !== undefined) return { ...none, kind: byName }
  const values: unknown = Reflect.get(part, 'enum')
  if (Array.isArray(values)) return { ...none, kind: 'choice', options: values }
  const type: unknown = Reflect.get(part, 'type')
  if (type === 'boolean') return { ...none, kind: 'flag' }
  if (type === 'number' || type === 'integer') return { ...none, kind: 'number' }
  const most: unknown = Reflect.get(part, 'maxLength')
  const maxLength = typeof most === 'number' ? most : null
  return { options: [], maxLength, kind: (maxLength ?? 0) >= LONG_FROM ? 'text' : 'name' }
}

type Names = ReadonlyMap<string, Department>

/** The code of a department by its code or any of its names as typed; null: there is none. */
export function departmentCode(typed: string, departments: Names): string | null {
  const wanted = typed.trim().toLowerCase()
  for (const { code, name_zh, full_name_zh, name_en } of departments.values()) {
    const known = [code, name_zh, full_name_zh, name_en]
    if (known.some((name) => name.toLowerCase() === wanted)) return code
  }
  return null
}

/** `104.06, 30.66` in decimal degrees; null when it is no position. */
export function positionOf(typed: string): readonly [number, number] | null {
  const parts = typed.trim().split(/[\s,,]+/)
  if (parts.length !== 2 || parts.some((part) => part === '')) return null
  const [lon = Number.NaN, lat = Number.NaN] = parts.map(Number)
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null
}

/** Epoch ms of a `datetime-local` input, which shows the district's own time (UTC+8); null when it is none. */
export function localInputMs(typed: string): number | null {
  const ms = Date.parse(`${typed.length === 16 ? `${typed}:00` : typed}+08:00`)
  return Number.isNaN(ms) ? null : ms
}

/** What a `datetime-local` input shows for a moment. */
export const localInputOf = (ms: number): string =>
  new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)

type Read = { readonly value: unknown } | { readonly problem: FieldProblem }

function readField(field: FormField, given: string, departments: Names, nowMs: number): Read {
  switch (field.kind) {
    case 'department': {
      const code = departmentCode(given, departments)
      return code === null ? { problem: 'no-department' } : { value: code }
    }
    case 'position': {
      const position = positionOf(given)
      return position === null ? { problem: 'not-a-position' } : { value: position }
    }
    case 'time': {
      const ms = localInputMs(given)
      if (ms === null) return { problem: 'not-a-time' }
      return ms <= nowMs ? { problem: 'past' } : { value: new Date(ms).toISOString() }
    }
    case 'number':
      return Number.isFinite(Number(given)) ? { value: Number(given) } : { problem: 'not-a-number' }
    case 'flag':
      return { value: given === 'true' }
    case 'choice': {
      const option = field.options.find((one) => String(one) === given)
      return option === undefined ? { problem: 'not-valid' } : { value: option }
    }
    default:
      return field.maxLength !== null && given.length > field.maxLength
        ? { problem: 'too-long' }
        : { value: given.trim() }
  }
}

export type FormResult =
  | { readonly args: Readonly<Record<string, unknown>> }
  | { readonly problems: Readonly<Record<string, FieldProblem>> }

/** The arguments that a form stands for, checked as the server checks them. Nothing typed is nothing sent. */
export function argsOf(
  action: OrderAction,
  draft: Draft,
  departments: Names,
  nowMs: number,
  more: readonly string[] = [],
): FormResult {
  const args: Record<string, unknown> = {}
  const problems: Record<string, FieldProblem> = {}
  for (const field of fieldsOf(action, more)) {
    const given = draft[field.name]
    const isEmpty =
      given === undefined || (typeof given === 'string' ? given.trim() : given).length === 0
    if (isEmpty) {
      if (field.required) problems[field.name] = 'missing'
      continue
    }
    if (typeof given !== 'string') {
      const unknown = field.kind === 'departments' && given.some((one) => !departments.has(one))
      if (unknown) problems[field.name] = 'no-department'
      else args[field.name] = given
      continue
    }
    const read = readField(field, given, departments, nowMs)
    if ('problem' in read) problems[field.name] = read.problem
    else if (!isValid(action, field.name, read.value)) problems[field.name] = 'not-valid'
    else args[field.name] = read.value
  }
  return Object.keys(problems).length > 0 ? { problems } : { args }
}

function isValid(action: OrderAction, field: string, value: unknown): boolean {
  if (action === 'report') return false
  const part = ORDER_ARGS[action].properties[field]
  return part !== undefined && Value.Check(part, value)
}
