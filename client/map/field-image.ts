import type { Rgba } from './color.ts'
import { FINE } from './cover.ts'
import type { Field, Grid } from './field.ts'
import type { ImageRow } from './layers/plan.ts'

/**
 * A field as pixels, finer than its grid and smooth to the district's border.
 *
 * @param colorOf colour of a value; `spread` is how much the value changes across one pixel; null = clear
 */
export function fieldImage(
  { cover }: Grid,
  field: Field,
  colorOf: (value: number, spread: number) => Rgba | null,
): ImageRow {
  const { columns, rows, share } = cover
  const pixels = new Uint8ClampedArray(columns * rows * 4)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column
      const part = share[index] ?? 0
      if (part <= 0) continue
      const x = (column + 0.5) / FINE - 0.5
      const y = (row + 0.5) / FINE - 0.5
      const value = between(field, x, y)
      if (Number.isNaN(value)) continue
      const spread =
        Math.abs(between(field, x + 1 / FINE, y) - value) +
        Math.abs(between(field, x, y + 1 / FINE) - value)
      const color = colorOf(value, Number.isNaN(spread) ? 0 : spread)
      if (color === null) continue
      const [r, g, b, a] = color
      const at = index * 4
      pixels[at] = r
      pixels[at + 1] = g
      pixels[at + 2] = b
      pixels[at + 3] = a * Math.min(1, part)
    }
  }
  return { columns, rows, bounds: [field.west, field.south, field.east, field.north], pixels }
}

/** The value at a place of the grid, between the four cells round it that have one (bilinear). */
function between(field: Field, x: number, y: number): number {
  const column = Math.floor(x)
  const row = Math.floor(y)
  let sum = 0
  let weights = 0
  for (let dr = 0; dr < 2; dr++) {
    for (let dc = 0; dc < 2; dc++) {
      const c = Math.min(field.columns - 1, Math.max(0, column + dc))
      const r = Math.min(field.rows - 1, Math.max(0, row + dr))
      const value = field.values[r * field.columns + c] ?? Number.NaN
      if (Number.isNaN(value)) continue
      const weight = (dc === 0 ? column + 1 - x : x - column) * (dr === 0 ? row + 1 - y : y - row)
      sum += weight * value
      weights += weight
    }
  }
  return weights > 0 ? sum / weights : Number.NaN
}
