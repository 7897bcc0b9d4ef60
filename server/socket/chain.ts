import type { Delta } from '../../protocol/stream/events.ts'

/** Rough size of a delta as JSON, bytes: what bounds the memory of a chain and of a replay. */
export function weightOf({ readings = [], alarms = [], orders = [], city }: Delta): number {
  let bytes = 120 + readings.length * 140 + alarms.length * 700 + (city === undefined ? 0 : 250)
  for (const { order } of orders) {
    bytes += 700 + order.title.length + order.description.length + order.address.length
  }
  return bytes
}

/** A delta with what packing it again needs. */
export type ChainLink = {
  readonly delta: Delta
  /** Length of the topic's dictionary before it. */
  readonly dict: number
}

/** The newest deltas of one topic, so that a client that was cut off gets exactly what it missed. */
export class Chain {
  readonly #mostBytes: number
  #links: ChainLink[] = []
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  push(link: ChainLink): void {
    this.#links.push(link)
    this.#bytes += weightOf(link.delta)
    let drop = 0
    for (const oldest of this.#links) {
      if (this.#bytes <= this.#mostBytes) break
      this.#bytes -= weightOf(oldest.delta)
      drop++
    }
    if (drop > 0) this.#links = this.#links.slice(drop)
  }

  /** @returns every delta after `seq`, oldest first; null when some are no longer held or `seq` never was */
  after(seq: number): readonly ChainLink[] | null {
    const start = this.#links.findIndex((link) => link.delta.from === seq)
    return start === -1 ? null : this.#links.slice(start)
  }
}
