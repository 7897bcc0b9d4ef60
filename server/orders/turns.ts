/** Who waits for whom, when several works are asked for at once. */
export type Turns = {
  /** One after the other with all works of the same key, side by side with those of others. */
  on<T>(key: string, work: () => Promise<T>): Promise<T>
  /** After everything that was asked for before it, and before everything that is asked for after it. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  )

/** A work that fails stops none of those that wait. */
export function createTurns(): Turns {
  /** The last work of each key that is under way. */
  const last = new Map<string, Promise<void>>()
  const running = new Set<Promise<void>>()
  let barrier: Promise<void> = Promise.resolve()

  const enter = (end: Promise<void>, leave: () => void): void => {
    running.add(end)
    void end.then(() => {
      running.delete(end)
      leave()
    })
  }

  return {
    on<T>(key: string, work: () => Promise<T>): Promise<T> {
      const result = Promise.all([barrier, last.get(key)]).then(work)
      const end = settled(result)
      last.set(key, end)
      enter(end, () => {
        if (last.get(key) === end) last.delete(key)
      })
      return result
    },
    alone<T>(work: () => Promise<T>): Promise<T> {
      const result = Promise.all([barrier, ...running]).then(work)
      barrier = settled(result)
      enter(barrier, () => undefined)
      return result
    },
  }
}
