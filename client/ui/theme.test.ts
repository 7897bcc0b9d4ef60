import { describe, expect, test } from 'vitest'
import { LEVELS, type Level } from '../../protocol/indicator/definition.ts'
import { contrastOf } from '../charts/look.ts'
import { DAY, NIGHT, type Theme } from './theme.ts'

type Triple = readonly [number, number, number]

const linearOf = (hex: string): Triple => {
  const part = (at: number): number => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}

const times = (matrix: readonly Triple[], [x, y, z]: Triple): Triple => {
  const row = (at: number): number => {
    const [a, b, c] = matrix[at] ?? [0, 0, 0]
    return Math.min(1, Math.max(0, a * x + b * y + c * z))
  }
  return [row(0), row(1), row(2)]
}

/** Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB. */
const EYES: Record<'normal' | 'protan' | 'deutan' | 'tritan', readonly Triple[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function labOf([r, g, b]: Triple): Triple {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** CIEDE2000 (Sharma, Wu, Dalal 2005). */
function deltaE([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const rad = Math.PI / 180
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)))
  const [p1, p2] = [(1 + g) * a1, (1 + g) * a2]
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)]
  const hue = (b: number, a: number): number => (Math.atan2(b, a) / rad + 360) % 360
  const [h1, h2] = [hue(b1, p1), hue(b2, p2)]
  const turn = h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1
  const dh = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * rad)
  const l = (l1 + l2) / 2
  const c = (c1 + c2) / 2
  const h = Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2
  const t =
    1 -
    0.17 * Math.cos((h - 30) * rad) +
    0.24 * Math.cos(2 * h * rad) +
    0.32 * Math.cos((3 * h + 6) * rad) -
    0.2 * Math.cos((4 * h - 63) * rad)
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2)
  const sc = 1 + 0.045 * c
  const sh = 1 + 0.015 * c * t
  const rc = 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7))
  const rt = -rc * Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * rad)
  return Math.sqrt(
    ((l2 - l1) / sl) ** 2 +
      ((c2 - c1) / sc) ** 2 +
      (dh / sh) ** 2 +
      rt * ((c2 - c1) / sc) * (dh / sh),
  )
}

const closest = ({ level }: Theme, eye: keyof typeof EYES): number => {
  const labs = LEVELS.map((each: Level) => labOf(times(EYES[eye], linearOf(level[each]))))
  const pairs = labs.flatMap((a, i) => labs.slice(i + 1).map((b) => deltaE(a, b)))
  return Math.min(...pairs)
}

test('two colours are as far apart as the published pairs say', () => {
  expect(deltaE([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 3)
  expect(deltaE([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 3)
})

describe('the four levels at night', () => {
  test('stay apart for every eye', () => {
    expect(closest(NIGHT, 'normal')).toBeGreaterThanOrEqual(20)
    for (const eye of ['protan', 'deutan', 'tritan'] as const) {
      expect(closest(NIGHT, eye)).toBeGreaterThanOrEqual(10)
    }
  })

  test('stand out from the ground: 4.8 to 14.7 to one', () => {
    const ratios = LEVELS.map((level) => contrastOf(NIGHT.level[level], NIGHT.ground))
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.8)
  })

  test('are no colour of a series, a category, a ramp, or of good and bad', () => {
    const { series, accent, ramp, diverging, good, bad } = NIGHT
    for (const color of [...series, ...Object.values(accent), ...ramp, ...diverging, good, bad]) {
      for (const level of LEVELS) {
        const apart = deltaE(labOf(linearOf(color)), labOf(linearOf(NIGHT.level[level])))
        expect([color, level, apart > 10]).toEqual([color, level, true])
      }
    }
  })
})

test.each([NIGHT, DAY])(
  'ink of every strength reads on the $name ground, numbers at seven to one',
  (theme) => {
    for (const ink of [theme.ink, theme.inkSecond, theme.inkQuiet]) {
      expect(contrastOf(ink, theme.ground)).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrastOf(theme.ink, theme.ground)).toBeGreaterThanOrEqual(7)
    for (const color of [...Object.values(theme.accent), theme.good, theme.bad]) {
      expect(contrastOf(color, theme.ground)).toBeGreaterThanOrEqual(4.5)
    }
  },
)
