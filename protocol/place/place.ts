export const PLACE_KINDS = ['district', 'town', 'grid', 'point', 'road', 'enterprise'] as const
export type PlaceKind = (typeof PLACE_KINDS)[number]

/** A place where something is measured, as `GET /api/v1/places` lists it. */
export type Place = {
  /** `district`, a town code, or `<kind>:<name>`; 1 to 120 characters, no white space. */
  readonly id: string
  readonly kind: PlaceKind
  readonly name_zh: string
  readonly name_en: string
  /** Code of the town it lies in; `null` for the district, for roads through several towns, or when unknown. */
  readonly town: string | null
  /** WGS 84 `[lon, lat]`; `null` when unknown. */
  readonly position: readonly [number, number] | null
  /** Drawn by us, not surveyed: shown as 示意. */
  readonly approximate: boolean
}

export const DISTRICT = 'district'

const PREFIXED = /^(grid|point|road|enterprise):[^\s\p{C}]{1,100}$/u

/**
 * Kind of a place by its id alone.
 *
 * @returns null when `id` is neither the district, one of `townCodes`, nor a well-formed `<kind>:<name>`
 */
export function placeKind(id: string, townCodes: ReadonlySet<string>): PlaceKind | null {
  if (id === DISTRICT) return 'district'
  if (townCodes.has(id)) return 'town'
  return PREFIXED.test(id) ? (id.slice(0, id.indexOf(':')) as PlaceKind) : null
}
