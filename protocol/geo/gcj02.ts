declare const datum: unique symbol

/** Longitude and latitude, degrees, on WGS 84; CGCS2000 is the same to centimetres. */
export type LonLatWgs84 = readonly [number, number] & { readonly [datum]?: 'wgs84' }
/** Longitude and latitude, degrees, on GCJ-02: 300 to 700 m off the same numbers on WGS 84. */
export type LonLatGcj02 = readonly [number, number] & { readonly [datum]?: 'gcj02' }

/** Krasovsky 1940, which the offset is reckoned on: half axis in metres, and the square of its eccentricity. */
const HALF_AXIS_M = 6_378_245
const SQUARED_ECCENTRICITY = 0.006_693_421_622_965_943

const radians = (degrees: number): number => (degrees * Math.PI) / 180
const wave = (amplitude: number, t: number): number => amplitude * Math.sin(t * Math.PI)

/** Outside of this box the two are the same. */
const isShifted = (lon: number, lat: number): boolean =>
  lon > 72.004 && lon < 137.8347 && lat > 0.8293 && lat < 55.8271

/** Metres to the north, as the public formula has them; `x`, `y` count degrees from 105° E, 35° N. */
const northM = (x: number, y: number): number =>
  -100 +
  2 * x +
  3 * y +
  0.2 * y * y +
  0.1 * x * y +
  0.2 * Math.sqrt(Math.abs(x)) +
  ((wave(20, 6 * x) +
    wave(20, 2 * x) +
    wave(20, y) +
    wave(40, y / 3) +
    wave(160, y / 12) +
    wave(320, y / 30)) *
    2) /
    3

const eastM = (x: number, y: number): number =>
  300 +
  x +
  2 * y +
  0.1 * x * x +
  0.1 * x * y +
  0.1 * Math.sqrt(Math.abs(x)) +
  ((wave(20, 6 * x) +
    wave(20, 2 * x) +
    wave(20, x) +
    wave(40, x / 3) +
    wave(150, x / 12) +
    wave(300, x / 30)) *
    2) /
    3

/**
 * Where a place stands on a map on GCJ-02 (火星坐标). The authority publishes no formula; this is the one in public use,
 * which agrees with what map services answer to within a metre.
 */
export function toGcj02([lon, lat]: LonLatWgs84): LonLatGcj02 {
  if (!isShifted(lon, lat)) return [lon, lat]
  const [x, y] = [lon - 105, lat - 35]
  const sine = Math.sin(radians(lat))
  const w = 1 - SQUARED_ECCENTRICITY * sine * sine
  const meridianM = (HALF_AXIS_M * (1 - SQUARED_ECCENTRICITY)) / (w * Math.sqrt(w))
  const parallelM = (HALF_AXIS_M / Math.sqrt(w)) * Math.cos(radians(lat))
  return [
    lon + ((eastM(x, y) / parallelM) * 180) / Math.PI,
    lat + ((northM(x, y) / meridianM) * 180) / Math.PI,
  ]
}

/** Rounds of approach; each leaves a few thousandths of what the last one left. */
const ROUNDS = 5

/** The place that a map on GCJ-02 shows at a position; to within a millimetre of `toGcj02` turned round. */
export function fromGcj02(shown: LonLatGcj02): LonLatWgs84 {
  let found: LonLatWgs84 = [shown[0], shown[1]]
  for (let round = 0; round < ROUNDS; round++) {
    const [lon, lat] = toGcj02(found)
    found = [found[0] + shown[0] - lon, found[1] + shown[1] - lat]
  }
  return found
}
