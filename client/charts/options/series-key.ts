import { AXIS, cutText, type Look, nameText, px, seriesColor, textWidth } from '../look.ts'

/** Names of bars' colours, once, above them: bars of several series have no end where a name could stand. */
export function seriesKey(look: Look, series: readonly { readonly name: string }[]) {
  const widthPx = (name: string): number => px(look, AXIS * textWidth(name) + 36)
  const fits =
    series.reduce((sum, each) => sum + widthPx(each.name), 0) <= look.widthPx + px(look, 20)
  let leftPx = 0
  return series.map((each, i) => {
    const room = (look.widthPx / series.length - px(look, 34)) / px(look, AXIS)
    const text = fits ? each.name : cutText(each.name, Math.max(3, room))
    const item = {
      type: 'group',
      id: `key-${i}`,
      left: leftPx,
      top: 0,
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
            text,
            fill: look.theme.inkSecond,
            font: `${px(look, AXIS)}px ${nameText(look).fontFamily}`,
          },
        },
      ],
    }
    leftPx += widthPx(text)
    return item
  })
}
