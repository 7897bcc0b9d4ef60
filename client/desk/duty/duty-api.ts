import { type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { LogEntry } from '../../../protocol/duty/log.ts'
import type { RosterRow } from '../../../protocol/duty/roster.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { getJson } from '../data/desk-api.ts'

type Gap = { readonly post: string; readonly from: string; readonly to: string }

/** `GET /duty/now`. */
export type DutyNow = { readonly onDuty: readonly RosterRow[]; readonly gaps: readonly Gap[] }

/** One answer of the duty room, whole; trusted beyond being an object: it is our own server's, of the same build. */
export function useDuty<T>(path: string): UseQueryResult<T> {
  return useQuery({
    queryKey: ['duty', 'whole', path],
    queryFn: async ({ signal }) => {
      const body = await getJson(`/duty/${path}`, signal)
      if (!isRecord(body)) throw new ApiProblem(502, 'INTERNAL')
      return body as T
    },
    refetchInterval: 30_000,
  })
}

/** A list of the duty room's books; the server's word is trusted beyond its outline: it is our own, of the same build. */
export function useBook<T>(path: string, field: string): UseQueryResult<readonly T[]> {
  return useQuery({
    queryKey: ['duty', 'book', path, field],
    queryFn: async ({ signal }) => {
      const body = await getJson(`/duty/${path}`, signal)
      const list = isRecord(body) ? body[field] : undefined
      return Array.isArray(list) ? (list as readonly T[]) : []
    },
    refetchInterval: 30_000,
  })
}

type LogPage = { readonly entries: readonly LogEntry[]; readonly nextCursor: string | null }
const LOG_PAGE = '50'

/** The duty log page by page, newest first; of one order, or all of it. */
export const useLog = (orderId: string | null) =>
  useInfiniteQuery({
    queryKey: ['duty', 'log', orderId],
    queryFn: async ({ signal, pageParam }): Promise<LogPage> => {
      const query = new URLSearchParams({
        limit: LOG_PAGE,
        ...(orderId === null ? {} : { orderId }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      })
      const body = await getJson(`/duty/log?${query}`, signal)
      if (!isRecord(body) || !Array.isArray(body['entries'])) throw new ApiProblem(502, 'INTERNAL')
      const { nextCursor } = body
      return {
        entries: body['entries'],
        nextCursor: typeof nextCursor === 'string' ? nextCursor : null,
      }
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: 30_000,
  })

/** Text of a file as spreadsheets save it: UTF-8, or the encoding of Chinese ones. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
