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
import { wrapText } from './end-names.ts'

/** Share of the width that the names of several sources may take before their nodes. */
const SOURCES = 0.34

/** Height of a chain of steps, in units. */
const CHAIN = 62

/** Flows from left to right; names and amounts beside the nodes. */
export function sankeyOption({ nodes, links }: SankeyChart, look: Look): ChartOption {
  const deepest = Math.max(1, ...nodes.map((node) => node.depth))
  const perColumn = (depth: number): number => nodes.filter((node) => node.depth === depth).length
  // Several sources stand close: their names go before them, whole, instead of over the flow.
  const sources = nodes.filter((node) => node.depth === 0)
  const longest = Math.max(0, ...sources.map(({ name }) => textWidth(name) + 3))
  const leftPx =
    sources.length > 1
      ? Math.min(look.widthPx * SOURCES, px(look, AXIS * longest + 14))
      : px(look, 2)
  const columnPx = (look.widthPx - leftPx) / (deepest + (sources.length > 1 ? 0.9 : 1))
  const room = Math.max(2.6, (columnPx - px(look, 24)) / px(look, AXIS))
  const crowd = Math.max(1, ...nodes.map((node) => perColumn(node.depth)))
  const isLow = (nodesAbove: number): boolean => look.heightPx / nodesAbove < px(look, 44)
  const oneLine = isLow(crowd)
  // Steps behind each other are a thin chain: there is nothing that a width would compare.
  const sparePx = crowd > 1 ? 0 : Math.max(0, (look.heightPx - px(look, CHAIN)) / 2 - px(look, 12))
  // Links as wide as their share of the greatest, so that numbers of any size can be laid out.
  const most = Math.max(1, ...links.map((link) => drawable(link.value) ?? 0))
  return {
    ...BASE,
    series: [
      {
        id: 'flow',
        type: 'sankey',
        silent: true,
        left: leftPx,
        right: columnPx * 0.9,
        top: px(look, 12) + sparePx,
        bottom: px(look, 20) + sparePx,
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
            ...(node.depth === 0 && sources.length > 1 ? { position: 'left' } : {}),
            formatter:
              node.depth === 0 && sources.length > 1
                ? sourceText(
                    node.name,
                    node.label,
                    (leftPx - px(look, 10)) / px(look, AXIS),
                    oneLine,
                  )
                : nodeText(
                    node.name,
                    node.label,
                    room,
                    isLow(perColumn(node.depth)),
                    perColumn(node.depth),
                  ),
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

/** Name and amount of a source, before its node. */
const sourceText = (name: string, label: string, room: number, oneLine: boolean): string =>
  oneLine || label === '' ? lineText(name, label, room) : `{n|${cutText(name, room)}}\n{v|${label}}`

/** Name and amount in a line. */
function lineText(name: string, label: string, room: number): string {
  const short = cutText(name, Math.max(3, room - textWidth(label) - 0.6))
  return label === '' ? `{n|${short}}` : `{n|${short}} {v|${label}}`
}

/** Name and amount in a line where nodes stand close; a lone node has the height for a long name's lines. */
function nodeText(
  name: string,
  label: string,
  room: number,
  oneLine: boolean,
  neighbours: number,
): string {
  if (oneLine && neighbours > 1) return lineText(name, label, room)
  const lines = neighbours === 1 ? wrapText(name, Math.max(2, Math.floor(room)), 3) : [name]
  const named = lines.map((line) => `{n|${cutText(line, room)}}`).join('\n')
  return label === '' ? named : `${named}\n{v|${label}}`
}
