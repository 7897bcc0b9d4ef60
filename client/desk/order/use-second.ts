import { useEffect, useState } from 'react'
import { deskNowMs } from '../data/link-store.ts'

/** Server time, epoch ms; renders anew each second. */
export function useSecond(): number {
  const [nowMs, setNowMs] = useState(deskNowMs)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(deskNowMs()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
