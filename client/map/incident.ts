import type { NearbyAsset } from '../../protocol/emergency/nearby.ts'
import type { Theme } from '../ui/theme.ts'
import { rgba } from './color.ts'
import { circle, type LonLat } from './geometry.ts'
import type { Callout, Drawing } from './layers/plan.ts'

/** Radii round an incident (战时), metres (DESIGN §8). */
const RADII_M = [500, 1_000, 3_000] as const
/** How far the camera looks: to the last ring. */
export const LOOK_M = 3_000
/** Names that are written beside what is near, of each kind. */
const NAMED = 1
/** What is beyond the last ring is in the list, not on the map. */
const NEAR_M = 3_000

export type IncidentScene = {
  readonly at: LonLat
  readonly title: string
  readonly nearby: readonly NearbyAsset[]
  readonly language: 'zh' | 'en'
}

/** Rings round the incident, a dot for all that is near. */
export function incidentDrawing(
  { at, nearby }: Pick<IncidentScene, 'at' | 'nearby'>,
  theme: Theme,
  unitPx: number,
): Drawing {
  return {
    lines: RADII_M.map((radiusM) => ({
      path: circle(at, radiusM),
      color: rgba(theme.ink, radiusM === 1_000 ? 0.7 : 0.4),
      widthPx: 1.5 * unitPx,
      mark: null,
    })),
    dots: [
      ...within(nearby).map(({ position }) => ({
        position,
        radiusPx: 5 * unitPx,
        fill: rgba(theme.ink, 0.85),
        line: rgba(theme.ground, 1),
        linePx: 1.5 * unitPx,
        mark: null,
      })),
      {
        position: at,
        radiusPx: 9 * unitPx,
        fill: rgba(theme.level.red, 1),
        line: rgba(theme.ink, 1),
        linePx: 2.5 * unitPx,
        mark: null,
      },
    ],
  }
}

/** The incident's own name, the rings' radii, and the nearest of each kind. */
export function incidentCallouts({ at, title, nearby, language }: IncidentScene): Callout[] {
  const seen = new Map<string, number>()
  const named = within(nearby).filter(({ kind }) => {
    const before = seen.get(kind) ?? 0
    seen.set(kind, before + 1)
    return before < NAMED
  })
  return [
    {
      id: 'incident',
      position: at,
      title,
      value: '',
      level: 'red',
      priority: 100,
      source: null,
    },
    ...RADII_M.map(
      (radiusM, i): Callout => ({
        id: `ring ${radiusM}`,
        position: northOf(at, radiusM),
        title: radiusM < 1_000 ? `${radiusM} m` : `${radiusM / 1_000} km`,
        value: '',
        level: null,
        priority: 40 - i,
        source: null,
      }),
    ),
    ...named.map(
      ({ id, kind, name_zh, name_en, position, distanceM }, i): Callout => ({
        id: `near ${kind} ${id}`,
        position,
        title: language === 'zh' ? name_zh : name_en,
        value: `${(distanceM / 1_000).toFixed(1)} km`,
        level: null,
        priority: 80 - i,
        source: null,
      }),
    ),
  ]
}

const within = (nearby: readonly NearbyAsset[]): readonly NearbyAsset[] =>
  nearby.filter(({ distanceM }) => distanceM <= NEAR_M)

const METRES_A_DEGREE = 111_195
const northOf = ([lon, lat]: LonLat, metres: number): LonLat => [
  lon,
  lat + metres / METRES_A_DEGREE,
]
