import type { RecordStore } from '../store/store.ts'

/**
 * What an indicator had counted before its orders were kept here (结转): added to what is counted here, as long as the
 * counting period lasts in which it was taken over.
 */
export type Carried = {
  readonly indicator: string
  /** By town, and for the district as a whole. */
  readonly values: Readonly<Record<string, number>>
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly simulated: boolean
  readonly note: string
}

const COLLECTION = 'orders.carried'

/** The balances that were taken over, one for an indicator at most. */
export function createCarriedBook(store: RecordStore) {
  return {
    async all(): Promise<Carried[]> {
      const entries = await store.records({ collection: COLLECTION, limit: 1_000 })
      // Written below and read back as what it was written from.
      return entries.map(({ body }) => body as Carried)
    },
    put: (...balances: readonly Carried[]): Promise<void> =>
      store.putRecords(
        balances.map((balance) => ({
          collection: COLLECTION,
          id: balance.indicator,
          key: '',
          atMs: Date.parse(balance.at),
          body: balance,
        })),
      ),
  }
}

export type CarriedBook = ReturnType<typeof createCarriedBook>
