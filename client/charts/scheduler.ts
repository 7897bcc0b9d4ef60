/** Asks the browser to run something before its next frame; `requestAnimationFrame` outside of tests. */
export type NextFrame = (run: () => void) => void

/** Most charts drawn anew in one frame; the others wait for the next, so that no frame grows long. */
const JOBS_PER_FRAME = 3

/**
 * Spreads chart updates over frames. A job asked for twice before it ran runs once; jobs run in the order of asking.
 */
export function createScheduler(nextFrame: NextFrame, perFrame = JOBS_PER_FRAME) {
  const waiting = new Set<() => void>()
  let asked = false

  function frame(): void {
    asked = false
    let left = perFrame
    for (const job of waiting) {
      if (left-- === 0) break
      waiting.delete(job)
      job()
    }
    ask()
  }

  function ask(): void {
    if (asked || waiting.size === 0) return
    asked = true
    nextFrame(frame)
  }

  return {
    request(job: () => void): void {
      waiting.add(job)
      ask()
    },
    cancel(job: () => void): void {
      waiting.delete(job)
    },
  }
}

/** Longest wait for a frame: a screen whose map takes seconds to paint still gets its charts. */
const PATIENCE_MS = 250

const nextFrame: NextFrame = (run) => {
  let done = false
  const once = (): void => {
    if (done) return
    done = true
    run()
  }
  requestAnimationFrame(once)
  setTimeout(once, PATIENCE_MS)
}

/** Draws charts, a few a frame. */
export const chartScheduler = createScheduler(nextFrame)

/** Works panels out, some in a turn; it paints nothing, so it does not wait for frames. */
export const panelScheduler = createScheduler((run) => {
  setTimeout(run, 16)
}, 4)
