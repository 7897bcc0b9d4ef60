import type { FastifyPluginAsync } from 'fastify'
import type { Principal } from '../../protocol/access/role.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import { createFiling } from '../open311/filing.ts'
import { createRequests } from '../open311/requests.ts'
import { createRouting, type Routing } from '../orders/routing.ts'
import { createOrderService, type OrderService } from '../orders/service.ts'
import { open311Routes } from '../routes/open311.ts'
import type { Store } from '../store/store.ts'
import { anApp } from './an-app.ts'

export const CITY_TOKEN = 'a-token-of-the-whole-city-0123456789'

export type OrderAppParts = {
  readonly orders: OrderService
  readonly routing: Routing
  readonly store: Store
  readonly catalog: CatalogSource
  readonly nowMs: () => number
}

/**
 * A server for orders with a clock of its own: Open311 and whatever routes the test adds.
 *
 * @param routes registered under `/api/v1`
 */
export async function anOrderApp(
  store: Store,
  routes: (parts: OrderAppParts) => FastifyPluginAsync = () => async () => undefined,
) {
  let atMs = Date.UTC(2024, 5, 7, 1)
  const nowMs = () => atMs
  const loaded = await requireCatalog()
  const catalog: CatalogSource = {
    current: () => loaded,
    problems: () => [],
    onChange: () => () => undefined,
    close: () => undefined,
  }
  const routing = createRouting({ store, catalog, nowMs })
  await routing.start()
  const orders = createOrderService({
    store,
    catalog,
    routing,
    places: {
      has: (place) => place === 'district' || loaded.townCodes.has(place),
      townOf: (place) => (loaded.townCodes.has(place) ? place : null),
      positionOf: () => null,
    },
    nowMs,
    record: async ({ orders: events }) => {
      await store.commit({ readings: [], computed: [], alarms: [], orders: events })
    },
  })
  await orders.start()
  const parts = { orders, routing, store, catalog, nowMs }
  const server = await anApp(store, {
    feedToken: CITY_TOKEN,
    api: routes(parts),
    deps: {
      open311: async (app) => {
        await app.register(open311Routes, {
          catalog,
          requests: createRequests({ store, catalog, nowMs }),
          filing: createFiling({ store, catalog, report: orders.report, nowMs }),
          authenticate: (shown) => authenticate(shown),
          startedAtMs: atMs,
        })
      },
    },
  })
  const authenticate = server.identity.authenticate

  let acts = 0
  return {
    ...server,
    ...parts,
    pass(ms: number): void {
      atMs += ms
    },
    /** Carries out acts on an order, one after the other, as the person. */
    async act(id: string, person: Principal, ...actions: [string, Record<string, unknown>?][]) {
      for (const [action, args = {}] of actions) {
        const order = await store.order(id)
        acts += 1
        await orders.act(
          id,
          {
            action: action as never,
            rev: order?.rev ?? 0,
            actionId: `00000000-0000-4000-8000-${String(acts).padStart(12, '0')}`,
            args,
          },
          person,
        )
      }
    },
  }
}

export type OrderApp = Awaited<ReturnType<typeof anOrderApp>>
