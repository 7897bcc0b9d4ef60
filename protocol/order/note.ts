/** A file that belongs to an order; the bytes are at `GET /api/v1/orders/:id/attachments/:attachment`. */
export type Attachment = {
  readonly id: string
  readonly orderId: string
  /** Photos before and after the work, or any other paper. */
  readonly kind: 'before' | 'after' | 'other'
  /** As the sender called it, without folders. */
  readonly name: string
  /** By its content, never by its name: `image/jpeg` … */
  readonly type: string
  readonly bytes: number
  /** SHA-256, hex. */
  readonly sha256: string
  /** WGS 84 `[lon, lat]` where it was taken, as the file or the sender says; null: unknown. */
  readonly position: readonly [number, number] | null
  readonly takenAt: string | null
  readonly by: string
  readonly at: string
}

/** What people say about an order beside acting on it. Not an event of its life: it moves no state, clock or `rev`. */
export type OrderNote = {
  readonly id: string
  readonly orderId: string
  readonly at: string
  readonly by: string
  /** Department of whoever wrote it; null: the centre. */
  readonly department: string | null
} & (
  | { readonly kind: 'comment'; readonly text: string; readonly mentions: readonly string[] }
  | { readonly kind: 'read' }
  | { readonly kind: 'attachment'; readonly attachment: Attachment }
)
