import type { CommitBatch, ReadingOutcome } from '../store.ts'
import { unpackError } from './errors.ts'
import type { WorkerLink } from './link.ts'
import { BatchPacker, buffersOf, OUTCOMES, type PackedBatch } from './wire.ts'
import type { Writer } from './writer.ts'

/** Most batches, and readings, that go into one transaction. */
const GROUP_BATCHES = 64
const GROUP_READINGS = 20_000

/** What is needed of the link. */
type WriterCalls = Pick<WorkerLink<Writer>, 'call'>
type Outcome = { readonly outcomes: readonly ReadingOutcome[] }
type Queued = {
  readonly batch: PackedBatch
  resolve(outcome: Outcome): void
  reject(error: Error): void
}

/**
 * Group commit: while one transaction is being written, further batches wait, and then go together into the
 * next, so that the disk is asked once for all of them.
 */
export class CommitQueue {
  readonly #link: WriterCalls
  readonly #packer = new BatchPacker()
  readonly #queue: Queued[] = []
  #writing: Promise<void> | null = null

  constructor(link: WriterCalls) {
    this.#link = link
  }

  commit(batch: CommitBatch): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch: this.#packer.pack(batch), resolve, reject })
      this.#writing ??= this.#drain()
    })
  }

  /** Resolves when nothing waits to be written. */
  async idle(): Promise<void> {
    await this.#writing
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) await this.#writeGroup(this.#queue.splice(0, this.#groupSize()))
    this.#writing = null
  }

  #groupSize(): number {
    let size = 0
    let readings = 0
    for (const { batch } of this.#queue) {
      readings += batch.readings.series.length + batch.computed.series.length
      if (size > 0 && (readings > GROUP_READINGS || size === GROUP_BATCHES)) break
      size += 1
    }
    return size
  }

  async #writeGroup(group: readonly Queued[]): Promise<void> {
    const batches = group.map(({ batch }) => batch)
    try {
      const results = await this.#link.call('commit', [batches], batches.flatMap(buffersOf))
      for (const [i, { resolve, reject }] of group.entries()) {
        const result = results[i]
        if (result === undefined) reject(new Error('a batch without a result'))
        else if ('error' in result) reject(unpackError(result.error))
        else resolve({ outcomes: toNames(result.outcomes) })
      }
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error))
      for (const { reject } of group) reject(reason)
    }
  }
}

const toNames = (outcomes: Uint8Array): ReadingOutcome[] =>
  Array.from(outcomes, (outcome) => OUTCOMES[outcome] ?? 'accepted')
