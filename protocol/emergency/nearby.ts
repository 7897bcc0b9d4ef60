/** Something near an incident. */
export type NearbyAsset = {
  readonly id: string
  readonly kind: string
  readonly name_zh: string
  readonly name_en: string
  /** WGS 84 `[lon, lat]`. */
  readonly position: readonly [number, number]
  /** Straight-line distance, metres: nothing here knows the way. */
  readonly distanceM: number
  readonly simulated: boolean
}
