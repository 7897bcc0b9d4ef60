import { useEffect, useState } from 'react'
import { screenNowMs } from '../ui/screen-clock.ts'

/**
 * The time the screen stands at (server time, or the moment replayed), renewed just after each whole period,
 * so that all clocks of a wall turn over together.
 */
export function useNow(periodMs: number): number {
  const [nowMs, setNowMs] = useState(screenNowMs)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const next = (): void => {
      const now = screenNowMs()
      setNowMs(now)
      timer = setTimeout(next, periodMs - (now % periodMs) + 5)
    }
    next()
    return () => clearTimeout(timer)
  }, [periodMs])
  return nowMs
}
