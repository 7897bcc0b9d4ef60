import type { Cadence, Level, Quality, Status } from '../../protocol/indicator/definition.ts'
import { LEVELS, QUALITIES } from '../../protocol/indicator/definition.ts'
import { ApiProblem, callApi, isRecord } from './api.ts'

/** What `GET /api/v1/indicators/:id` tells of a value. */
export type Provenance = {
  readonly indicator: string
  readonly place: string
  readonly value: number | null
  readonly at: string | null
  readonly receivedAt: string | null
  readonly quality: Quality
  readonly source: string
  readonly status: Status
  readonly level: Level | null
  readonly formula: string | null
  readonly inputs: readonly {
    readonly indicator: string
    readonly value: number | null
    readonly at: string | null
  }[]
  /** For a roll-up: how many of the known places have a value in it. */
  readonly coverage: { readonly reported: number; readonly known: number } | null
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const isQuality = (value: unknown): value is Quality =>
  QUALITIES.some((quality) => quality === value)
const isLevel = (value: unknown): value is Level => LEVELS.some((level) => level === value)
const isStatus = (value: unknown): value is Status =>
  value === 'fresh' || value === 'stale' || value === 'missing'

/** @returns null when the body is not such an answer */
function parseProvenance(body: unknown): Provenance | null {
  if (!isRecord(body)) return null
  const { indicator, place, quality, status, level, inputs, coverage } = body
  if (typeof indicator !== 'string' || typeof place !== 'string') return null
  if (!isQuality(quality) || !isStatus(status)) return null
  const covered = isRecord(coverage)
    ? { reported: number(coverage['reported']), known: number(coverage['known']) }
    : null
  return {
    indicator,
    place,
    value: number(body['value']),
    at: text(body['at']),
    receivedAt: text(body['receivedAt']),
    quality,
    source: text(body['source']) ?? '',
    status,
    level: isLevel(level) ? level : null,
    formula: text(body['formula']),
    inputs: (Array.isArray(inputs) ? inputs : []).filter(isRecord).flatMap((input) => {
      const id = text(input['indicator'])
      return id === null
        ? []
        : [{ indicator: id, value: number(input['value']), at: text(input['at']) }]
    }),
    coverage:
      covered?.reported == null || covered.known === null
        ? null
        : { reported: covered.reported, known: covered.known },
  }
}

const pathOf = (indicator: string): string => `/api/v1/indicators/${encodeURIComponent(indicator)}`

/** @throws ApiProblem */
export async function loadProvenance(
  indicator: string,
  place: string,
  signal: AbortSignal,
): Promise<Provenance> {
  const query = new URLSearchParams({ place })
  const { body } = await callApi(`${pathOf(indicator)}?${query}`, { signal })
  const provenance = parseProvenance(body)
  if (provenance === null) throw new ApiProblem(502, 'INTERNAL')
  return provenance
}

/** One point of a short history: epoch ms and the bucket's last value. */
export type HistoryPoint = { readonly atMs: number; readonly value: number }

const DAY_MS = 86_400_000

/** How far back a short history goes, so that it holds points of the indicator's own cadence. */
export type HistorySpan = 'day' | 'month' | 'year'
export const SPAN_MS: Record<HistorySpan, number> = {
  day: DAY_MS,
  month: 30 * DAY_MS,
  year: 366 * DAY_MS,
}

export function spanOf(cadence: Cadence): HistorySpan {
  if (cadence === 'month' || cadence === 'quarter') return 'year'
  return cadence === 'day' ? 'month' : 'day'
}

/** The span that ends now, at 144 points or fewer; buckets without data are absent. @throws ApiProblem */
export async function loadHistory(
  indicator: string,
  place: string,
  window: { readonly fromMs: number; readonly toMs: number },
  signal: AbortSignal,
): Promise<readonly HistoryPoint[]> {
  const query = new URLSearchParams({
    place,
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    points: '144',
  })
  const { body } = await callApi(`${pathOf(indicator)}/history?${query}`, { signal })
  const points = isRecord(body) && Array.isArray(body['points']) ? body['points'] : []
  return points.filter(isRecord).flatMap((point) => {
    const atMs = Date.parse(text(point['at']) ?? '')
    const value = number(point['last']) ?? number(point['avg'])
    return Number.isNaN(atMs) || value === null ? [] : [{ atMs, value }]
  })
}
