import type { DrawnText } from '../../client/ui/drawn-text.ts'
import type { PageFacts, TextFact } from './facts.ts'

/**
 * Reads every text of the wall from the page. It runs inside the browser: everything it needs is in it or its argument.
 *
 * @param levels the four levels' colours as `#rrggbb`
 */
export function readPage(levels: readonly string[]): PageFacts {
  const wall = document.querySelector('main.wall')
  if (wall === null) throw new Error('no wall on the page')
  const picture = wall.getBoundingClientRect()
  const pen = document.createElement('canvas').getContext('2d')
  const heights = new Map<string, number>()
  const rgbOf = (hex: string): string =>
    `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`
  const levelRgb = new Set(levels.map(rgbOf))

  /** Share of the size of type that a sign is high. */
  function signEm(sign: string, family: string, weight: string): number {
    const key = `${sign} ${weight} ${family}`
    let share = heights.get(key)
    if (share === undefined && pen !== null) {
      pen.font = `${weight} 100px ${family}`
      const { actualBoundingBoxAscent, actualBoundingBoxDescent } = pen.measureText(sign)
      share = (actualBoundingBoxAscent + actualBoundingBoxDescent) / 100
      heights.set(key, share)
    }
    return share ?? 0.7
  }

  function lowestSign(text: string, family: string, weight: string): number {
    const kinds: [RegExp, string][] = [
      [/[0-9]/, '0'],
      [/[A-Za-z]/, 'H'],
      [/[\u3400-\u9fff]/, '国'],
    ]
    const found = kinds.filter(([kind]) => kind.test(text)).map(([, sign]) => sign)
    return Math.min(...(found.length === 0 ? ['国'] : found).map((s) => signEm(s, family, weight)))
  }

  const zoneOf = (element: Element): TextFact['zone'] => {
    const zone = element.closest('[data-zone]')?.getAttribute('data-zone')
    return zone === 'glance' || zone === 'scan' ? zone : 'read'
  }
  const whereOf = (element: Element): string =>
    element.closest('[data-panel]')?.getAttribute('aria-label') ??
    (element.closest('[class]')?.getAttribute('class') ?? element.tagName).split(' ')[0] ??
    ''

  /** Opacity of an element within everything it stands in; 0 when it is not to be seen. */
  function opacityOf(element: Element): number {
    let opacity = 1
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.visibility === 'hidden' || style.clipPath.startsWith('inset(50')) return 0
      opacity *= Number(style.opacity)
    }
    return opacity
  }

  function cutBy(element: Element, rect: DOMRect): 'whole' | 'ellipsis' | 'clipped' {
    for (let at: Element | null = element; at !== null && at !== wall; at = at.parentElement) {
      const style = getComputedStyle(at)
      const clips = (side: string): boolean => side !== 'visible'
      if (!clips(style.overflowX) && !clips(style.overflowY)) continue
      if (at.closest('.number-roll-digit') !== null) continue
      const box = at.getBoundingClientRect()
      const across = rect.right > box.right + 1.5 || rect.left < box.left - 1.5
      const down =
        rect.bottom > box.bottom + rect.height * 0.2 || rect.top < box.top - rect.height * 0.2
      if (across && style.textOverflow === 'ellipsis') return 'ellipsis'
      if (across || down) return 'clipped'
    }
    return 'whole'
  }

  const texts: TextFact[] = []
  const walker = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? ''
    const element = node.parentElement
    if (text === '' || element === null) continue
    if (element.closest('.for-readers, .map-hidden, script, style, title') !== null) continue
    const opacity = opacityOf(element)
    if (opacity === 0) continue
    const style = getComputedStyle(element)
    // The face of rolling digits is drawn by pseudo-elements; the text itself is there to be read and copied.
    const seen = element.classList.contains('number-roll-text') ? element.parentElement : element
    const { color, fontFamily, fontWeight } = getComputedStyle(seen ?? element)
    const sizePx = Number.parseFloat(style.fontSize)
    const range = document.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
    if (rects.length === 0) continue
    const signPx = lowestSign(text, fontFamily, fontWeight) * sizePx
    const full = element.closest('[title]')?.getAttribute('title') ?? ''
    const lines = new Map<number, DOMRect[]>()
    for (const rect of rects) {
      const line = Math.round(rect.top)
      lines.set(line, [...(lines.get(line) ?? []), rect])
    }
    for (const line of lines.values()) {
      const left = Math.min(...line.map((rect) => rect.left))
      const right = Math.max(...line.map((rect) => rect.right))
      const top = Math.min(...line.map((rect) => rect.top))
      const bottom = Math.max(...line.map((rect) => rect.bottom))
      // What stands in the line, without the room above and below it.
      const slack = Math.max(0, bottom - top - sizePx * 1.05) / 2
      const rect = new DOMRect(left, top + slack, right - left, bottom - top - 2 * slack)
      const how = cutBy(element, rect)
      // What may give way (data-spare) stands whole or not at all: below its box's edge it is not to be seen.
      const spare = element.closest('[data-spare]')?.getBoundingClientRect()
      if (spare !== undefined && rect.top >= spare.bottom - 2) continue
      const visible = how === 'ellipsis' ? element.getBoundingClientRect() : rect
      texts.push({
        text,
        on: 'page',
        where: whereOf(element),
        zone: zoneOf(element),
        box: {
          left: rect.left,
          top: rect.top,
          width: Math.min(rect.width, visible.right - rect.left),
          height: rect.height,
        },
        sizePx,
        signPx,
        color,
        opacity,
        clipped: how === 'clipped',
        cut: how === 'ellipsis' && !full.includes(text),
        headline: element.closest('.headline .indicator-value') !== null,
        state: element.closest('.city-word, .city-sentence') !== null,
      })
    }
  }
  const canvases: readonly DrawnText[] = window.nzhDrawnTexts?.() ?? []
  for (const drawn of canvases) {
    const { text, left, top, width, height, sizePx, family, color, halo, zone, on } = drawn
    const slack = Math.max(0, height - sizePx) / 2
    const canvas =
      on === 'chart' ? document.elementsFromPoint(left + width / 2, top + height / 2) : []
    const panel = canvas.find((element) => element.closest('[data-panel]') !== null) ?? null
    const box = panel?.closest('.chart-canvas')?.getBoundingClientRect()
    const outside =
      box !== undefined &&
      (left < box.left - 2 ||
        left + width > box.right + 2 ||
        top + slack < box.top - 2 ||
        top + height - slack > box.bottom + 2)
    texts.push({
      text,
      on,
      where: panel === null ? on : whereOf(panel),
      zone,
      box: { left, top: top + slack, width, height: height - 2 * slack },
      sizePx,
      signPx: lowestSign(text, family, '400') * sizePx,
      color,
      ...(halo === undefined ? {} : { halo }),
      opacity: panel === null ? 1 : opacityOf(panel),
      clipped: outside,
      cut: false,
      headline: false,
      state: false,
    })
  }

  const colorAlone: string[] = []
  for (const element of wall.querySelectorAll<HTMLElement>('*')) {
    const { color, backgroundColor, borderTopColor, borderTopWidth } = getComputedStyle(element)
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    )
    const used =
      (own && levelRgb.has(color)) ||
      levelRgb.has(backgroundColor) ||
      (borderTopWidth !== '0px' && levelRgb.has(borderTopColor))
    if (!used || element.closest('.level-mark, .for-readers') !== null) continue
    let beside = false
    for (
      let at: Element | null = element, up = 0;
      at !== null && up < 4;
      at = at.parentElement, up++
    ) {
      if (at.querySelector('.level-mark, .map-callout svg') !== null) beside = true
    }
    if (!beside && element.closest('[data-panel]')?.querySelector('.level-mark') == null) {
      colorAlone.push(`${whereOf(element)}: ${element.textContent?.trim().slice(0, 20) ?? ''}`)
    }
  }

  const canvas = document.querySelector<HTMLCanvasElement>('.map-canvas canvas')
  return {
    texts,
    overflowing: [...wall.querySelectorAll<HTMLElement>('[data-panel]')]
      .filter(
        ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
          scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
      )
      .map((panel) => panel.getAttribute('aria-label') ?? ''),
    colorAlone,
    canvas:
      canvas === null
        ? null
        : {
            css: `${canvas.clientWidth}×${canvas.clientHeight}`,
            backing: `${canvas.width}×${canvas.height}`,
          },
    anyLevel: wall.querySelector('.level-mark') !== null && picture.width > 0,
  }
}
