import { STATE_WORDS } from '../../../protocol/order/state-words.ts'
import { isRecord } from '../../data/api.ts'
import { formatExact } from '../../i18n/clock.ts'
import { FIELD_WORDS, fieldName, valueName } from './field-words.ts'
import type { OrderText } from './order-words.ts'
import type { Names } from './use-names.ts'

export type ArgLine = { readonly name: string; readonly text: string }

/** The arguments of an act in words, one line each; nothing is left as JSON but what no part of us wrote. */
export function argLines(
  args: Readonly<Record<string, unknown>>,
  names: Pick<Names, 'language' | 'department'>,
  text: OrderText,
): ArgLine[] {
  const words = FIELD_WORDS[names.language]
  return Object.entries(args).map(([field, value]) => ({
    name: fieldName(words, field),
    text: argText(field, value, names, text),
  }))
}

function argText(
  field: string,
  value: unknown,
  names: Pick<Names, 'language' | 'department'>,
  text: OrderText,
): string {
  const comma = names.language === 'zh' ? '、' : ', '
  if (field === 'department' && typeof value === 'string') return names.department(value)
  if (field === 'cohandlers' && Array.isArray(value)) {
    if (value.length === 0) return text.none
    return value.map((code) => names.department(String(code))).join(comma)
  }
  if (field === 'routedBy' && isRecord(value)) {
    const { row, version } = value
    return typeof row === 'string'
      ? text.history.routed(row, String(version))
      : text.history.routedType
  }
  if ((field === 'parentState' || field === 'state') && typeof value === 'string') {
    const known: Readonly<Record<string, Readonly<Record<'zh' | 'en', string>>>> = STATE_WORDS
    return (Object.hasOwn(known, value) ? known[value]?.[names.language] : undefined) ?? value
  }
  if ((field === 'until' || field === 'doneAt') && typeof value === 'string') {
    return formatExact(Date.parse(value))
  }
  if (field === 'photos' && Array.isArray(value)) return String(value.length)
  if (field === 'position' && Array.isArray(value)) return value.join(', ')
  const named = valueName(FIELD_WORDS[names.language], field, value)
  if (named !== null) return named
  if (Array.isArray(value)) return value.map(String).join(comma)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
