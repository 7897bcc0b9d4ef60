/**
 * Makes alarm ids: unique, and in text order the order in which they were made, also when the clock is set back.
 *
 * @param noise four characters that keep two servers' ids apart
 */
export function createAlarmIds(noise: () => string): (nowMs: number) => string {
  let lastMs = 0
  let count = 0
  return (nowMs) => {
    count = nowMs > lastMs ? 0 : count + 1
    lastMs = Math.max(lastMs, nowMs)
    const time = lastMs.toString(36).padStart(9, '0')
    return `AL-${time}-${count.toString(36).padStart(4, '0')}-${noise()}`
  }
}

/** Four random characters of 0-9 and a-z. */
export const randomNoise = (): string =>
  Math.floor(Math.random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0')
