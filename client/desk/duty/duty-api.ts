import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { isRecord } from '../../data/api.ts'
import { getJson } from '../data/desk-api.ts'

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

/** Text of a file as spreadsheets save it: UTF-8, or the encoding of Chinese ones. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
