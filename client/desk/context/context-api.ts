import type { OrderRow } from '../../../protocol/order/row.ts'
import { isRecord } from '../../data/api.ts'
import { getJson } from '../data/desk-api.ts'
import { fetchRows } from '../data/paging.ts'

/** An order that may be about the same thing, and why. */
export type Likely = {
  readonly order: Pick<OrderRow, 'id' | 'title' | 'state'>
  readonly score: number
  readonly reasons: { readonly zh: string; readonly en: string }
}

const isLikely = (item: unknown): item is Likely =>
  isRecord(item) &&
  typeof item['score'] === 'number' &&
  isRecord(item['reasons']) &&
  isRecord(item['order']) &&
  typeof item['order']['id'] === 'string'

/** @throws ApiProblem */
export async function fetchSimilar(id: string, signal: AbortSignal): Promise<Likely[]> {
  const body = await getJson(`/orders/${encodeURIComponent(id)}/similar`, signal)
  return isRecord(body) && Array.isArray(body['orders']) ? body['orders'].filter(isLikely) : []
}

const NEAR_M = 500
const METRES_PER_DEGREE = 111_195

/** Open orders within 500 m, the nearest first. @throws ApiProblem */
export async function fetchNear(
  id: string,
  [lon, lat]: readonly [number, number],
  signal: AbortSignal,
): Promise<readonly { readonly row: OrderRow; readonly metres: number }[]> {
  const north = NEAR_M / METRES_PER_DEGREE
  const east = north / Math.cos((lat * Math.PI) / 180)
  const bbox = [lon - east, lat - north, lon + east, lat + north].join(',')
  const { rows } = await fetchRows({ state: 'open', bbox, limit: '50' }, signal)
  return rows
    .flatMap((row) => {
      if (row.id === id || row.position === null) return []
      const dx = (row.position[0] - lon) * Math.cos((lat * Math.PI) / 180)
      const dy = row.position[1] - lat
      return [{ row, metres: Math.round(Math.hypot(dx, dy) * METRES_PER_DEGREE) }]
    })
    .filter(({ metres }) => metres <= NEAR_M)
    .sort((a, b) => a.metres - b.metres)
}

export type OnDuty = {
  readonly onDuty: readonly {
    readonly id: string
    readonly post: string
    readonly name: string
    readonly phone: string
  }[]
  readonly gaps: readonly { readonly post: string; readonly from: string }[]
}

/** @throws ApiProblem FORBIDDEN for whoever has no business in the duty room */
export async function fetchOnDuty(signal: AbortSignal): Promise<OnDuty> {
  const body = await getJson('/duty/now', signal)
  // The server's word is trusted beyond its outline: it is our own, of the same build.
  return isRecord(body) && Array.isArray(body['onDuty']) && Array.isArray(body['gaps'])
    ? (body as unknown as OnDuty)
    : { onDuty: [], gaps: [] }
}
