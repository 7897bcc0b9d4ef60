import { ApiProblem, callApi } from '../data/api.ts'
import { type AssetTable, parseAssets } from './assets.ts'
import { type GeoData, loadGeo } from './geo-data.ts'

const LOADING: AssetTable = { state: 'loading' }
const RETRY_MS = 20_000

/** Asset tables as they were fetched, each once; the tables are the fixtures' and do not change while the page lives. */
class AssetStore {
  #tables: ReadonlyMap<string, AssetTable> = new Map()
  readonly #listeners = new Set<() => void>()

  get tables(): ReadonlyMap<string, AssetTable> {
    return this.#tables
  }

  /** Asks for a table unless it is there or under way. A missing table is an answer, not an error. */
  want(type: string): void {
    if (this.#tables.has(type)) return
    this.#set(type, LOADING)
    void this.#fetch(type)
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #fetch(type: string): Promise<void> {
    try {
      const { body } = await callApi(`/api/v1/assets/${encodeURIComponent(type)}`)
      this.#set(type, { state: 'loaded', rows: parseAssets(body) })
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) {
        this.#set(type, { state: 'missing' })
        return
      }
      setTimeout(() => void this.#fetch(type), RETRY_MS)
    }
  }

  #set(type: string, table: AssetTable): void {
    this.#tables = new Map(this.#tables).set(type, table)
    for (const listener of this.#listeners) listener()
  }
}

export const assetStore = new AssetStore()

let ground: Promise<GeoData> | null = null

/** The ground, fetched once for the page; a failed try is forgotten, so that the next one may succeed. */
export function groundData(): Promise<GeoData> {
  ground ??= loadGeo(async (path) => (await callApi(path)).body).catch((error: unknown) => {
    ground = null
    throw error
  })
  return ground
}
