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
  /** The position is the sender's (a phone's own fix), not the picture's; left out: the picture's, or none. */
  readonly placedBy?: 'sender'
  readonly takenAt: string | null
  /** Width and height; left out: no picture. */
  readonly pixels?: readonly [number, number]
  /** What a picture says of itself (EXIF), left out when it says nothing that is not in the fields above. */
  readonly camera?: CameraFacts
  /** The same bytes hang on another order too. */
  readonly reused?: true
  /** Those other orders, as far as whoever asks may see them. Never on the stream. */
  readonly reusedFrom?: readonly string[]
  readonly by: string
  /** Department of whoever attached it; null: the centre. */
  readonly department: string | null
  readonly at: string
}

export type CameraFacts = {
  readonly takenAt: string | null
  readonly position: readonly [number, number] | null
  /** Its position is outside the district and was therefore not taken over. */
  readonly outside?: true
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
  | {
      readonly kind: 'comment'
      readonly text: string
      readonly mentions: readonly string[]
      /** When it was written, where there was no link; `at` is when it arrived. */
      readonly saidAt?: string
    }
  /** One for each person and order; `at` is the latest reading. */
  | { readonly kind: 'read'; readonly firstAt: string }
  | { readonly kind: 'attachment'; readonly attachment: Attachment }
)

/** What waits to be read by a department: it was mentioned, or an order was given to it to lead or to help with. */
export type Notice = {
  readonly id: string
  readonly kind: 'mention' | 'lead' | 'help'
  readonly orderId: string
  readonly title: string
  readonly department: string
  readonly at: string
  /** Who mentioned it, and in what words; null for orders given. */
  readonly by: string | null
  readonly text: string | null
  /** Whether whoever asks has read the order since. */
  readonly unread: boolean
  /** People of the department who have read the order since. */
  readonly readBy: readonly { readonly name: string; readonly at: string }[]
}
