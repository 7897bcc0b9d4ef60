import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { CADENCE_MS } from '../../protocol/indicator/definition.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import { toIso, toIsoOrNull } from '../../protocol/time.ts'
import type { CatalogSource, LoadedCatalog } from '../../scenarios/loaded.ts'
import type { FeedMeter } from '../feeds/meter.ts'
import type { SourceWatch } from '../feeds/silence.ts'
import type { LiveState } from '../indicators/live.ts'
import type { QuarantineStore } from '../store/store.ts'

export type FeedRoutesOptions = {
  readonly live: Pick<LiveState, 'value' | 'valuesOf'>
  readonly catalog: CatalogSource
  readonly quarantine: QuarantineStore
  readonly meter: FeedMeter
  readonly sources: Pick<SourceWatch, 'sources'>
}

/** Where the data comes from and how well it comes: freshness by department, and what was refused. */
export const feedRoutes: FastifyPluginAsyncTypebox<FeedRoutesOptions> = async (
  app,
  { live, catalog, quarantine, meter, sources },
) => {
  const config = { permit: 'feeds.read' } as const

  app.get('/feeds', { config }, async () => {
    const refused = await quarantine.quarantineCounts()
    return {
      departments: catalog.current().catalog.departments.map(({ code, name_zh, name_en }) => ({
        department: code,
        name_zh,
        name_en,
        ...departmentFeeds(code, catalog.current(), live, meter),
      })),
      sources: sources.sources().map(({ lastAtMs, silentSinceMs, ...source }) => ({
        ...source,
        lastAt: toIso(lastAtMs),
        silentSince: toIsoOrNull(silentSinceMs),
      })),
      /** Turned away because too much waited: what was not sent again is lost. */
      turnedAway: refused
        .filter(({ code }) => code === 'TOO_MANY')
        .map(({ source, count, lastAtMs }) => ({ source, count, lastAt: toIso(lastAtMs) })),
    }
  })

  app.get(
    '/feeds/quarantine',
    {
      config,
      schema: {
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
        }),
      },
    },
    async ({ query }) => {
      const [counts, samples] = await Promise.all([
        quarantine.quarantineCounts(),
        quarantine.quarantineSamples(query.limit ?? 100),
      ])
      return {
        counts: counts.map(({ lastAtMs, ...count }) => ({ ...count, lastAt: toIso(lastAtMs) })),
        samples: samples.map(({ atMs, ...entry }) => ({ ...entry, at: toIso(atMs) })),
      }
    },
  )
}

function departmentFeeds(
  department: string,
  { catalog }: LoadedCatalog,
  live: FeedRoutesOptions['live'],
  meter: FeedMeter,
) {
  const counts = { fresh: 0, stale: 0, missing: 0 }
  const indicators = catalog.indicators
    .filter((definition) => definition.department === department)
    .map(({ id, cadence, formula }) => {
      const value = live.value(id, DISTRICT)
      counts[value.status]++
      return {
        indicator: id,
        status: value.status,
        at: toIsoOrNull(value.atMs),
        quality: value.quality,
        places: live.valuesOf(id).length,
        derived: formula !== null,
        promisedCadenceS: CADENCE_MS[cadence] / 1_000,
        /** Null for a derived indicator, and until two readings of a place have come. */
        realCadenceS: secondsOrNull(meter.realCadenceMs(id)),
      }
    })
  return { total: indicators.length, ...counts, indicators }
}

const secondsOrNull = (ms: number | null): number | null =>
  ms === null ? null : Math.round(ms) / 1_000
