import type { Department } from '../../../protocol/catalog.ts'
import { type Language, nameOf } from '../../i18n/text.ts'
import type { PinyinTable } from '../../scenes/search.ts'

/** A mention that is being written: where its `@` stands, and what follows it up to the caret. */
export type Query = { readonly from: number; readonly text: string }

const WRITING = /[@＠]([^\s@＠]{0,20})$/u

/** @returns the mention at the caret, or null */
export function queryAt(text: string, caret: number): Query | null {
  const match = WRITING.exec(text.slice(0, caret))
  return match === null ? null : { from: match.index, text: match[1] ?? '' }
}

/** Departments that a query may mean, best first: by name, code or pinyin. */
export function departmentsFor(
  query: string,
  departments: Iterable<Department>,
  pinyin: PinyinTable,
  most: number,
): Department[] {
  const wanted = query.toLowerCase()
  const rank = ({ code, name_zh, full_name_zh, name_en }: Department): number => {
    const keys = [
      name_zh,
      full_name_zh,
      name_en.toLowerCase(),
      code,
      pinyin[code]?.initials ?? '',
      pinyin[code]?.full ?? '',
    ]
    if (keys.some((key) => key !== '' && key.startsWith(wanted))) return 0
    return keys.some((key) => key.includes(wanted)) ? 1 : 2
  }
  return [...departments]
    .map((department) => ({ department, rank: rank(department) }))
    .filter((found) => found.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ department }) => department)
}

/** The text with the mention written out, and where the caret stands then. */
export function completed(
  text: string,
  query: Query,
  department: Department,
  language: Language,
): { readonly text: string; readonly caret: number } {
  const end = query.from + 1 + query.text.length
  const before = `${text.slice(0, query.from)}@${nameOf(department, language)} `
  return { text: before + text.slice(end).replace(/^ /, ''), caret: before.length }
}

export type Piece = { readonly text: string; readonly isMention: boolean }

/** A text in pieces, so that the mentions of it can be shown as such; joined they are the text. */
export function pieces(text: string, names: readonly string[]): readonly Piece[] {
  const found: Piece[] = []
  const sorted = names.filter((name) => name !== '').toSorted((a, b) => b.length - a.length)
  let from = 0
  const plain = (to: number): void => {
    if (to > from) found.push({ text: text.slice(from, to), isMention: false })
  }
  for (const { index } of text.matchAll(/[@＠]/gu)) {
    if (index < from) continue
    const rest = text.slice(index + 1).toLowerCase()
    const name = sorted.find((one) => rest.startsWith(one.toLowerCase()))
    if (name === undefined) continue
    plain(index)
    from = index + 1 + name.length
    found.push({ text: text.slice(index, from), isMention: true })
  }
  plain(text.length)
  return found
}
