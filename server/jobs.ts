/** Work that comes round again. */
export type Jobs = {
  /** Runs `work` every `everyMs`; never twice at once, and a failure is told and does not stop the next round. */
  every(everyMs: number, name: string, work: () => Promise<unknown>): void
  /** No round begins any more; one that is under way ends by itself, and its failure is no news then. */
  stop(): void
}

/** @param onError told of a failed round with the job's name */
export function createJobs(onError: (name: string, error: unknown) => void): Jobs {
  const timers: NodeJS.Timeout[] = []
  const running = new Set<string>()
  let stopped = false

  return {
    every(everyMs, name, work) {
      const round = () => {
        if (stopped || running.has(name)) return
        running.add(name)
        Promise.resolve()
          .then(work)
          .catch((error: unknown) => {
            if (!stopped) onError(name, error)
          })
          .finally(() => running.delete(name))
      }
      const timer = setInterval(round, everyMs)
      timer.unref()
      timers.push(timer)
    },
    stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
    },
  }
}
