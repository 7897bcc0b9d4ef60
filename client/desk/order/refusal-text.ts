import { ERROR_CODES, isErrorCode } from '../../../protocol/error/codes.ts'
import type { Language } from '../../i18n/text.ts'
import type { Refusal } from './attempt.ts'
import type { OrderText } from './order-words.ts'

/** The server's reason for an argument or a person in words; a reason that has none stands as it came. */
export function reasonText(text: OrderText, reason: string): string {
  const days = /^later than (\d+) days$/.exec(reason)?.[1]
  if (days !== undefined) return text.reasonLater(days)
  const metres = /^more than ([\d.]+) m away$/.exec(reason)?.[1]
  if (metres !== undefined) return text.reasonFar(metres)
  const reasons: Readonly<Record<string, string>> = text.reasons
  return (Object.hasOwn(reasons, reason) ? reasons[reason] : undefined) ?? reason
}

/** What a code of the catalogue says. */
export const codeText = (code: string, language: Language): string =>
  isErrorCode(code) ? ERROR_CODES[code][language] : code

/** Why an act was refused, in one line. */
export function refusalText(text: OrderText, refusal: Refusal, language: Language): string {
  const said = language === 'zh' ? refusal.messageZh : refusal.messageEn
  const what = isErrorCode(refusal.code) ? codeText(refusal.code, language) : (said ?? refusal.code)
  return refusal.reason === null ? what : `${what}: ${reasonText(text, refusal.reason)}`
}
