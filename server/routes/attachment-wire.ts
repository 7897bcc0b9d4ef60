import { type Audience, seesOrder } from '../../protocol/access/audience.ts'
import type { Attachment } from '../../protocol/order/note.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { Files } from '../files/files.ts'

/** Other orders named at most, newest records last. */
const MOST_NAMED = 20

/**
 * An attachment as somebody may see it: which other orders carry the same bytes is told as far as he sees those,
 * that there are some is told to everybody.
 */
export function forReader(
  audience: Audience,
  {
    files,
    orderOf,
  }: {
    readonly files: Pick<Files, 'otherOrdersWith'>
    readonly orderOf: (id: string) => Promise<Order | null>
  },
) {
  return async (attachment: Attachment): Promise<Attachment> => {
    const { reused: _, reusedFrom: __, ...bare } = attachment
    const others = await files.otherOrdersWith(attachment.sha256, attachment.orderId)
    if (others.length === 0) return bare
    const named: string[] = []
    for (const id of others) {
      const order = named.length < MOST_NAMED ? await orderOf(id) : null
      if (order !== null && seesOrder(audience, order)) named.push(id)
    }
    return { ...bare, reused: true, ...(named.length === 0 ? {} : { reusedFrom: named }) }
  }
}
