import { AXIS, cutText, type Look, nameText, px, seriesColor, textWidth } from '../look.ts'

/** Height of a row of the key, in units. */
export const KEY_ROW = 21

type Named = { readonly name: string }

const itemPx = (look: Look, name: string): number => px(look, AXIS * textWidth(name) + 34)

/** Rows the key takes: names stand beside each other, and go on in the next row rather than being cut. */
export const keyRows = (look: Look, series: readonly Named[]): number =>
  placeItems(look, series).reduce((rows, { row }) => Math.max(rows, row + 1), 0)

function placeItems(look: Look, series: readonly Named[]): { left: number; row: number }[] {
  let left = 0
  let row = 0
  return series.map(({ name }) => {
    const width = itemPx(look, name)
    if (left > 0 && left + width > look.widthPx + px(look, 18)) {
      left = 0
      row++
    }
    const at = { left, row }
    left += width
    return at
  })
}

/** Names of bars' colours, once, above them: bars of several series have no end where a name could stand. */
export function seriesKey(look: Look, series: readonly Named[]) {
  const places = placeItems(look, series)
  return series.map(({ name }, i) => ({
    type: 'group',
    id: `key-${i}`,
    left: places[i]?.left ?? 0,
    top: px(look, KEY_ROW * (places[i]?.row ?? 0)),
    silent: true,
    children: [
      {
        type: 'rect',
        shape: { x: 0, y: px(look, 5), width: px(look, 10), height: px(look, 10) },
        style: { fill: seriesColor(look, i) },
      },
      {
        type: 'text',
        x: px(look, 16),
        y: px(look, 1),
        style: {
          text: cutText(name, look.widthPx / px(look, AXIS) - 2),
          fill: look.theme.inkSecond,
          font: `${px(look, AXIS)}px ${nameText(look).fontFamily}`,
        },
      },
    ],
  }))
}
