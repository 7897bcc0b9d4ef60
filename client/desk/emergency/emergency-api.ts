import { type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useStore } from 'zustand'
import type { Emergency, EmergencyEvent } from '../../../protocol/emergency/emergency.ts'
import type { ForceState, Plan } from '../../../protocol/emergency/plan.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import { getJson, sendJson } from '../data/desk-api.ts'

/** An emergency with everything that was done in it, oldest first. */
export type EmergencyRecord = Emergency & { readonly events: readonly EmergencyEvent[] }

/** An act as it is sent: a plan is only named. */
export type SentAct =
  | { readonly act: 'tick'; readonly step: string; readonly note?: string }
  | { readonly act: 'untick'; readonly step: string; readonly note: string }
  | ({ readonly act: 'force'; readonly force: string; readonly state: ForceState } & Told)
  | ({ readonly act: 'add-force'; readonly name: string; readonly department: string } & Told)
  | { readonly act: 'report'; readonly text: string }
  | { readonly act: 'move'; readonly position: readonly [number, number] }
  | { readonly act: 'plan'; readonly plan: string }
  | { readonly act: 'end'; readonly summary: string }
type Told = { readonly people?: number; readonly leader?: string }

export type OpeningBody = {
  readonly plan: string
  readonly actionId: string
  readonly title?: string
  readonly reason?: string
  readonly drill: boolean
  readonly orderId?: string
  readonly position?: readonly [number, number]
  /** Left out: every wall. */
  readonly walls?: readonly string[]
}

// The server's word is trusted beyond its outline: it is our own, of the same build.
const isEmergency = (body: unknown): body is Emergency =>
  isRecord(body) && typeof body['id'] === 'string' && Array.isArray(body['steps'])

function emergencyIn(body: unknown): Emergency {
  if (!isEmergency(body)) throw new ApiProblem(502, 'INTERNAL')
  return body
}

const pathOf = (id: string): string => `/emergencies/${encodeURIComponent(id)}`

/** @throws ApiProblem */
export async function openEmergency(body: OpeningBody): Promise<Emergency> {
  return emergencyIn((await sendJson('POST', '/emergencies', body)).body)
}

/** @returns the emergency afterwards. @throws ApiProblem */
export async function actIn(
  id: string,
  act: SentAct & { readonly actionId: string; readonly rev: number },
): Promise<Emergency> {
  return emergencyIn((await sendJson('POST', `${pathOf(id)}/acts`, act)).body)
}

/** The emergency as it stood when the server refused an act because it had changed; null: the refusal says nothing of it. */
export function standingIn({ detail }: ApiProblem): Emergency | null {
  const told = detail['emergency']
  return isEmergency(told) ? told : null
}

/** Plans of the deployment; they change with its files only. */
export const usePlans = (): UseQueryResult<readonly Plan[]> =>
  useQuery({
    queryKey: ['emergency-plans'],
    queryFn: async ({ signal }) => {
      const body = await getJson('/emergency-plans', signal)
      if (!isRecord(body) || !Array.isArray(body['plans'])) throw new ApiProblem(502, 'INTERNAL')
      return body['plans'] as readonly Plan[]
    },
    staleTime: 600_000,
  })

/**
 * One emergency with its events. What was read before stays while it is read again.
 *
 * @param rev the version that is on; null: whichever there is
 */
export const useRecord = (id: string, rev: number | null): UseQueryResult<EmergencyRecord> =>
  useQuery({
    queryKey: ['emergency', id, rev],
    queryFn: async ({ signal }) => {
      const body = await getJson(pathOf(id), signal)
      if (!isEmergency(body) || !('events' in body)) throw new ApiProblem(502, 'INTERNAL')
      return body as EmergencyRecord
    },
    // A version does not change; which one is the last may.
    staleTime: rev === null ? 0 : Number.POSITIVE_INFINITY,
    placeholderData: (before) => (before?.id === id ? before : undefined),
  })

type PastPage = { readonly emergencies: readonly Emergency[]; readonly nextCursor: string | null }
const PAGE = '20'

/** Ended emergencies page by page, the latest first; read anew whenever one more has ended. */
export function usePast() {
  const on = useStore(emergencyStore, ({ active }) => active?.map(({ id }) => id).join(' ') ?? '')
  return useInfiniteQuery({
    queryKey: ['emergencies', 'ended', on],
    staleTime: 0,
    queryFn: async ({ signal, pageParam }): Promise<PastPage> => {
      const query = new URLSearchParams({ state: 'ended', limit: PAGE })
      if (pageParam !== '') query.set('cursor', pageParam)
      const body = await getJson(`/emergencies?${query}`, signal)
      if (!isRecord(body) || !Array.isArray(body['emergencies'])) {
        throw new ApiProblem(502, 'INTERNAL')
      }
      const { nextCursor } = body
      return {
        emergencies: body['emergencies'] as readonly Emergency[],
        nextCursor: typeof nextCursor === 'string' ? nextCursor : null,
      }
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}
