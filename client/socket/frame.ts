/** Longest wait for a frame: a page in the background gets none, and its stores must still keep up. */
const LONGEST_WAIT_MS = 50

/**
 * Runs `flush` once before the next frame, however often it is asked in between: one tick of the server,
 * which comes as one message a topic, becomes one write of the stores.
 */
export function oncePerFrame(flush: () => void): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    const run = () => {
      if (!waiting) return
      waiting = false
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      flush()
    }
    const frame = requestAnimationFrame(run)
    const timer = setTimeout(run, LONGEST_WAIT_MS)
  }
}
