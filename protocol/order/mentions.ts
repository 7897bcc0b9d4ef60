/** A department as somebody may name it. */
export type Nameable = {
  readonly code: string
  readonly name_zh: string
  readonly full_name_zh: string
  readonly name_en: string
}

const AT = /[@＠]/gu

/**
 * Departments that a text mentions: an `@` and then the short or full Chinese name, the English one or the code,
 * letters in either case. Of names that begin alike the longest counts.
 *
 * @returns codes, each once, in the order in which they are mentioned
 */
export function mentionsIn(text: string, departments: readonly Nameable[]): string[] {
  const names = departments
    .flatMap(({ code, name_zh, full_name_zh, name_en }) =>
      [name_zh, full_name_zh, name_en, code].map((name) => ({ code, name: name.toLowerCase() })),
    )
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.name.length - a.name.length)
  const lower = text.toLowerCase()
  const found = new Set<string>()
  for (const { index } of lower.matchAll(AT)) {
    const mention = names.find(({ name }) => lower.startsWith(name, index + 1))
    if (mention !== undefined) found.add(mention.code)
  }
  return [...found]
}
