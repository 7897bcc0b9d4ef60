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
  [0.9, 0.12],
  [0.9, -1.12],
  [-0.2, 0.12],
  [-0.2, -1.12],
]

type Point = { readonly x: number; readonly y: number }
type Segment = readonly [Point, Point]

/** Where the line from an anchor meets its label: the near edge. */
export const leaderEnd = ({ x, y }: Point, box: Box): Point => ({
  x: Math.min(box.left + box.width, Math.max(box.left, x)),
  y: box.top > y ? box.top : Math.min(y, box.top + box.height),
})

const side = (a: Point, b: Point, p: Point): number =>
  (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)

/** Whether two lines cross; touching at an end counts as not. */
export const crosses = ([a, b]: Segment, [c, d]: Segment): boolean =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0

const through = (line: Segment, { left, top, width, height }: Box): boolean => {
  const [nw, ne] = [
    { x: left, y: top },
    { x: left + width, y: top },
  ]
  const [sw, se] = [
    { x: left, y: top + height },
    { x: left + width, y: top + height },
  ]
  return crosses(line, [nw, se]) || crosses(line, [ne, sw])
}

/**
 * Puts labels where they touch neither each other, nor what already stands there, nor the edge, and where no line to
 * an anchor crosses another one or runs through a label. What finds no room is left out: an absent label is better
 * than an unreadable one.
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
  const leaders: Segment[] = []
  const isClear = (request: LabelRequest, at: Box): boolean => {
    const leader: Segment = [request, leaderEnd(request, at)]
    return (
      !leaders.some((other) => crosses(leader, other) || through(other, at)) &&
      !placed.some(({ box }) => through(leader, box))
    )
  }
  const inOrder = [...requests].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
  for (const request of inOrder) {
    const box = CANDIDATES.map(([out, shift]) => candidate(request, out * reach, shift)).find(
      (at) =>
        within(at, room) &&
        !taken.some((other) => overlaps(at, other, reach / 8)) &&
        isClear(request, at),
    )
    if (box === undefined) continue
    taken.push(box)
    leaders.push([request, leaderEnd(request, box)])
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

/**
 * Gathers labels whose anchors lie nearer than `distance` to one of greater priority: their lines would be a bundle.
 *
 * @returns for each label that speaks for others, which
 */
export function gathered(
  labels: readonly Pick<LabelRequest, 'id' | 'x' | 'y' | 'priority'>[],
  distance: number,
): ReadonlyMap<string, readonly string[]> {
  const heads: { readonly x: number; readonly y: number; readonly id: string }[] = []
  const groups = new Map<string, string[]>()
  const inOrder = [...labels].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
  for (const { id, x, y } of inOrder) {
    const head = heads.find((each) => Math.hypot(each.x - x, each.y - y) < distance)
    if (head !== undefined) groups.get(head.id)?.push(id)
    else {
      heads.push({ id, x, y })
      groups.set(id, [])
    }
  }
  return groups
}
