/** Red, green, blue, alpha, 0..255, as deck.gl takes it. */
export type Rgba = readonly [number, number, number, number]

const HEX = /^#([0-9a-f]{6})$/i
const FUNCTION = /^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:\s*[/,]\s*([\d.]+))?\s*\)$/i

/**
 * Reads a theme token: `#rrggbb` or `rgb(r g b / a)`.
 *
 * @param alpha 0..1, multiplies the token's own
 * @throws RangeError when the token is written another way, because a wall must not turn black unnoticed
 */
export function rgba(token: string, alpha = 1): Rgba {
  const hex = HEX.exec(token)?.[1]
  if (hex !== undefined) {
    const n = Number.parseInt(hex, 16)
    return [(n >> 16) & 255, (n >> 8) & 255, n & 255, Math.round(alpha * 255)]
  }
  const parts = FUNCTION.exec(token)
  if (parts === null) throw new RangeError(`not a colour token: ${token}`)
  const [, r, g, b, a] = parts
  return [Number(r), Number(g), Number(b), Math.round(alpha * Number(a ?? 1) * 255)]
}

/** Straight mix of two colours; `t` 0 gives `from`, 1 gives `to`. */
export function mix(from: Rgba, to: Rgba, t: number): Rgba {
  const at = (a: number, b: number): number => Math.round(a + (b - a) * t)
  return [at(from[0], to[0]), at(from[1], to[1]), at(from[2], to[2]), at(from[3], to[3])]
}

export const withAlpha = (color: Rgba, alpha: number): Rgba => [
  color[0],
  color[1],
  color[2],
  Math.round(alpha * 255),
]

export const cssColor = ([r, g, b, a]: Rgba): string =>
  `rgb(${r} ${g} ${b} / ${Math.round((a / 255) * 1000) / 1000})`
