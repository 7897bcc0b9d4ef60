import type { Camera } from './camera.ts'
import { type LonLat, mercator, unmercator } from './geometry.ts'

/** A camera's way from one place to another, timed by the server so that all screens of a wall fly alike. */
export type Flight = {
  readonly from: Camera
  readonly to: Camera
  /** Server time at which it begins, epoch ms. */
  readonly startMs: number
  readonly durationMs: number
}

/** How much the arc rises: the authors' mean of what people chose. */
const RHO = 1.42

const ease = (t: number): number => (t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2)
const mix = (a: number, b: number, t: number): number => a + (b - a) * t

/** The shorter way round the compass, degrees. */
const turn = (from: number, to: number, t: number): number =>
  from + ((((to - from) % 360) + 540) % 360) * t - 180 * t

/**
 * Where the camera is at a server time: before the start at `from`, after the end exactly at `to`. In between on the
 * smooth arc that rises over long ways (van Wijk and Nuij, "Smooth and efficient zooming and panning", 2003).
 */
export function cameraAt({ from, to, startMs, durationMs }: Flight, nowMs: number): Camera {
  const t = durationMs <= 0 ? 1 : (nowMs - startMs) / durationMs
  if (t <= 0) return from
  if (t >= 1) return to
  const at = ease(t)
  const { center, zoom } = arc(from, to, at)
  return {
    center,
    zoom,
    bearing: turn(from.bearing, to.bearing, at),
    pitch: mix(from.pitch, to.pitch, at),
  }
}

function arc(from: Camera, to: Camera, t: number): { center: LonLat; zoom: number } {
  const [x0, y0] = mercator(from.center)
  const [x1, y1] = mercator(to.center)
  const way = Math.hypot(x1 - x0, y1 - y0)
  // Visible widths; only their ratio to the way shapes the arc.
  const w0 = 2 ** -from.zoom
  const w1 = 2 ** -to.zoom
  if (way < w0 * 1e-4) return { center: to.center, zoom: mix(from.zoom, to.zoom, t) }
  const rise = (w: number, sign: 1 | -1): number => {
    const b = (w1 ** 2 - w0 ** 2 + sign * RHO ** 4 * way ** 2) / (2 * w * RHO ** 2 * way)
    return Math.log(Math.sqrt(b ** 2 + 1) - b)
  }
  const r0 = rise(w0, 1)
  const r1 = rise(w1, -1)
  const s = ((r1 - r0) / RHO) * t
  const w = (w0 * Math.cosh(r0)) / Math.cosh(r0 + RHO * s)
  const u = (w0 * (Math.cosh(r0) * Math.tanh(r0 + RHO * s) - Math.sinh(r0))) / RHO ** 2 / way
  return { center: unmercator([mix(x0, x1, u), mix(y0, y1, u)]), zoom: -Math.log2(w) }
}

/** A new flight that begins where an unfinished one is at its own start. */
export const flyOn = (
  before: Flight | null,
  standing: Camera,
  to: Camera,
  timing: Pick<Flight, 'startMs' | 'durationMs'>,
): Flight => ({
  from: before === null ? standing : cameraAt(before, timing.startMs),
  to,
  ...timing,
})
