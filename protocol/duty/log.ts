/** What an entry of the duty log (值班日志) is about. */
export const LOG_KINDS = [
  'note',
  'call',
  'promise',
  'handover',
  'roster',
  'wall',
  'emergency',
  'stage',
] as const
export type LogKind = (typeof LOG_KINDS)[number]

/** One entry: never changed afterwards; a correction is another entry that names the first. */
export type LogEntry = {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly kind: LogKind
  readonly text: string
  readonly orderId: string | null
  /** The entry that this one corrects. */
  readonly corrects: string | null
}
