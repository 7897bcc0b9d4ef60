import { cutText, textWidth } from '../look.ts'

/** How the name and number at a line's end are written: the number, and what of the name stands beside and below it. */
export type EndText = {
  /** Beside the number; '' where the name begins on a line of its own. */
  readonly beside: string
  readonly below: readonly string[]
}

export const linesOf = ({ below }: EndText): number => 1 + below.length

/** Room a label needs, in widths of a Chinese character. */
export const widthOf = (text: EndText, number: string): number =>
  Math.max(
    textWidth(number) + (text.beside === '' ? 0 : 0.4 + textWidth(text.beside)),
    ...text.below.map(textWidth),
  )

/**
 * Writes a name in as few lines as hold it whole: below its number, or beginning beside it.
 *
 * @param room widths of a Chinese character in a line
 * @param lines most lines, the number's own included
 */
export function endText(name: string, number: string, room: number, lines: number): EndText {
  const rest = room - textWidth(number) - 0.4
  if (textWidth(name) <= rest) return { beside: name, below: [] }
  if (lines <= 1) return { beside: cutText(name, Math.max(2, rest)), below: [] }
  if (textWidth(name) <= room) return { beside: '', below: [name] }
  const [first = '', ...after] = rest < 1.5 ? [''] : wrapText(name, rest, 2)
  const left = name.slice(first.length).trim()
  if (lines === 2 || (after.length > 0 && textWidth(left) <= room)) {
    return { beside: first, below: [cutText(left, room)] }
  }
  return { beside: '', below: wrapText(name, room, lines - 1).map((line) => cutText(line, room)) }
}

/** Breaks a text into at most `most` lines, between words where it has words; the last holds all the rest. */
export function wrapText(text: string, room: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const part of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    if (line !== '' && lines.length < most - 1 && textWidth((line + part).trimEnd()) > room) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += part
  }
  return line === '' ? lines : [...lines, line.trimEnd()]
}
