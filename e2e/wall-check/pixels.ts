import type { Page } from 'playwright-core'
import type { PixelFacts, TextFact } from './facts.ts'

type Asked = {
  readonly picture: string
  readonly texts: readonly Pick<TextFact, 'box' | 'color' | 'opacity' | 'on' | 'sizePx' | 'halo'>[]
  readonly levels: readonly string[]
}

/**
 * Measures a picture of the wall: by text its contrast with what lies behind it, and how much colour there is. Behind
 * a text of the page is the picture itself, where such texts are hidden; behind one on a canvas is the commonest colour
 * of its box, or its halo where that is at least a tenth of its size wide: then signs touch nothing else.
 *
 * @param bench an empty page of the same browser, which decodes the picture
 */
export const measurePixels = (bench: Page, asked: Asked): Promise<PixelFacts> =>
  bench.evaluate(inBrowser, asked)

async function inBrowser({ picture, texts, levels }: Asked): Promise<PixelFacts> {
  const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes]))
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (pen === null) throw new Error('no canvas to measure on')
  pen.drawImage(bitmap, 0, 0)
  const { width, height } = bitmap
  bitmap.close()
  const { data } = pen.getImageData(0, 0, width, height)

  type Rgb = readonly [number, number, number]
  const linear = Array.from({ length: 256 }, (_, byte) => {
    const share = byte / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const lin = (byte: number): number => linear[Math.max(0, Math.min(255, Math.round(byte)))] ?? 0
  const luminance = ([r, g, b]: Rgb): number => 0.2126 * lin(r) + 0.7152 * lin(g) + 0.0722 * lin(b)
  const ratio = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  const pixel = (x: number, y: number): Rgb => {
    const at = (y * width + x) * 4
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]
  }

  function parse(color: string): { readonly rgb: Rgb; readonly alpha: number } {
    if (color.startsWith('#')) {
      const part = (at: number): number => Number.parseInt(color.slice(at, at + 2), 16)
      return { rgb: [part(1), part(3), part(5)], alpha: 1 }
    }
    const parts = (color.match(/-?[\d.]+/g) ?? []).map(Number)
    const [r = 255, g = 255, b = 255, alpha = 1] = parts
    // `color(srgb 0.5 …)` counts from 0 to 1.
    const scale = color.startsWith('color(') ? 255 : 1
    return { rgb: [r * scale, g * scale, b * scale], alpha }
  }

  const contrast = texts.map(({ box, color, opacity, on, sizePx, halo }) => {
    const left = Math.max(0, Math.floor(box.left))
    const top = Math.max(0, Math.floor(box.top))
    const right = Math.min(width, Math.ceil(box.left + box.width))
    const bottom = Math.min(height, Math.ceil(box.top + box.height))
    if (right - left < 2 || bottom - top < 2) return null
    const { rgb, alpha } = parse(color)
    const share = alpha * opacity
    const mixed = (top: Rgb, part: number, under: Rgb): Rgb => [
      top[0] * part + under[0] * (1 - part),
      top[1] * part + under[1] * (1 - part),
      top[2] * part + under[2] * (1 - part),
    ]
    const over = (behind: Rgb): number =>
      ratio(luminance(mixed(rgb, share, behind)), luminance(behind))
    const step = Math.max(1, Math.floor(Math.sqrt(((right - left) * (bottom - top)) / 400)))
    if (on === 'page') {
      const found: number[] = []
      for (let y = top; y < bottom; y += step) {
        for (let x = left; x < right; x += step) found.push(over(pixel(x, y)))
      }
      found.sort((a, b) => a - b)
      return found[Math.floor(found.length * 0.1)] ?? null
    }
    const counts = new Map<string, { rgb: Rgb; n: number }>()
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const rgbHere = pixel(x, y)
        const key = rgbHere.map((part) => part >> 4).join(' ')
        const known = counts.get(key)
        if (known === undefined) counts.set(key, { rgb: rgbHere, n: 1 })
        else known.n += 1
      }
    }
    const commonest = [...counts.values()].reduce((best, each) => (each.n > best.n ? each : best))
    // A box full of its own text shows little of what is behind; then its commonest colour is the text's.
    const self = Math.abs(luminance(commonest.rgb) - luminance(rgb)) < 0.01
    const rest = [...counts.values()].filter((each) => each !== commonest)
    const behind = self && rest.length > 0 ? rest.reduce((a, b) => (b.n > a.n ? b : a)) : commonest
    if (halo === undefined || halo.widthPx < sizePx / 10) return over(behind.rgb)
    const around = parse(halo.color)
    return over(mixed(around.rgb, around.alpha, behind.rgb))
  })

  const labOf = ([r, g, b]: Rgb): Rgb => {
    const [lr, lg, lb] = [lin(r), lin(g), lin(b)]
    const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
    const x = f((0.4124 * lr + 0.3576 * lg + 0.1805 * lb) / 0.95047)
    const y = f(0.2126 * lr + 0.7152 * lg + 0.0722 * lb)
    const z = f((0.0193 * lr + 0.1192 * lg + 0.9505 * lb) / 1.08883)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }
  const alarms = levels.map((hex) => labOf(parse(hex).rgb))
  /** CIE94 is within a unit of ΔE00 for these saturated colours, and far cheaper. */
  const near = (lab: Rgb): boolean =>
    alarms.some(([l, a, b]) => {
      const c1 = Math.hypot(a, b)
      const c2 = Math.hypot(lab[1], lab[2])
      const dl = l - lab[0]
      const dc = c1 - c2
      const dh2 = Math.max(0, (a - lab[1]) ** 2 + (b - lab[2]) ** 2 - dc ** 2)
      return dl ** 2 + (dc / (1 + 0.045 * c1)) ** 2 + dh2 / (1 + 0.015 * c1) ** 2 < 100
    })
  let saturated = 0
  let alarmPixels = 0
  let counted = 0
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const [r, g, b] = pixel(x, y)
      const most = Math.max(r, g, b)
      counted += 1
      if (most < 64 || most - Math.min(r, g, b) <= most * 0.5) continue
      saturated += 1
      if (r > 170 && near(labOf([r, g, b]))) alarmPixels += 4
    }
  }
  return { contrast, saturated: saturated / Math.max(1, counted), alarmPixels }
}
