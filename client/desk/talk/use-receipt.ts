import { useEffect, useState } from 'react'
import type { OrderNote } from '../../../protocol/order/note.ts'
import { sendReading } from './talk-api.ts'

/** Whoever only passes by has not read. */
export const READ_AFTER_MS = 1_000

const NONE: ReadonlySet<string> = new Set()

/**
 * Tells the server that the order was read: once it has been before somebody's eyes for a second, and again for
 * what came since. A page in the background is before nobody's eyes.
 *
 * @param news what others said since the last reading
 * @param isThere whether the talk has been read from the server
 * @returns ids of everything that was news since the order was opened
 */
export function useReceipt(
  orderId: string,
  news: readonly OrderNote[],
  isThere: boolean,
): ReadonlySet<string> {
  const [fresh, setFresh] = useState(NONE)
  const [isVisible, setVisible] = useState(() => document.visibilityState !== 'hidden')
  useEffect(() => {
    const look = (): void => setVisible(document.visibilityState !== 'hidden')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  const newest = news.at(-1)?.id ?? ''
  useEffect(() => {
    if (news.length === 0) return
    setFresh((before) =>
      news.every(({ id }) => before.has(id))
        ? before
        : new Set([...before, ...news.map(({ id }) => id)]),
    )
  }, [news])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came last asks for another receipt
  useEffect(() => {
    if (!isThere || !isVisible) return undefined
    // A receipt that is not taken is sent with the next news, or when the order is opened again.
    const timer = setTimeout(() => sendReading(orderId).catch(() => undefined), READ_AFTER_MS)
    return () => clearTimeout(timer)
  }, [orderId, isThere, isVisible, newest])
  return fresh
}
