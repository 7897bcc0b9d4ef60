import { formatScaled } from '../../ui/format.ts'
import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  cutText,
  displayText,
  formatTick,
  type Look,
  levelWord,
  nameText,
  px,
  textWidth,
} from '../look.ts'
import type { GaugeChart } from '../model.ts'
import { drawable } from './axes.ts'

type Dial = GaugeChart['dials'][number]

/** Where one bar stands, px. */
type Cell = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Most bars below each other in one column; more stand in two columns. */
const ONE_COLUMN = 3

/**
 * Dials where there is no height for an arc (条形表): a bar from the least to the greatest value, limits as ticks
 * across it, the number above. Nothing stands over anything else, however low the panel is.
 */
export function bulletOption({ dials }: GaugeChart, look: Look): ChartOption {
  const wide = look.widthPx > px(look, 300)
  // Six bars of a profile stand below each other where there is height, so that they can be compared.
  const columns = dials.length > ONE_COLUMN && wide && crowded(look, dials.length) ? 2 : 1
  const rows = Math.max(1, Math.ceil(dials.length / columns))
  const gapPx = px(look, 24)
  const width = (look.widthPx - gapPx * (columns - 1)) / columns
  const height = look.heightPx / rows
  return {
    ...BASE,
    graphic: dials.map((dial, i) => ({
      type: 'group',
      id: `bullet-${dial.id}`,
      silent: true,
      children: bullet(look, dial, {
        x: (i % columns) * (width + gapPx),
        y: Math.floor(i / columns) * height,
        width,
        height,
      }),
    })),
  }
}

/** Whether so many bars in one column would have less than two lines each. */
const crowded = (look: Look, bars: number): boolean => look.heightPx / bars < px(look, 46)

function bullet(look: Look, dial: Dial, cell: Cell): object[] {
  const { x, width } = cell
  const roomy = cell.height >= px(look, 84)
  const size = roomy ? 40 : cell.height >= px(look, 52) ? 26 : 18
  const barPx = px(look, roomy ? 12 : 6)
  const tickPx = px(look, 4)
  const endsPx = roomy ? px(look, AXIS + 8) : 0
  const blockPx = px(look, size + 6) + barPx + endsPx
  const top = cell.y + Math.max(0, (cell.height - blockPx) / 2)
  const baseline = top + px(look, size)
  const barTop = baseline + px(look, 8)
  const color = colorOf(look, dial)
  const span = Math.max(Number.MIN_VALUE, dial.max - dial.min)
  const at = (value: number): number =>
    x + width * Math.min(1, Math.max(0, ((drawable(value) ?? 0) - dial.min) / span))
  const number = formatScaled(dial.value, dial.scale)
  const unit = dial.scale.unit === '' ? '' : ` ${dial.scale.unit}`
  const word = dial.level === null ? '' : `${levelWord(look, dial.level)} `
  const numberPx = px(look, size * textWidth(number) * 1.06)
  const besidePx = px(look, AXIS * (textWidth(unit) + textWidth(word)) + 14)
  const nameUnits = (width - numberPx - besidePx) / px(look, AXIS)
  const ink = dial.level === null ? look.theme.ink : color
  return [
    text(look, cutText(dial.name, Math.max(3, nameUnits)), x, baseline, look.theme.inkSecond),
    {
      type: 'text',
      x: x + width,
      y: baseline + px(look, 3),
      style: {
        text: `{l|${word}}{v|${number}}{u|${unit}}`,
        align: 'right',
        verticalAlign: 'bottom',
        rich: {
          l: { ...nameText(look), fill: color },
          v: { ...displayText(look, size), fill: ink },
          u: { ...nameText(look), fill: look.theme.inkQuiet },
        },
      },
    },
    rect(x, barTop, width, barPx, look.theme.hairline),
    ...(dial.value === null
      ? []
      : [rect(x, barTop, Math.max(px(look, 2), at(dial.value) - x), barPx, color)]),
    ...dial.limits.map((limit) =>
      rect(
        at(limit.value) - px(look, 1),
        barTop - tickPx,
        px(look, 2.5),
        barPx + 2 * tickPx,
        look.theme.level[limit.level],
      ),
    ),
    ...(roomy
      ? [
          end(look, formatTick(dial.min, dial.scale), x, 'left', barTop + barPx),
          end(look, formatTick(dial.max, dial.scale), x + width, 'right', barTop + barPx),
        ]
      : []),
  ]
}

const colorOf = (look: Look, dial: Dial): string =>
  dial.level === null ? (look.theme.series[1] ?? look.theme.ink) : look.theme.level[dial.level]

const rect = (x: number, y: number, width: number, height: number, fill: string) => ({
  type: 'rect',
  shape: { x, y, width, height },
  style: { fill },
})

const text = (look: Look, value: string, x: number, bottom: number, fill: string) => ({
  type: 'text',
  x,
  y: bottom,
  style: {
    text: value,
    fill,
    verticalAlign: 'bottom',
    font: `${px(look, AXIS)}px ${nameText(look).fontFamily}`,
  },
})

const end = (look: Look, value: string, x: number, align: 'left' | 'right', barBottom: number) => ({
  type: 'text',
  x,
  y: barBottom + px(look, 6),
  style: {
    text: value,
    align,
    verticalAlign: 'top',
    fill: look.theme.inkQuiet,
    font: `${px(look, AXIS)}px ${axisText(look).fontFamily}`,
  },
})
