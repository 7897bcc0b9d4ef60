export type Box = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
/** A label that wants to stand near its anchor, px. */
export type LabelRequest = {
  readonly id: string
  /** The point it speaks of. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Greater is placed first. */
  readonly priority: number
}
export type PlacedLabel = { readonly id: string; readonly box: Box }

export const overlaps = (a: Box, b: Box, gap = 0): boolean =>
  a.left < b.left + b.width + gap &&
  b.left < a.left + a.width + gap &&
  a.top < b.top + b.height + gap &&
  b.top < a.top + a.height + gap

const within = (box: Box, room: Box): boolean =>
  box.left >= room.left &&
  box.top >= room.top &&
  box.left + box.width <= room.left + room.width &&
  box.top + box.height <= room.top + room.height

/** Where a label may stand seen from its anchor, best first: how far out (in reaches), and which way (x of its width). */
const CANDIDATES: readonly (readonly [reach: number, shift: number])[] = [
  [1, 0],
  [1, -1],
  [1.7, 0],
  [1.7, -1],
  [0.5, 0],
  [0.5, -1],
  [2.4, -0.5],
  [-1, 0],
  [-1, -1],
  [3.1, 0],
  [3.1, -1],
  [-1.7, -0.5],
]

/**
 * Puts labels where they touch neither each other, nor what already stands there, nor the edge.
 * What finds no room is left out: an absent label is better than an unreadable one.
 *
 * @param reach px from the anchor to the label's near edge
 * @returns the placed ones, in order of priority
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  obstacles: readonly Box[],
  room: Box,
  reach: number,
): PlacedLabel[] {
  const taken: Box[] = [...obstacles]
  const placed: PlacedLabel[] = []
  const inOrder = [...requests].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
  for (const request of inOrder) {
    const box = CANDIDATES.map(([out, shift]) => candidate(request, out * reach, shift)).find(
      (at) => within(at, room) && !taken.some((other) => overlaps(at, other, reach / 8)),
    )
    if (box === undefined) continue
    taken.push(box)
    placed.push({ id: request.id, box })
  }
  return placed
}

function candidate({ x, y, width, height }: LabelRequest, out: number, shift: number): Box {
  return {
    left: x + shift * width,
    top: out > 0 ? y - out - height : y - out,
    width,
    height,
  }
}
