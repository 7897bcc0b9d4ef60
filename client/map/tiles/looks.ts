import type { Theme } from '../../ui/theme.ts'
import { mix, type Rgba, rgba } from '../color.ts'

/**
 * Between black and white of a picture on the wall, 0 to 1: the quietest ink that stands on the map keeps its 4.5 : 1 on
 * the lightest pixel at night, and on the darkest by day.
 */
export const PICTURE_RANGE: Readonly<Record<Theme['name'], readonly [number, number]>> = {
  night: [0.03, 0.165],
  day: [0.89, 1],
}

/** Surfaces of vector tiles, calm enough for text like a picture: water and buildings by how far they leave the ground. */
export function surfaces({ name, ground, ink, ramp }: Theme): { water: Rgba; building: Rgba } {
  const [, deep = ground, middle = ground] = ramp
  const isNight = name === 'night'
  return {
    water: mix(rgba(ground), rgba(isNight ? deep : middle), isNight ? 0.42 : 0.16),
    building: mix(rgba(ground), rgba(ink), isNight ? 0.1 : 0.04),
  }
}
