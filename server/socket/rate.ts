/** A bucket that fills by `perSecond` and holds at most `burst`; one message takes one. */
export class RateLimit {
  readonly #perSecond: number
  readonly #burst: number
  #left: number
  #atMs: number

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
    this.#atMs = nowMs
  }

  /** @param nowMs monotonic ms. @returns false when the sender is too fast */
  take(nowMs: number): boolean {
    const gained = ((nowMs - this.#atMs) / 1_000) * this.#perSecond
    this.#left = Math.min(this.#burst, this.#left + gained)
    this.#atMs = nowMs
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
