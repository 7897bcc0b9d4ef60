import Supercluster from 'supercluster'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { lampOf, type RowLamp } from '../queue/lamp.ts'

/** Nearer than this, in CSS px, two orders are one mark. */
const RADIUS_PX = 44
/** From here on only what lies on one spot is still one mark. */
export const MOST_ZOOM = 18

/** From the calmest to the worst. */
const LAMPS: readonly RowLamp[] = ['none', 'green', 'amber', 'red']

export type Box = readonly [west: number, south: number, east: number, north: number]

/** One order on the map, or several that would overlap. */
export type Mark = {
  readonly key: string
  readonly at: readonly [number, number]
  readonly count: number
  /** Of them past their deadline. */
  readonly overdue: number
  readonly worst: RowLamp
  /** The order, when it is one. */
  readonly id: string | null
  readonly cluster: number | null
}

type Point = { readonly id: string; readonly lamp: number }
type Sums = { worst: number; overdue: number }

/** The orders of a list that have a position, joined where they would overlap. 50,000 take about 60 ms to join. */
export class OrderClusters {
  readonly #index = new Supercluster<Point, Sums>({
    radius: RADIUS_PX,
    maxZoom: MOST_ZOOM,
    map: ({ lamp }) => ({ worst: lamp, overdue: Number(lamp === 3) }),
    reduce: (sum, { worst, overdue }) => {
      sum.worst = Math.max(sum.worst, worst)
      sum.overdue += overdue
    },
  })
  readonly placed: number
  readonly overdue: number

  constructor(rows: readonly OrderRow[], nowMs: number) {
    const points = rows.flatMap(({ id, position, due }) =>
      position === null
        ? []
        : [
            {
              type: 'Feature' as const,
              properties: { id, lamp: LAMPS.indexOf(lampOf(due, nowMs)) },
              geometry: { type: 'Point' as const, coordinates: [position[0], position[1]] },
            },
          ],
    )
    this.placed = points.length
    this.overdue = points.filter(({ properties }) => properties.lamp === 3).length
    this.#index.load(points)
  }

  /** What stands in a box at a zoom, from north to south and west to east, as one reads. */
  marks(box: Box, zoom: number): Mark[] {
    return this.#index
      .getClusters([...box], Math.floor(zoom))
      .map(({ geometry, properties }): Mark => {
        const [lon = 0, lat = 0] = geometry.coordinates
        if ('cluster_id' in properties) {
          const { cluster_id, point_count, worst, overdue } = properties
          return {
            key: `c${cluster_id}`,
            at: [lon, lat],
            count: point_count,
            overdue,
            worst: LAMPS[worst] ?? 'none',
            id: null,
            cluster: cluster_id,
          }
        }
        const { id, lamp } = properties
        return {
          key: id,
          at: [lon, lat],
          count: 1,
          overdue: Number(lamp === 3),
          worst: LAMPS[lamp] ?? 'none',
          id,
          cluster: null,
        }
      })
      .sort((a, b) => b.at[1] - a.at[1] || a.at[0] - b.at[0])
  }

  /** At which zoom a cluster comes apart; null when all of it lies on one spot. */
  zoomOf(cluster: number): number | null {
    const zoom = this.#index.getClusterExpansionZoom(cluster)
    return zoom > MOST_ZOOM ? null : zoom
  }

  /** Orders of a cluster, at most so many. */
  ordersIn(cluster: number, limit: number): string[] {
    return this.#index.getLeaves(cluster, limit).map(({ properties }) => properties.id)
  }
}
