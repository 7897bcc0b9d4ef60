import { AppError } from '../../protocol/error/codes.ts'

export type XmlHandlers = {
  readonly open: (name: string, attributes: string) => void
  readonly close: (name: string) => void
  /** Text between two tags; a long one comes in several pieces. */
  readonly text: (text: string) => void
}

const MOST_TAG_CHARS = 65_536
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

const readable = (code: number): boolean =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)

/** Undoes the five entities of XML and character references; another one stays as it stands. */
export const unescaped = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, name: string) => {
        if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole
        const hex = /^#x/i.test(name)
        const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10)
        return readable(code) ? String.fromCodePoint(code) : whole
      })
    : text

/** One attribute of a tag; null when it has none of that name. */
export function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  return match === null ? null : unescaped(match[1] ?? match[2] ?? '')
}

/**
 * Splits XML into its tags and texts while it comes in. Knows no document type: a file with one (an entity bomb, a
 * reference to another file) is refused. Name prefixes (`x:row`) are left out.
 */
export class XmlTokens {
  readonly #handlers: XmlHandlers
  #rest = ''

  constructor(handlers: XmlHandlers) {
    this.#handlers = handlers
  }

  /** @throws AppError MALFORMED */
  write(chunk: string): void {
    const text = this.#rest + chunk
    let i = 0
    while (i < text.length) {
      if (text[i] !== '<') {
        const next = text.indexOf('<', i)
        // An entity may be cut in two at the end of a piece.
        const amp = next < 0 ? text.lastIndexOf('&') : -1
        const cut =
          amp >= i && text.length - amp < 12 && !text.includes(';', amp) ? amp : text.length
        const end = next < 0 ? cut : next
        if (end > i) this.#handlers.text(unescaped(text.slice(i, end)))
        i = end
        if (next < 0) break
        continue
      }
      const end = endOfTag(text, i)
      if (end < 0) {
        if (text.length - i > MOST_TAG_CHARS && !text.startsWith('<!--', i)) throw malformed('tag')
        break
      }
      this.#tag(text.slice(i, end))
      i = end
    }
    this.#rest = text.slice(i)
    if (this.#rest.length > MOST_TAG_CHARS * 4) throw malformed('comment')
  }

  #tag(tag: string): void {
    if (tag.startsWith('<!DOCTYPE') || tag.startsWith('<!ENTITY')) throw malformed('document type')
    if (tag.startsWith('<![CDATA[')) {
      this.#handlers.text(tag.slice(9, -3))
      return
    }
    if (tag.startsWith('<!') || tag.startsWith('<?')) return
    const closing = tag.startsWith('</')
    const single = tag.endsWith('/>')
    const inner = tag.slice(closing ? 2 : 1, single ? -2 : -1)
    const space = inner.search(/\s/)
    const full = space < 0 ? inner : inner.slice(0, space)
    const name = full.slice(full.indexOf(':') + 1)
    if (closing) this.#handlers.close(name)
    else {
      this.#handlers.open(name, space < 0 ? '' : inner.slice(space))
      if (single) this.#handlers.close(name)
    }
  }
}

const malformed = (what: string): AppError =>
  new AppError('MALFORMED', { detail: { reason: `the file holds a ${what} that is not taken` } })

/** Where the tag that begins at `from` ends; -1: not in this piece. */
function endOfTag(text: string, from: number): number {
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(start, from)) continue
    const at = text.indexOf(end, from + start.length)
    return at < 0 ? -1 : at + end.length
  }
  let quote = ''
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i)
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '>') return i + 1
  }
  return -1
}
