const WITHIN_MS = 5_000
const NOT_OLDER_MS = 60_000
/** A fix that may be a street away is none. */
const WITHIN_M = 100

/**
 * Where the phone is, WGS 84 `[lon, lat]`.
 *
 * @returns null when it is not permitted, not known within five seconds, or only to more than a hundred metres
 */
export function locate(): Promise<readonly [number, number] | null> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator) || !window.isSecureContext) return resolve(null)
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude, accuracy } }) =>
        resolve(
          accuracy > WITHIN_M ? null : [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))],
        ),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: WITHIN_MS, maximumAge: NOT_OLDER_MS },
    )
  })
}
