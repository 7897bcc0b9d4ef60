import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Notice } from '../../../protocol/order/note.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { getJson } from '../data/desk-api.ts'
import { onOrderEvent } from '../data/desk-session.ts'
import { queryClient } from '../data/query.ts'
import { deskStore } from '../desk-store.ts'

/** Notices of the reader's own department, or for those who see all: where something waits. */
export type Waiting = {
  readonly notices: readonly Notice[]
  readonly units: readonly {
    readonly department: string
    readonly counts: { readonly unread: number; readonly unseen: number }
  }[]
}

const AGAIN_MS = 60_000
/** While orders change and are read, it is asked for again at most this often. */
const SOON_MS = 2_000
const KEY = ['notices']

async function fetchWaiting(signal: AbortSignal): Promise<Waiting> {
  const body = await getJson('/notices', signal)
  if (!isRecord(body)) throw new ApiProblem(502, 'INTERNAL')
  const { notices, departments } = body
  // The server is of our own build: beyond the outline its word is taken.
  return {
    notices: Array.isArray(notices) ? notices : [],
    units: Array.isArray(departments) ? departments : [],
  }
}

/** What waits to be read, kept up to date by the orders themselves. */
export function useWaiting(): UseQueryResult<Waiting> {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = null
        void queryClient.invalidateQueries({ queryKey: KEY })
      }, SOON_MS)
    }
    const stops = [
      onOrderEvent(soon),
      deskStore.subscribe((state, before) => {
        if (state.openId !== before.openId) soon()
      }),
    ]
    return () => {
      if (timer !== null) clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [])
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => fetchWaiting(signal),
    refetchInterval: AGAIN_MS,
  })
}
