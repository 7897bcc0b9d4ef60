import type { Theme } from '../ui/theme.ts'
import { rgba } from './color.ts'
import { circle, type LonLat } from './geometry.ts'
import type { Drawing } from './layers/plan.ts'

/** Radii round an incident (战时), metres. */
const EMERGENCY_RADII_M = [500, 1_000, 3_000] as const

let last: { readonly at: LonLat; readonly theme: Theme; readonly drawing: Drawing } | null = null

/** Rings round the incident the map has flown to. The same incident gives the same rows. */
export function emergencyRings(at: LonLat, theme: Theme, unitPx: number): Drawing {
  if (last !== null && last.at === at && last.theme === theme) return last.drawing
  const drawing: Drawing = {
    lines: EMERGENCY_RADII_M.map((radiusM) => ({
      path: circle(at, radiusM),
      color: rgba(theme.ink, 0.55),
      widthPx: 1.5 * unitPx,
      mark: null,
    })),
  }
  last = { at, theme, drawing }
  return drawing
}
