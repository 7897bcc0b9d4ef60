import { AppError, type ErrorCode } from '../../protocol/error/codes.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { Pipeline } from '../indicators/pipeline.ts'
import type { RawReading, UnreadableRow } from './feed.ts'
import { type Quarantine, quarantineEntries } from './quarantine.ts'
import { type Rejection, unreadable, validateReadings } from './validate.ts'

/** Readings that may wait before senders are asked to come again later. */
const MOST_WAITING = 100_000
const RETRY_AFTER_S = 2

/** What `POST /readings` answers. */
type IngestSummary = {
  readonly accepted: number
  readonly duplicates: number
  readonly corrections: number
  readonly rejected: readonly Rejection[]
}

export type Sender = {
  readonly source: string
  /** Null may feed every department. */
  readonly department: string | null
}

export type Ingest = {
  /**
   * Checks rows, makes the good ones durable and counts the others.
   *
   * @throws AppError TOO_MANY when too much waits already, and what the pipeline throws
   */
  accept(
    rows: readonly RawReading[],
    broken: readonly UnreadableRow[],
    sender: Sender,
  ): Promise<IngestSummary>
  /** @throws AppError TOO_MANY with `retryAfterS`, counted in quarantine under the sender's name */
  checkRoom(sender: Sender): Promise<void>
  /** Counts a body that was refused whole, under its sender's name. */
  countRefused(sender: Sender, code: ErrorCode): Promise<void>
  /** Turns a request away. @throws AppError TOO_MANY, counted as `checkRoom` counts it */
  refuse(sender: Sender): Promise<never>
}

/** From rows to durable readings: the same way for HTTP and for feeds inside this process. */
export function createIngest(options: {
  readonly pipeline: Pipeline
  readonly catalog: CatalogSource
  readonly quarantine: Quarantine
  readonly nowMs: () => number
  readonly mostWaiting?: number
}): Ingest {
  const { pipeline, catalog, quarantine, nowMs } = options
  const mostWaiting = options.mostWaiting ?? MOST_WAITING

  const refuse = async ({ source }: Sender, count: number): Promise<never> => {
    const entry = { source, code: 'TOO_MANY', atMs: nowMs(), sample: '' } as const
    await quarantine.add(Array.from({ length: count }, () => entry))
    throw new AppError('TOO_MANY', {
      detail: { waiting: pipeline.depth(), retryAfterS: RETRY_AFTER_S },
    })
  }

  return {
    refuse: (sender) => refuse(sender, 1),
    countRefused: ({ source }, code) =>
      quarantine.add([{ source, code, atMs: nowMs(), sample: '' }]),
    async checkRoom(sender) {
      if (pipeline.depth() > mostWaiting) await refuse(sender, 1)
    },
    async accept(rows, broken, sender) {
      if (pipeline.depth() > mostWaiting) await refuse(sender, rows.length)
      const atMs = nowMs()
      const { readings, rejected } = validateReadings(rows, {
        loaded: catalog.current(),
        isPlace: (id) => pipeline.places.kindOf(id) !== null,
        nowMs: atMs,
        ...sender,
      })
      const all = [...broken.map(({ index, why }) => unreadable(index, why)), ...rejected].sort(
        (a, b) => a.index - b.index,
      )
      // Worked out before the wait, so that the rows are not held while it lasts.
      const entries = quarantineEntries(all, rows, broken, sender.source, atMs)
      const { outcomes } = await pipeline.ingest(readings)
      await quarantine.add(entries)
      const count = (wanted: string): number =>
        outcomes.reduce((sum, outcome) => sum + Number(outcome === wanted), 0)
      return {
        accepted: count('accepted'),
        duplicates: count('duplicate'),
        corrections: count('correction'),
        rejected: all,
      }
    },
  }
}
