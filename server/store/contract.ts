import { collectionContract } from './contract-collections.ts'
import { orderListContract } from './contract-orders.ts'
import { rateContract } from './contract-rates.ts'
import { readingContract } from './contract-readings.ts'
import { recordContract } from './contract-records.ts'
import type { Store } from './store.ts'

/**
 * The behaviour every engine owes; call it once per implementation. `open` gives an empty store each time;
 * the contract closes it.
 */
export function storeContract(name: string, open: () => Promise<Store>): void {
  readingContract(name, open)
  recordContract(name, open)
  collectionContract(name, open)
  orderListContract(name, open)
  rateContract(name, open)
}
