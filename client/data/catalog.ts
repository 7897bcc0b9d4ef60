import type { Catalog } from '../../protocol/catalog.ts'
import type { Place } from '../../protocol/place/place.ts'
import { applyCatalog, applyPlaces } from '../stores/catalog.ts'
import { ApiProblem, callApi, isRecord } from './api.ts'

let knownEtag: string | null = null

/**
 * Loads the catalog when it changed since the last time (etag), and puts it into the catalog store.
 *
 * @throws ApiProblem when it cannot be had or is not a catalog
 */
export async function loadCatalog(): Promise<void> {
  const { status, body, etag } = await callApi('/api/v1/catalog', {
    headers: knownEtag === null ? {} : { 'if-none-match': knownEtag },
  })
  if (status === 304) return
  if (!isCatalog(body)) throw new ApiProblem(502, 'INTERNAL')
  knownEtag = etag
  applyCatalog(body)
}

/** Loads the places that values are measured at. */
export async function loadPlaces(): Promise<void> {
  const { body } = await callApi('/api/v1/places')
  const places = isRecord(body) ? body['places'] : body
  if (!Array.isArray(places)) throw new ApiProblem(502, 'INTERNAL')
  applyPlaces(places.filter(isPlace))
}

/** The server checked every part; here only the outline is looked at, so that a proxy's page is not taken for one. */
function isCatalog(body: unknown): body is Catalog {
  return (
    isRecord(body) &&
    typeof body['version'] === 'string' &&
    ['categories', 'departments', 'towns', 'indicators', 'scenarios', 'orderTypes'].every((part) =>
      Array.isArray(body[part]),
    )
  )
}

const isPlace = (item: unknown): item is Place =>
  isRecord(item) && typeof item['id'] === 'string' && typeof item['name_zh'] === 'string'
