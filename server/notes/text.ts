import { AppError } from '../../protocol/error/codes.ts'

/** Characters of one comment. */
export const LONGEST_TEXT = 4_000
const MOST_LINES = 200
/** Control and format characters but the line break; among them those that turn the direction of writing. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
/** Joins the parts of one emoji or of one Indic or Persian word, and is harmless. */
const JOINER = '\u200d'

/**
 * Makes a sent text fit to be shown as text: no unseen characters, no row of empty lines.
 *
 * @throws AppError MALFORMED when nothing is left, or too much
 */
export function plainText(sent: string): string {
  const text = sent
    .replace(/\r\n?/g, '\n')
    .normalize('NFC')
    .replace(/\t/g, ' ')
    .replace(UNSEEN, (unseen) => (unseen === JOINER ? unseen : ''))
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const refuse = (reason: string) =>
    new AppError('MALFORMED', { detail: { field: 'text', reason } })
  if (text.replaceAll(JOINER, '') === '') throw refuse('empty')
  if ([...text].length > LONGEST_TEXT) throw refuse(`longer than ${LONGEST_TEXT} characters`)
  if (text.split('\n').length > MOST_LINES) throw refuse(`more than ${MOST_LINES} lines`)
  return text
}
