import type { PhotoFact } from '../../protocol/order/act.ts'
import type { Attachment } from '../../protocol/order/note.ts'

/** What the rules of acts ask about the files of orders. */
export type PhotoFinder = {
  attachmentsOf(orderId: string): Promise<readonly Pick<Attachment, 'id' | 'kind' | 'sha256'>[]>
  /** Numbers of other orders that the same bytes hang on. */
  otherOrdersWith(sha256: string, orderId: string): Promise<readonly string[]>
}

/** The order's files as an act that names some of them needs to know them; nothing is asked when none is named. */
export async function photoFacts(
  finder: PhotoFinder | undefined,
  orderId: string,
  named: unknown,
): Promise<PhotoFact[]> {
  if (finder === undefined || !Array.isArray(named) || named.length === 0) return []
  const facts: PhotoFact[] = []
  for (const { id, kind, sha256 } of await finder.attachmentsOf(orderId)) {
    const others = named.includes(id) ? await finder.otherOrdersWith(sha256, orderId) : []
    facts.push({ id, kind, sha256, elsewhere: others.length > 0 })
  }
  return facts
}
