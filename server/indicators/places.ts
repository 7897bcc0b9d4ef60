import type { Town } from '../../protocol/catalog.ts'
import { DISTRICT, type Place, type PlaceKind, placeKind } from '../../protocol/place/place.ts'

/** Most places taken on by sight; a feed that invents a name for every reading must not fill the memory. */
const MOST_SIGHTED = 50_000

/** What is known of places (地点): the listed ones, and those that feeds have named since. */
export interface PlaceRegistry {
  /** @returns null when `id` is no well-formed place, or there is no room for another unlisted one */
  kindOf(id: string): PlaceKind | null
  /** Town a place lies in; a town's own code for a town; null for the district or when unknown. */
  townOf(id: string): string | null
  /** Codes of towns that may be added up; the zone that overlaps others is not among them. */
  readonly summedTowns: ReadonlySet<string>
  readonly townCodes: ReadonlySet<string>
  get(id: string): Place | null
  /** Takes a place on when it is first named by a reading. */
  see(id: string): void
  list(): readonly Place[]
}

const districtPlace: Place = {
  id: DISTRICT,
  kind: 'district',
  name_zh: '天宁区',
  name_en: 'Tianning District',
  town: null,
  position: null,
  approximate: false,
}

const townPlace = (town: Town): Place => ({
  id: town.code,
  kind: 'town',
  name_zh: town.name_zh,
  name_en: town.name_en,
  town: town.code,
  position: town.centroid,
  approximate: true,
})

/**
 * @param places the places that the fixtures or a deployment list
 * @param towns the catalog's towns; added where the list lacks them
 */
export function createPlaceRegistry(
  places: readonly Place[],
  towns: readonly Town[],
): PlaceRegistry {
  const townCodes = new Set(towns.map(({ code }) => code))
  const summedTowns = new Set(towns.filter((t) => t.kind !== 'zone').map(({ code }) => code))
  const byId = new Map<string, Place>([
    [DISTRICT, districtPlace],
    ...towns.map((town) => [town.code, townPlace(town)] as const),
    ...places.map((place) => [place.id, place] as const),
  ])
  const listed = byId.size

  /** An unlisted `grid:chashan-12` lies in Chashan by its name. */
  const townByName = (id: string): string | null => {
    const name = id.slice(id.indexOf(':') + 1)
    const code = name.slice(0, Math.max(0, name.indexOf('-')))
    return townCodes.has(code) ? code : null
  }

  return {
    townCodes,
    summedTowns,
    kindOf(id) {
      const known = byId.get(id)
      if (known !== undefined) return known.kind
      return byId.size - listed < MOST_SIGHTED ? placeKind(id, townCodes) : null
    },
    townOf(id) {
      if (townCodes.has(id)) return id
      const known = byId.get(id)
      if (known !== undefined) return known.town
      return id === DISTRICT ? null : townByName(id)
    },
    get: (id) => byId.get(id) ?? null,
    see(id) {
      if (byId.has(id)) return
      const kind = placeKind(id, townCodes)
      if (kind === null) return
      const name = id.slice(id.indexOf(':') + 1)
      byId.set(id, {
        id,
        kind,
        name_zh: name,
        name_en: name,
        town: townByName(id),
        position: null,
        approximate: true,
      })
    },
    list: () => [...byId.values()],
  }
}
