import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  cutText,
  faded,
  type Look,
  nameText,
  px,
  rampColor,
  textWidth,
} from '../look.ts'
import type { SankeyChart } from '../model.ts'
import { drawable } from './axes.ts'

/** Flows from left to right; names and amounts beside the nodes. */
export function sankeyOption({ nodes, links }: SankeyChart, look: Look): ChartOption {
  const deepest = Math.max(1, ...nodes.map((node) => node.depth))
  const columnPx = look.widthPx / (deepest + 1)
  const room = Math.max(4, (columnPx - px(look, 24)) / px(look, AXIS))
  const perColumn = (depth: number): number => nodes.filter((node) => node.depth === depth).length
  const crowd = Math.max(1, ...nodes.map((node) => perColumn(node.depth)))
  const oneLine = look.heightPx / crowd < px(look, 44)
  // Links as wide as their share of the greatest, so that numbers of any size can be laid out.
  const most = Math.max(1, ...links.map((link) => drawable(link.value) ?? 0))
  return {
    ...BASE,
    series: [
      {
        id: 'flow',
        type: 'sankey',
        silent: true,
        left: px(look, 2),
        right: columnPx * 0.9,
        top: px(look, 12),
        bottom: px(look, 14),
        nodeWidth: px(look, 6),
        nodeGap: px(look, oneLine ? 22 : 30),
        nodeAlign: 'left',
        layoutIterations: 32,
        draggable: false,
        data: nodes.map((node) => ({
          name: node.id,
          depth: node.depth,
          itemStyle: {
            color: node.loss
              ? look.theme.hairline
              : rampColor(look.theme, 0.45 + 0.5 * (node.depth / deepest)),
            borderWidth: 0,
          },
          label: {
            formatter: nodeText(node.name, node.label, room, oneLine, perColumn(node.depth)),
            rich: {
              n: {
                ...nameText(look),
                color: node.loss ? look.theme.inkQuiet : look.theme.inkSecond,
                lineHeight: px(look, 19),
              },
              v: {
                ...axisText(look),
                color: node.loss ? look.theme.inkQuiet : look.theme.ink,
                lineHeight: px(look, 19),
              },
            },
          },
        })),
        links: links.map((link) => ({
          source: link.source,
          target: link.target,
          value: ((drawable(link.value) ?? 0) / most) * 1_000,
          lineStyle: {
            color: faded(
              look.theme.series[1] ?? look.theme.ink,
              nodes.find((node) => node.id === link.target)?.loss === true ? 0.08 : 0.26,
            ),
            curveness: 0.5,
            opacity: 1,
          },
        })),
        label: { position: 'right', distance: px(look, 6) },
        emphasis: { disabled: true },
      },
    ],
  }
}

/** Name and amount in a line where nodes stand close; a lone node's long name takes two lines. */
function nodeText(
  name: string,
  label: string,
  room: number,
  oneLine: boolean,
  neighbours: number,
): string {
  if (oneLine) {
    const short = cutText(name, Math.max(3, room - textWidth(label) - 0.6))
    return label === '' ? `{n|${short}}` : `{n|${short}} {v|${label}}`
  }
  const signs = [...name]
  const cut = Math.floor(room)
  const wrapped =
    neighbours === 1 && textWidth(name) > room
      ? `{n|${signs.slice(0, cut).join('')}}\n{n|${cutText(signs.slice(cut).join(''), room)}}`
      : `{n|${cutText(name, room)}}`
  return label === '' ? wrapped : `${wrapped}\n{v|${label}}`
}
