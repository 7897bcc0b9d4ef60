/**
 * One table out of several topics that tell the same things at slightly different moments: of each key the
 * newest word counts, whichever topic brought it, so that a replay of one topic never turns another back.
 */
export class MergedTable<T> {
  readonly #same: (a: T, b: T) => boolean
  readonly #values = new Map<string, T>()
  /** Commit sequence of the newest word on each key, an end included. */
  readonly #seqs = new Map<string, number>()
  #changes = new Map<string, T | null>()

  /** @param same whether nobody could tell the two apart; then it is no change */
  constructor(same: (a: T, b: T) => boolean) {
    this.#same = same
  }

  put(key: string, value: T, seq: number): void {
    if ((this.#seqs.get(key) ?? -1) > seq) return
    this.#seqs.set(key, seq)
    const before = this.#values.get(key)
    if (before !== undefined && this.#same(before, value)) return
    this.#values.set(key, value)
    this.#changes.set(key, value)
  }

  /** The thing is over (an alarm cleared, an order closed). */
  end(key: string, seq: number): void {
    if ((this.#seqs.get(key) ?? -1) > seq) return
    this.#seqs.set(key, seq)
    if (this.#values.delete(key)) this.#changes.set(key, null)
  }

  /** No topic tells of it any more. */
  forget(key: string): void {
    this.#seqs.delete(key)
    if (this.#values.delete(key)) this.#changes.set(key, null)
  }

  /** The server counts anew; the values stay until it says something else. */
  restart(): void {
    this.#seqs.clear()
  }

  /** @returns what changed since the last call, null = gone */
  takeChanges(): ReadonlyMap<string, T | null> {
    const changes = this.#changes
    this.#changes = new Map()
    return changes
  }
}
