import type { Principal } from '../../protocol/access/role.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { Store } from '../store/store.ts'
import { createAttemptLog } from './attempts.ts'
import { createOrderService, type OrderServiceDeps } from './service.ts'

export const person = (
  name: string,
  role: Principal['roles'][number],
  department: string | null = null,
): Principal => ({ kind: 'user', name, roles: [role], department, wall: null })

/** Test office: the order service over a store, with a clock that the test moves. */
export async function anOffice(
  store: Store,
  startMs: number,
  more: Partial<OrderServiceDeps> = {},
) {
  const loaded = await requireCatalog()
  const catalog: CatalogSource = {
    current: () => loaded,
    problems: () => [],
    onChange: () => () => undefined,
    close: () => undefined,
  }
  let atMs = startMs
  let acts = 0
  const orders = createOrderService({
    store,
    catalog,
    places: {
      has: (place) => place === 'district' || loaded.townCodes.has(place),
      townOf: (place) => (loaded.townCodes.has(place) ? place : null),
      positionOf: () => null,
    },
    nowMs: () => atMs,
    record: async ({ orders: events }) => {
      await store.commit({ readings: [], computed: [], alarms: [], orders: events })
    },
    attempts: createAttemptLog(store, () => atMs),
    ...more,
  })
  await orders.start()
  return {
    store,
    orders,
    catalog: loaded.catalog,
    pass(ms: number): void {
      atMs += ms
    },
    now: () => atMs,
    actionId: () => `00000000-0000-4000-8000-${String(++acts).padStart(12, '0')}`,
  }
}
