import type { Delta, LaggingSnapshot, WatchRequest } from '../../../protocol/stream/events.ts'

type Place = { readonly epoch: string; readonly seq: number }

/** Where a reader stands in the chain of each topic that it watches (PROTOCOL §8). */
export class TopicChain {
  readonly #places = new Map<string, Place>()

  /** What to ask with, so that exactly the deltas missed come; left out when nothing is held of one epoch. */
  resume(): Pick<WatchRequest, 'resume'> {
    const [first] = this.#places.values()
    if (first === undefined) return {}
    const seqs = [...this.#places]
      .filter(([, { epoch }]) => epoch === first.epoch)
      .map(([topic, { seq }]) => [topic, seq])
    return { resume: { epoch: first.epoch, seqs: Object.fromEntries(seqs) } }
  }

  /** The topic is known whole at `seq`. */
  set(topic: string, { epoch, seq }: Pick<LaggingSnapshot, 'epoch' | 'seq'>): void {
    this.#places.set(topic, { epoch, seq })
  }

  /** Takes the next link. @returns `old`: known already; `gap`: something is missing before it, ask again */
  take({ topic, epoch, from, to }: Delta): 'next' | 'old' | 'gap' {
    const place = this.#places.get(topic)
    if (place === undefined || place.epoch !== epoch) return 'gap'
    if (to <= place.seq) return 'old'
    if (from !== place.seq) return 'gap'
    this.#places.set(topic, { epoch, seq: to })
    return 'next'
  }
}
