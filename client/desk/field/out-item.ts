import type { Attachment } from '../../../protocol/order/note.ts'
import type { Order } from '../../../protocol/order/order.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'

/** Why something that waits is not sent by itself. */
export type Held = {
  /**
   * `changed`: others changed the order so that it must be looked at again. `refused`: the server said no.
   * `late`: it was done too long ago to be recorded with its own time.
   */
  readonly why: 'changed' | 'refused' | 'late'
  readonly code: string
  /** The argument that is wrong, and the server's reason, where it named them. */
  readonly field: string | null
  readonly reason: string | null
}

type Waiting = {
  /** UUID: an act's `actionId`, a comment's or a file's number. Sent again under it, it is done once. */
  readonly id: string
  /** Order in which things were made, rising. */
  readonly seq: number
  readonly orderId: string
  readonly title: string
  /** When it was made, epoch ms by the server's clock as far as it was known. */
  readonly atMs: number
  readonly held: Held | null
}

export type OutAct = Waiting & {
  readonly kind: 'act'
  readonly action: OrderAction
  readonly args: Readonly<Record<string, unknown>>
  /** The `rev` of the server's that was looked at when it was done. */
  readonly basedOn: number
  /** The order that it is to be done on, with the `rev` that is sent: as looked at, or as the act before it left it. */
  readonly seen: Order
  /** Recorded as done when it arrives: its own time was refused, and its actor agreed. */
  readonly asNow?: true
}

export type OutComment = Waiting & { readonly kind: 'comment'; readonly text: string }

export type OutPhoto = Waiting & {
  readonly kind: 'photo'
  readonly photo: {
    readonly kind: Attachment['kind']
    readonly name: string
    readonly type: string
    readonly bytes: number
    /** ISO; null: as the picture says. */
    readonly takenAt: string | null
    /** WGS 84, of the phone; null: as the picture says. */
    readonly position: readonly [number, number] | null
  }
}

/** What was done without a link and waits to be sent. */
export type OutItem = OutAct | OutComment | OutPhoto

/** What became of something that was sent. */
export type Answer =
  | { readonly kind: 'done'; readonly order: Order | null }
  /** Others were first: the order as it stands now. */
  | { readonly kind: 'changed'; readonly order: Order }
  | { readonly kind: 'refused'; readonly held: Held }
  /** No answer, or none that decides: the same again. */
  | { readonly kind: 'later' }
