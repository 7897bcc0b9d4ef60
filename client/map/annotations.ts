import { openProvenance } from '../scenes/provenance.ts'
import type { AlarmRing } from './alarm-marks.ts'
import type { LonLat } from './geometry.ts'
import { type Box, gathered, type LabelRequest, leaderEnd, placeLabels } from './label-layout.ts'
import type { Callout } from './layers/plan.ts'

export type Project = (at: LonLat) => { readonly x: number; readonly y: number }
export type AnnotationView = {
  readonly project: Project
  /** Where labels may stand, px. */
  readonly room: Box
  readonly unitPx: number
  /** How much the pitch squeezes a circle on the ground. */
  readonly squeeze: number
  /** Town names, which the labels keep clear of. */
  readonly obstacles: readonly Box[]
  /** Words for `count` more places that a label speaks for. */
  readonly more: (count: number) => string
}

const SVG = 'http://www.w3.org/2000/svg'
const REACH = 46
/** Anchors nearer to each other than this share one label, units. */
const GATHER = 64

/** Shapes of the levels in a box of 20: told apart without colour. */
const SHAPES = {
  red: 'M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z',
  orange: 'M10 .4L19.6 10 10 19.6.4 10z',
  yellow: 'M10 1.2l9.6 17.2H.4z',
  blue: 'M10 1a9 9 0 1 1 0 18a9 9 0 1 1 0-18z',
} as const

/**
 * Labels, leader lines and alarm rings over the map, as elements: sharp at any size, found by a reader or a
 * test, and moved by CSS, so that a pulsing ring does not repaint the map.
 */
export class Annotations {
  readonly #root: HTMLElement
  readonly #svg: SVGSVGElement
  readonly #labels = new Map<string, HTMLElement>()
  #callouts: readonly Callout[] = []
  #rings: readonly AlarmRing[] = []
  #boxes: readonly Box[] = []

  constructor(root: HTMLElement) {
    this.#root = root
    this.#svg = document.createElementNS(SVG, 'svg')
    this.#svg.setAttribute('aria-hidden', 'true')
    this.#svg.classList.add('map-lines')
    root.append(this.#svg)
  }

  /** Shows these and no others; labels that stay keep their element. */
  show(callouts: readonly Callout[], rings: readonly AlarmRing[], view: AnnotationView): void {
    const ringed = new Set(rings.map(({ callout }) => `${callout.source?.place}`))
    // The alarm's own label already says what stands at its place.
    const others = callouts.filter(({ source }) => !ringed.has(`${source?.place}`))
    this.#callouts = [...rings.map(({ callout }) => callout), ...others]
    this.#rings = rings
    const wanted = new Set(this.#callouts.map(({ id }) => id))
    for (const [id, element] of this.#labels) {
      if (wanted.has(id)) continue
      element.remove()
      this.#labels.delete(id)
    }
    for (const callout of this.#callouts) this.#write(callout)
    this.place(view)
  }

  /** What the labels take on the screen as they stand, px. */
  get boxes(): readonly Box[] {
    return this.#boxes
  }

  /** Puts everything where the camera now shows it. */
  place(view: AnnotationView): void {
    const spots = new Map(this.#callouts.map((c) => [c.id, view.project(c.position)]))
    const seen = this.#callouts.flatMap((callout) => {
      const spot = spots.get(callout.id)
      return spot === undefined || !inside(spot, view.room)
        ? []
        : [{ id: callout.id, x: spot.x, y: spot.y, priority: callout.priority }]
    })
    const counts = new Map(
      [...gathered(seen, GATHER * view.unitPx)].map(([id, others]) => [id, others.length]),
    )
    const requests = (): LabelRequest[] =>
      seen.flatMap((label): LabelRequest[] => {
        const count = counts.get(label.id)
        const element = this.#labels.get(label.id)
        if (element === undefined || count === undefined) return []
        writeMore(element, count === 0 ? '' : view.more(count))
        return [{ ...label, width: element.offsetWidth, height: element.offsetHeight }]
      })
    const put = () => placeLabels(requests(), view.obstacles, view.room, REACH * view.unitPx)
    const first = put()
    const placed = new Map(
      (this.#speakForOthers(seen, first, counts) ? put() : first).map(({ id, box }) => [id, box]),
    )
    this.#boxes = [...placed.values()]
    const drawn: SVGElement[] = this.#rings.map((ring) => ringElement(ring, view))
    for (const callout of this.#callouts) {
      const element = this.#labels.get(callout.id)
      const box = placed.get(callout.id)
      const spot = spots.get(callout.id)
      if (element === undefined) continue
      element.hidden = false
      element.style.visibility = box === undefined ? 'hidden' : 'visible'
      if (box === undefined || spot === undefined) continue
      element.style.transform = `translate(${Math.round(box.left)}px, ${Math.round(box.top)}px)`
      drawn.push(leader(spot, box, callout))
    }
    this.#svg.replaceChildren(...drawn)
  }

  /**
   * Adds the labels that found no room to the count of the nearest one that did.
   *
   * @param counts is changed
   * @returns whether there were any
   */
  #speakForOthers(
    seen: readonly Pick<LabelRequest, 'id' | 'x' | 'y'>[],
    placed: readonly { readonly id: string }[],
    counts: Map<string, number>,
  ): boolean {
    const standing = new Set(placed.map(({ id }) => id))
    const heads = seen.filter(({ id }) => standing.has(id))
    const homeless = seen.filter(({ id }) => counts.has(id) && !standing.has(id))
    if (heads.length === 0) return false
    for (const { id, x, y } of homeless) {
      const host = heads.reduce((a, b) =>
        Math.hypot(a.x - x, a.y - y) <= Math.hypot(b.x - x, b.y - y) ? a : b,
      )
      counts.set(host.id, (counts.get(host.id) ?? 0) + 1 + (counts.get(id) ?? 0))
      counts.delete(id)
    }
    return homeless.length > 0
  }

  /** A ring that expands once where something new came in. */
  announce(at: LonLat, view: AnnotationView): void {
    const { x, y } = view.project(at)
    const ring = document.createElement('i')
    ring.className = 'map-new'
    ring.style.setProperty('--squeeze', String(view.squeeze))
    ring.style.left = `${x}px`
    ring.style.top = `${y}px`
    ring.addEventListener('animationend', () => ring.remove())
    this.#root.append(ring)
  }

  close(): void {
    this.#labels.clear()
    this.#root.replaceChildren()
  }

  #write(callout: Callout): void {
    const known = this.#labels.get(callout.id)
    const element = known ?? document.createElement(callout.source === null ? 'div' : 'button')
    const text = `${callout.level} ${callout.title} ${callout.value}`
    if (element.dataset['text'] === text) return
    element.dataset['text'] = text
    element.className = 'map-callout'
    // Until it is placed: where it will stand is not known yet.
    if (known === undefined) element.style.visibility = 'hidden'
    element.title = `${callout.title} ${callout.value}`.trim()
    element.dataset['level'] = callout.level ?? ''
    const title = document.createElement('b')
    title.textContent = callout.title
    const value = document.createElement('span')
    value.textContent = callout.value
    element.replaceChildren(
      ...(callout.level === null ? [] : [levelShape(callout.level)]),
      title,
      ...(callout.value === '' ? [] : [value]),
    )
    const { source } = callout
    if (known !== undefined) return
    if (element instanceof HTMLButtonElement && source !== null) {
      element.type = 'button'
      element.addEventListener('click', () => openProvenance(source.indicator, source.place))
    }
    this.#labels.set(callout.id, element)
    this.#root.append(element)
  }
}

/** The part of a label that tells how many more it speaks for; '' takes it away. */
function writeMore(element: HTMLElement, text: string): void {
  const known = element.querySelector('small')
  if ((known?.textContent ?? '') === text) return
  known?.remove()
  if (text === '') return
  const more = document.createElement('small')
  more.textContent = text
  element.append(more)
}

const inside = ({ x, y }: { x: number; y: number }, room: Box): boolean =>
  x >= room.left && x <= room.left + room.width && y >= room.top && y <= room.top + room.height

function levelShape(level: keyof typeof SHAPES): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 20 20')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', SHAPES[level])
  path.setAttribute('fill', `var(--level-${level})`)
  svg.append(path)
  return svg
}

function ringElement(ring: AlarmRing, { project, unitPx, squeeze }: AnnotationView): SVGElement {
  const { x, y } = project(ring.position)
  const group = document.createElementNS(SVG, 'g')
  group.setAttribute('transform', `translate(${x} ${y}) scale(1 ${squeeze})`)
  group.setAttribute('stroke', `var(--level-${ring.level})`)
  group.dataset['place'] = ring.place
  for (const [radius, kind] of [
    [13, 'still'],
    [24, ring.pulses ? 'pulse' : 'still'],
  ] as const) {
    const circle = document.createElementNS(SVG, 'circle')
    circle.setAttribute('r', String(radius * unitPx))
    circle.setAttribute('class', `map-ring map-ring-${kind}`)
    group.append(circle)
  }
  return group
}

/** From the place to the near edge of its label. */
function leader(
  spot: { readonly x: number; readonly y: number },
  box: Box,
  callout: Callout,
): SVGElement {
  const line = document.createElementNS(SVG, 'line')
  const end = leaderEnd(spot, box)
  line.setAttribute('x1', String(spot.x))
  line.setAttribute('y1', String(spot.y))
  line.setAttribute('x2', String(end.x))
  line.setAttribute('y2', String(end.y))
  line.setAttribute('class', 'map-leader')
  if (callout.level !== null) line.setAttribute('stroke', `var(--level-${callout.level})`)
  return line
}
