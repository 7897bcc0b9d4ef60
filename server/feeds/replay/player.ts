import type { Quality } from '../../../protocol/indicator/definition.ts'
import type { RecordedReading } from './convert.ts'

/** What the server made of the readings sent. */
export type ReplayTotals = {
  sent: number
  accepted: number
  duplicates: number
  corrections: number
  rejected: Map<string, number>
}

export type PlayerOptions = {
  readonly rows: AsyncIterable<RecordedReading[]>
  readonly quality: Quality
  readonly source: string
  /** Recorded seconds that pass in one real second; `Infinity` sends as fast as the server takes it. */
  readonly speed: number
  /** For `Infinity`: recorded time of the last reading, which is moved to now. */
  readonly lastAtMs?: number
  /** Readings recorded earlier are left out. */
  readonly fromMs?: number
  readonly post: (readings: readonly WirePost[]) => Promise<PostReply>
  readonly nowMs: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly onProgress?: (totals: ReplayTotals, recordedAtMs: number) => void
}

/** One reading as `POST /api/v1/readings` takes it. */
export type WirePost = {
  readonly indicator: string
  readonly place: string
  readonly at: number
  readonly value: number
  readonly quality: Quality
  readonly source: string
}

export type PostReply = {
  readonly accepted: number
  readonly duplicates: number
  readonly corrections: number
  readonly rejected: readonly { readonly code: string }[]
}

/** Largest request; well under the contract's 100,000. */
const BATCH = 5_000

/**
 * Plays recorded readings as if they were live. With a finite speed the first one is moved to now and the others
 * follow at that pace; with `Infinity` the last one is moved to now and all keep their distances, so that the
 * whole recording becomes history at once.
 */
export async function play(options: PlayerOptions): Promise<ReplayTotals> {
  const { speed, nowMs, fromMs = Number.NEGATIVE_INFINITY } = options
  const totals: ReplayTotals = {
    sent: 0,
    accepted: 0,
    duplicates: 0,
    corrections: 0,
    rejected: new Map(),
  }
  const startMs = nowMs()
  let firstAtMs: number | null = null
  let batch: WirePost[] = []
  let recordedAtMs = 0

  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    const sending = batch
    batch = []
    const reply = await options.post(sending)
    totals.sent += sending.length
    totals.accepted += reply.accepted
    totals.duplicates += reply.duplicates
    totals.corrections += reply.corrections
    for (const { code } of reply.rejected) {
      totals.rejected.set(code, (totals.rejected.get(code) ?? 0) + 1)
    }
    options.onProgress?.(totals, recordedAtMs)
  }

  const movedTo = (atMs: number): number => {
    if (speed === Number.POSITIVE_INFINITY) return atMs + startMs - (options.lastAtMs ?? atMs)
    return startMs + (atMs - (firstAtMs ?? atMs)) / speed
  }

  for await (const row of options.rows) {
    for (const { indicator, place, atMs, value } of row) {
      if (atMs < fromMs) continue
      firstAtMs ??= atMs
      const at = Math.round(movedTo(atMs))
      const waitMs = at - nowMs()
      if (waitMs > 0 && speed !== Number.POSITIVE_INFINITY) {
        await flush()
        await options.sleep(waitMs)
      }
      recordedAtMs = atMs
      const { quality, source } = options
      batch.push({ indicator, place, at, value, quality, source })
      if (batch.length === BATCH) await flush()
    }
  }
  await flush()
  return totals
}
