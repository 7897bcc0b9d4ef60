import { type Audience, seesOrder } from '../../protocol/access/audience.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Order } from '../../protocol/order/order.ts'
import { type OrderRow, rowOf } from '../../protocol/order/row.ts'
import {
  type Comparable,
  explainLikeness,
  type Likeness,
  likeness,
  SIMILAR_THRESHOLD,
  SIMILAR_WITHIN_M,
  SIMILAR_WITHIN_MS,
} from '../../protocol/order/similar.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { OrderListQuery, OrderStore } from '../store/store.ts'

/** A report that is being written. */
export type Draft = {
  readonly type?: string | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly address?: string | undefined
  readonly position?: readonly [number, number] | undefined
  readonly place?: string | undefined
}

export type SimilarOrder = {
  readonly order: OrderRow
  readonly score: number
  readonly metres: number | null
  readonly hours: number
  readonly text: number | null
  readonly sameType: boolean | null
  readonly reasons: { readonly zh: string; readonly en: string }
}

export type SimilarAnswer = {
  /** Best first; the score of each is at least `threshold`. */
  readonly orders: readonly SimilarOrder[]
  readonly threshold: number
  /** Orders that were compared. */
  readonly compared: number
}

export type SimilarDeps = {
  readonly store: Pick<OrderStore, 'order' | 'listOrders'>
  readonly catalog: { current(): LoadedCatalog }
  readonly positionOf: (place: string) => readonly [number, number] | null
  readonly nowMs: () => number
}

/** Orders near by, of one address or one place that are compared: the newest. Whoever reports again does so soon. */
const MOST_COMPARED = 1_000
const MOST_ANSWERS = 10
const DISTRICT = 'district'
/** Nobody reports again what was void, or is part of another order already. */
const NO_CANDIDATE: ReadonlySet<Order['state']> = new Set(['voided', 'merged'])
/** Degrees of latitude in the farthest distance, a little more than it is. */
const NEAR_DEGREES = (SIMILAR_WITHIN_M / 111_000) * 1.05

type Subject = Comparable & { readonly place: string | null; readonly id: string | null }

const widthDegrees = (lat: number): number =>
  NEAR_DEGREES / Math.max(0.01, Math.cos((lat * Math.PI) / 180))

function boxAround([lon, lat]: readonly [number, number]): [number, number, number, number] {
  const wide = widthDegrees(lat)
  return [lon - wide, lat - NEAR_DEGREES, lon + wide, lat + NEAR_DEGREES]
}

/** A quick look before the arithmetic: near by, at the same address, or at the same named place. */
function mayBeNear(subject: Subject, other: Order): boolean {
  if (subject.position !== null && other.position !== null) {
    const [lon, lat] = subject.position
    return (
      Math.abs(other.position[1] - lat) <= NEAR_DEGREES &&
      Math.abs(other.position[0] - lon) <= widthDegrees(lat)
    )
  }
  const sameAddress = subject.address !== '' && subject.address === other.address
  return sameAddress || (subject.place !== null && subject.place === other.place)
}

/** Finds orders that may be about the same thing. Offers; never merges. */
export function createSimilar({ store, catalog, positionOf, nowMs }: SimilarDeps) {
  const categoryOf = (type: string | null): string | null =>
    type === null ? null : (catalog.current().orderTypeByCode.get(type)?.category ?? null)

  const subjectOf = (order: Order): Subject => ({
    ...order,
    category: categoryOf(order.type),
    atMs: Date.parse(order.createdAt),
    place: order.place === DISTRICT ? null : order.place,
  })

  /** Orders of the time in question that lie near by, or name the same address or place; the newest of each. */
  const candidates = async (around: Subject, audience: Audience): Promise<Order[]> => {
    const asked: OrderListQuery[] = [
      ...(around.position === null ? [] : [{ box: boxAround(around.position) }]),
      ...(around.address === '' ? [] : [{ text: around.address }]),
      ...(around.place === null ? [] : [{ place: around.place }]),
    ]
    const found = new Map<string, Order>()
    for (const query of asked) {
      const orders = await store.listOrders({
        ...query,
        ...(audience === null ? {} : { audience }),
        fromMs: around.atMs - SIMILAR_WITHIN_MS,
        toMs: around.atMs + SIMILAR_WITHIN_MS + 1,
        sort: 'newest',
        limit: MOST_COMPARED,
      })
      for (const order of orders) if (mayBeNear(around, order)) found.set(order.id, order)
    }
    return [...found.values()]
  }

  const answer = async (subject: Subject, audience: Audience): Promise<SimilarAnswer> => {
    const hasPlace = subject.position !== null || subject.address !== '' || subject.place !== null
    const found = hasPlace ? await candidates(subject, audience) : []
    const pairs = found
      .filter(
        (order) =>
          order.id !== subject.id &&
          !NO_CANDIDATE.has(order.state) &&
          Math.abs(Date.parse(order.createdAt) - subject.atMs) <= SIMILAR_WITHIN_MS &&
          seesOrder(audience, order),
      )
      .map((order): [Order, Likeness] => [order, likeness(subject, subjectOf(order))])
      .filter(([, { metres }]) => metres === null || metres <= SIMILAR_WITHIN_M)
    return {
      threshold: SIMILAR_THRESHOLD,
      compared: pairs.length,
      orders: pairs
        .filter(([, { score }]) => score >= SIMILAR_THRESHOLD)
        .sort(([, a], [, b]) => b.score - a.score)
        .slice(0, MOST_ANSWERS)
        .map(([order, found]) => ({
          order: rowOf(order),
          score: Math.round(found.score * 1_000) / 1_000,
          metres: found.metres === null ? null : Math.round(found.metres),
          hours: Math.round(found.hours * 10) / 10,
          text: found.text === null ? null : Math.round(found.text * 100) / 100,
          sameType: found.sameType,
          reasons: explainLikeness(found),
        })),
    }
  }

  return {
    /** Orders like a report that is being written; none while it says no place. */
    ofDraft: (draft: Draft, audience: Audience): Promise<SimilarAnswer> => {
      const place = draft.place === undefined || draft.place === DISTRICT ? null : draft.place
      return answer(
        {
          id: null,
          position: draft.position ?? (place === null ? null : positionOf(place)),
          type: draft.type ?? null,
          category: categoryOf(draft.type ?? null),
          atMs: nowMs(),
          title: draft.title ?? '',
          description: draft.description ?? '',
          address: draft.address ?? '',
          place,
        },
        audience,
      )
    },

    /** Orders like one that is there. @throws AppError NOT_FOUND, also for what the audience may not see */
    async ofOrder(id: string, audience: Audience): Promise<SimilarAnswer> {
      const order = await store.order(id)
      if (order === null || !seesOrder(audience, order)) throw new AppError('NOT_FOUND')
      return answer(subjectOf(order), audience)
    },
  }
}

export type Similar = ReturnType<typeof createSimilar>
