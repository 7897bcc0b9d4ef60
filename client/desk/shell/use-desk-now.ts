import { useEffect, useState } from 'react'

/** Server time, once a second. */
export function useDeskNow(offsetMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now() + offsetMs)
  useEffect(() => {
    const tick = (): void => setNowMs(Date.now() + offsetMs)
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [offsetMs])
  return nowMs
}
