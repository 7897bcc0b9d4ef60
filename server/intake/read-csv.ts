import { AppError } from '../../protocol/error/codes.ts'
import { MOST_COLUMNS, MOST_RECORD_CHARS, type RawRow } from './table.ts'

const SEPARATORS = [',', '\t', ';', ','] as const

/** The separator of a header line: whichever of them stands in it most often. */
export function separatorOf(header: string): string {
  let best = ','
  let most = 0
  for (const separator of SEPARATORS) {
    const times = header.split(separator).length - 1
    if (times > most) [best, most] = [separator, times]
  }
  return best
}

/**
 * Reads CSV (RFC 4180, any line ending) while it comes in. A quote inside an unquoted cell is a character like any other.
 * A record is never held beyond `MOST_RECORD_CHARS`.
 *
 * @param separator left out: found in the first line
 * @throws AppError TOO_LONG for a record without an end (an open quote, a cell of a gigabyte), with its line
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  separator?: string,
): AsyncGenerator<RawRow> {
  let rest = ''
  let between: string | null = separator ?? null
  let line = 1
  let startedAt = 1
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let afterQuote = false
  let held = 0

  const tooLong = () =>
    new AppError('TOO_LONG', { detail: { line: startedAt, mostChars: MOST_RECORD_CHARS } })
  const endCell = (): void => {
    if (cells.length < MOST_COLUMNS) cells.push(cell)
    cell = ''
    afterQuote = false
  }
  const endRow = (): RawRow | null => {
    endCell()
    const row = cells.some((one) => one.trim() !== '') ? { line: startedAt, cells } : null
    cells = []
    held = 0
    startedAt = line
    return row
  }

  for await (const chunk of withEnd(text)) {
    rest += chunk ?? ''
    if (between === null) {
      const end = rest.search(/[\r\n]/)
      if (end < 0 && chunk !== null) {
        if (rest.length > MOST_RECORD_CHARS) throw tooLong()
        continue
      }
      between = separatorOf(end < 0 ? rest : rest.slice(0, end))
    }
    let i = 0
    // The last character waits for its neighbour: a doubled quote or CR LF may be cut in two.
    const last = chunk === null ? rest.length : rest.length - 1
    while (i < last) {
      const from = i
      const stop = quoted ? nextOf(rest, i, last, '"\n') : nextOf(rest, i, last, `${between}"\r\n`)
      if (stop > i) {
        cell += rest.slice(i, stop)
        i = stop
      } else {
        const char = rest[i]
        i++
        if (quoted) {
          if (char === '\n') {
            line++
            cell += char
          } else if (rest[i] === '"') {
            cell += '"'
            i++
          } else {
            quoted = false
            afterQuote = true
          }
        } else if (char === '"') {
          if (cell === '' && !afterQuote) quoted = true
          else cell += char
        } else if (char === between) {
          endCell()
        } else {
          if (char === '\r' && rest[i] === '\n') i++
          line++
          const row = endRow()
          if (row !== null) yield row
          continue
        }
      }
      held += i - from
      if (held > MOST_RECORD_CHARS) throw tooLong()
    }
    rest = rest.slice(i)
  }
  if (quoted) {
    throw new AppError('MALFORMED', {
      detail: { line: startedAt, reason: 'a quote is not closed' },
    })
  }
  const row = endRow()
  if (row !== null) yield row
}

/** The pieces, then null for the end. */
async function* withEnd(text: AsyncIterable<string>): AsyncGenerator<string | null> {
  for await (const piece of text) {
    // A piece of any size is worked through in parts, so that the limit on a record counts before it is held.
    for (let i = 0; i < piece.length; i += PART) yield piece.slice(i, i + PART)
  }
  yield null
}
const PART = 65_536

/** Where the next of `chars` stands in [from, to); `to` when none does. */
function nextOf(text: string, from: number, to: number, chars: string): number {
  for (let i = from; i < to; i++) {
    if (chars.includes(text.charAt(i))) return i
  }
  return to
}
