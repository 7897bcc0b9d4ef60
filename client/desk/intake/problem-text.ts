import { ERROR_CODES, isErrorCode } from '../../../protocol/error/codes.ts'
import { ApiProblem } from '../../data/api.ts'
import { type Language, textIn } from '../../i18n/text.ts'

/** What a person reads when the server refused, with the field that it named. */
export function problemText(problem: unknown, language: Language): string {
  const code = problem instanceof ApiProblem ? problem.code : 'INTERNAL'
  if (code === 'UNREACHABLE') return textIn(language).healthDown
  const text = isErrorCode(code) ? ERROR_CODES[code][language] : code
  const field = problem instanceof ApiProblem ? problem.detail['field'] : undefined
  return typeof field === 'string' ? `${text} (${field})` : text
}

/** Whether no answer came at all: whether it was done is not known, and asking again is harmless. */
export const isUnreachable = (problem: unknown): boolean =>
  problem instanceof ApiProblem && problem.code === 'UNREACHABLE'
