import { serverNowMs } from '../stores/connection.ts'

/**
 * The start time, on the page's own time line, with which an endless animation is at the phase that the server's time
 * gives it: the same on every screen.
 */
export const phaseStartMs = (timelineMs: number, serverMs: number, durationMs: number): number =>
  timelineMs - (serverMs % durationMs)

/**
 * Puts every endless animation (the pulse of a red alarm) in step with the server's time, also those that begin later.
 *
 * @returns a function that ends it; running animations stay as they are
 */
export function keepInPhase(page: Document = document): () => void {
  const align = (): void => {
    const timelineMs = Number(page.timeline.currentTime ?? 0)
    for (const animation of page.getAnimations()) {
      const timing = animation.effect?.getTiming()
      const durationMs = Number(timing?.duration)
      if (timing?.iterations !== Number.POSITIVE_INFINITY || !(durationMs > 0)) continue
      animation.startTime = phaseStartMs(timelineMs, serverNowMs(), durationMs)
    }
  }
  page.addEventListener('animationstart', align)
  align()
  return () => page.removeEventListener('animationstart', align)
}
