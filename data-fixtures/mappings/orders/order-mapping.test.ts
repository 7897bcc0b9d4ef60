import { expect, test } from 'vitest'
import { requireCatalog } from '../../../scenarios/load.ts'
import { loadOrderMapping, ORDER_MAPPINGS } from './order-mapping.ts'

test('every mapping of recorded orders leads to types that the catalog has', async () => {
  const { orderTypeByCode } = await requireCatalog()
  for (const name of ORDER_MAPPINGS) {
    const { types } = await loadOrderMapping(name)
    expect(Object.values(types).filter((code) => !orderTypeByCode.has(code))).toEqual([])
  }
})
