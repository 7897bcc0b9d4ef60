/** The seams of a wall of screens: how many there are across and down, and how wide their joint is, CSS pixels. */
export type Bezel = { readonly cols: number; readonly rows: number; readonly px: number }

/** From where to where something stands along one side, in units. */
export type Span = { readonly from: number; readonly to: number }

/** Nothing to be read stands nearer to a seam's edge, CSS pixels. */
const CLEAR_PX = 10

/** `?bezel=cols,rows,px`: null when absent or not three sensible numbers. */
export function parseBezel(text: string | null): Bezel | null {
  const match = /^(\d{1,2}),(\d{1,2}),(\d{1,3})$/.exec(text ?? '')
  if (match === null) return null
  const [cols, rows, px] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return cols >= 1 && rows >= 1 ? { cols, rows, px } : null
}

/** The screens along one side as spans, each without the edges that lie at a seam. */
export function cells(lengthU: number, count: number, bezelPx: number, unitPx: number): Span[] {
  const clearU = (bezelPx / 2 + CLEAR_PX) / unitPx
  return Array.from({ length: count }, (_, i) => ({
    from: i === 0 ? 0 : (lengthU * i) / count + clearU,
    to: i === count - 1 ? lengthU : (lengthU * (i + 1)) / count - clearU,
  }))
}

/** Parts of a span that no seam crosses, in order; those shorter than `leastU` are left out. */
export function clearParts(span: Span, within: readonly Span[], leastU: number): Span[] {
  return within
    .map(({ from, to }) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }))
    .filter(({ from, to }) => to - from >= leastU)
}

/** The part that holds the middle of a span, or is nearest to it; the span itself when there is none. */
export function middlePart(span: Span, within: readonly Span[]): Span {
  const middle = (span.from + span.to) / 2
  const far = ({ from, to }: Span): number => Math.max(0, from - middle, middle - to)
  const parts = clearParts(span, within, 1)
  return (
    parts.reduce<Span | null>(
      (best, part) => (best === null || far(part) < far(best) ? part : best),
      null,
    ) ?? span
  )
}

/** A box in CSS pixels. */
type Box = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The joints of a wall with what is kept clear beside them, as boxes that labels stand clear of. */
export function seamBoxes(bezel: Bezel | null, width: number, height: number): Box[] {
  if (bezel === null) return []
  const { cols, rows, px } = bezel
  const thick = px + 2 * CLEAR_PX
  const at = (length: number, count: number): number[] =>
    Array.from({ length: count - 1 }, (_, i) => (length * (i + 1)) / count - thick / 2)
  return [
    ...at(width, cols).map((left) => ({ left, top: 0, width: thick, height })),
    ...at(height, rows).map((top) => ({ left: 0, top, width, height: thick })),
  ]
}
