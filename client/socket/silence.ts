/** The server pings every 2.5 s; longer silence than this is a lost link, shown before 5 s are over. */
const SILENT_MS = 4_000
const LOOK_EVERY_MS = 500

export type SilenceOptions = {
  /** Nothing has been heard since that local time. Called once until something is heard again. */
  readonly onSilent: (sinceMs: number) => void
  /** Something is heard after a silence. */
  readonly onHeard: () => void
  readonly nowMs?: () => number
}

/** Notices that a link went quiet, long before TCP does. */
export function watchSilence({ onSilent, onHeard, nowMs = Date.now }: SilenceOptions) {
  let heardAtMs = nowMs()
  let lookedAtMs = heardAtMs
  let silent = false
  const timer = setInterval(() => {
    const now = nowMs()
    // The page itself stood still (suspended, a clock set): judge the link from now on.
    if (Math.abs(now - lookedAtMs) > SILENT_MS) heardAtMs = now
    lookedAtMs = now
    if (silent || now - heardAtMs <= SILENT_MS) return
    silent = true
    onSilent(heardAtMs)
  }, LOOK_EVERY_MS)
  return {
    heard(): void {
      heardAtMs = nowMs()
      if (!silent) return
      silent = false
      onHeard()
    },
    close: (): void => clearInterval(timer),
  }
}
