/** Work that comes round again. */
export type Jobs = {
  /** Runs `work` every `everyMs`; never twice at once, and a failure is told and does not stop the next round. */
  every(everyMs: number, name: string, work: () => Promise<unknown>): void
  /** Stops all and waits for what is running. */
  stop(): Promise<void>
}

/** @param onError told of a failed round with the job's name */
export function createJobs(onError: (name: string, error: unknown) => void): Jobs {
  const timers: NodeJS.Timeout[] = []
  const running = new Map<string, Promise<void>>()
  let stopped = false

  return {
    every(everyMs, name, work) {
      const round = () => {
        if (stopped || running.has(name)) return
        const done = Promise.resolve()
          .then(work)
          .catch((error: unknown) => onError(name, error))
          .then(() => {
            running.delete(name)
          })
        running.set(name, done)
      }
      const timer = setInterval(round, everyMs)
      timer.unref()
      timers.push(timer)
    },
    async stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running.values())
    },
  }
}
