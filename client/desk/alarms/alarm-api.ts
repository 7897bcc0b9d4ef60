import { ALARM_EVENT_KINDS, type Alarm, type AlarmEvent } from '../../../protocol/alarm/alarm.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { getJson } from '../data/desk-api.ts'

/** The part of `GET /alarms/summary` that the desk shows (docs/api.md). */
export type AlarmFigures = {
  readonly raised: number
  readonly per10Min: number
  readonly last10Min: number
  /** 0..1 */
  readonly floodRatio: number
  readonly chattering: readonly Pick<Alarm, 'id'>[]
  readonly stale: readonly unknown[]
  readonly priorities: {
    /** 0..1 each; null when none was raised. */
    readonly shares: { readonly low: number; readonly medium: number; readonly high: number } | null
  }
}

/** The server's word is trusted beyond its outline: it is our own, of the same build. */
const areFigures = (body: unknown): body is AlarmFigures =>
  isRecord(body) &&
  typeof body['raised'] === 'number' &&
  typeof body['per10Min'] === 'number' &&
  Array.isArray(body['chattering']) &&
  Array.isArray(body['stale']) &&
  isRecord(body['priorities'])

/** @throws ApiProblem */
export async function fetchFigures(signal: AbortSignal): Promise<AlarmFigures> {
  const body = await getJson('/alarms/summary', signal)
  if (!areFigures(body)) throw new ApiProblem(502, 'INTERNAL')
  return body
}

const KINDS: readonly unknown[] = ALARM_EVENT_KINDS

const isEvent = (item: unknown): item is AlarmEvent =>
  isRecord(item) &&
  KINDS.includes(item['kind']) &&
  typeof item['at'] === 'string' &&
  isRecord(item['alarm'])

/** What happened to an alarm, oldest first. @throws ApiProblem NOT_FOUND … */
export async function fetchHistory(id: string, signal: AbortSignal): Promise<AlarmEvent[]> {
  const body = await getJson(`/alarms/${encodeURIComponent(id)}/events?limit=200`, signal)
  if (!isRecord(body) || !Array.isArray(body['events'])) throw new ApiProblem(502, 'INTERNAL')
  return body['events'].filter(isEvent)
}
