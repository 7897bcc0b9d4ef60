import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { audienceOf, seesOrder } from '../../protocol/access/audience.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import { toIso } from '../../protocol/time.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { Pipeline } from '../indicators/pipeline.ts'
import { liveSnapshot, snapshotAt } from '../indicators/snapshot.ts'
import type { HistoryQuery, Store } from '../store/store.ts'
import { pointOnWire, provenanceOnWire, timeParam, valueOnWire } from './wire.ts'

const Params = Type.Object({ id: Type.String({ maxLength: 200 }) })
const Moment = Type.String({ maxLength: 40 })
const Place = Type.String({ maxLength: 130 })
const Points = Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 500 }))
const Span = { from: Type.Optional(Moment), to: Type.Optional(Moment), points: Points }
const DAY_MS = 86_400_000
/** Series that one request for a panel's history may ask for. */
const MOST_SERIES = 60

export type IndicatorRoutesOptions = {
  readonly pipeline: Pipeline
  readonly catalog: CatalogSource
  readonly store: Store
  readonly nowMs: () => number
}

/** Readings out (PROTOCOL §4). Translates; decides nothing. */
export const indicatorRoutes: FastifyPluginAsyncTypebox<IndicatorRoutesOptions> = async (
  app,
  { pipeline, catalog, store, nowMs },
) => {
  const config = { permit: 'indicators.read' } as const

  const definitionOf = (id: string): IndicatorDefinition => {
    const definition = catalog.current().indicatorById.get(id)
    if (definition === undefined) throw new AppError('NOT_FOUND', { detail: { indicator: id } })
    return definition
  }
  const placeOf = (id: string | undefined): string => {
    const place = id ?? DISTRICT
    if (pipeline.places.kindOf(place) !== null) return place
    throw new AppError('NOT_FOUND', { detail: { place } })
  }
  /** The span asked for; by default the day that ends now. */
  const spanOf = (query: { from?: string; to?: string }) => {
    const toMs = query.to === undefined ? nowMs() + 1 : timeParam('to', query.to)
    const fromMs = query.from === undefined ? toMs - DAY_MS : timeParam('from', query.from)
    return { fromMs, toMs }
  }

  app.get(
    '/indicators/:id',
    {
      config,
      schema: { params: Params, querystring: Type.Object({ place: Type.Optional(Place) }) },
    },
    async ({ params, query }) => {
      const definition = definitionOf(params.id)
      const place = placeOf(query.place)
      const inputs = pipeline.inputs(params.id, place)
      return provenanceOnWire(pipeline.value(params.id, place), definition, inputs)
    },
  )

  app.get(
    '/indicators/:id/history',
    {
      config,
      schema: {
        params: Params,
        querystring: Type.Object({
          ...Span,
          place: Type.Optional(Place),
          knownAt: Type.Optional(Moment),
        }),
      },
    },
    async ({ params, query }) => {
      const { id: indicator } = definitionOf(params.id)
      const asked: HistoryQuery = {
        indicator,
        place: placeOf(query.place),
        ...spanOf(query),
        points: query.points ?? 500,
        ...(query.knownAt === undefined ? {} : { knownAtMs: timeParam('knownAt', query.knownAt) }),
      }
      const points = await store.history(asked)
      return { indicator, place: asked.place, points: points.map(pointOnWire) }
    },
  )

  app.get(
    '/history',
    {
      config,
      schema: {
        querystring: Type.Object({
          ...Span,
          ids: Type.String({ minLength: 1, maxLength: 8_000 }),
          places: Type.Optional(Type.String({ maxLength: 8_000 })),
        }),
      },
    },
    async ({ query }) => {
      const ids = split(query.ids)
      const places = split(query.places ?? DISTRICT)
      const count = ids.length * places.length
      if (count > MOST_SERIES) {
        throw new AppError('TOO_LARGE', { detail: { series: count, most: MOST_SERIES } })
      }
      const span = { ...spanOf(query), points: query.points ?? 500 }
      const asked = ids.flatMap((id) => {
        const { id: indicator } = definitionOf(id)
        return places.map((place) => ({ indicator, place: placeOf(place) }))
      })
      const series = await Promise.all(
        asked.map(async ({ indicator, place }) => {
          const points = await store.history({ indicator, place, ...span })
          return { indicator, place, points: points.map(pointOnWire) }
        }),
      )
      return { series }
    },
  )

  app.get(
    '/snapshot',
    { config, schema: { querystring: Type.Object({ at: Type.Optional(Moment) }) } },
    async ({ query, principal }) => {
      if (principal === null) throw new AppError('UNAUTHENTICATED')
      const audience = audienceOf(principal)
      const loaded = catalog.current()
      const atMs = query.at === undefined ? null : timeParam('at', query.at)
      const snapshot =
        atMs === null
          ? await liveSnapshot(pipeline, store, loaded, nowMs())
          : await snapshotAt(store, loaded, pipeline.places, atMs)
      const { values, alarms } = snapshot
      const orders = snapshot.orders.filter((order) => seesOrder(audience, order))
      return { at: toIso(snapshot.atMs), values: values.map(valueOnWire), alarms, orders }
    },
  )

  app.get('/places', { config }, async () => ({
    places: pipeline.places.list(),
    nextCursor: null,
  }))
}

const split = (list: string): string[] => [...new Set(list.split(',').filter((id) => id !== ''))]
