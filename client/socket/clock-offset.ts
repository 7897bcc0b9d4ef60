/** How many clock messages are remembered: about two minutes of them. */
const SAMPLES = 24

export type ClockOffset = {
  /**
   * Takes a server time that just arrived.
   *
   * @param sentAtMs local time at which it was asked for; left out when it came unasked
   * @returns server time minus local time, ms
   */
  readonly sample: (serverMs: number, receivedAtMs: number, sentAtMs?: number) => number
}

/**
 * Estimates the server's clock (校时). A message tells the offset less its own travelling time, so the largest
 * of the last samples is the one that travelled least; a question and its answer bound that time.
 */
export function createClockOffset(): ClockOffset {
  let samples: number[] = []
  let travelMs = 0
  return {
    sample(serverMs, receivedAtMs, sentAtMs) {
      const offset = serverMs - receivedAtMs
      const newest = samples.at(-1)
      // A clock that was set by hand makes all older samples wrong at once.
      if (newest !== undefined && Math.abs(newest - offset) > 10_000) samples = []
      samples = [...samples, offset].slice(-SAMPLES)
      if (sentAtMs !== undefined) travelMs = Math.max(0, receivedAtMs - sentAtMs) / 2
      return Math.round(Math.max(...samples) + Math.min(travelMs, 1_000))
    },
  }
}
