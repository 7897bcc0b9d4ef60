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
  seriesColor,
  textWidth,
} from '../look.ts'
import type { RadarChart } from '../model.ts'
import { KEY_ROW, keyRows, seriesKey } from './series-key.ts'

/** A shape over spokes, each spoke measured on its own; the value stands under the spoke's name. */
export function radarOption({ spokes, series, limitShares }: RadarChart, look: Look): ChartOption {
  const several = series.length > 1
  const topPx = several ? px(look, keyRows(look, series) * KEY_ROW + 5) : 0
  const most = Math.min(look.heightPx / 2 - topPx / 2 - px(look, 28), look.widthPx * 0.23)
  // The names at the sides come first, as long as the shape does not vanish for them.
  const longest = Math.max(0, ...spokes.map(({ name }) => textWidth(name)))
  // How far to the side the spokes reach: all the way with four, less with three or six.
  const reach = Math.max(
    0.5,
    ...spokes.map((_, i) => Math.abs(Math.sin((2 * Math.PI * i) / spokes.length))),
  )
  const besideNames = (look.widthPx / 2 - px(look, AXIS * longest + 22)) / reach
  const radius = Math.max(20, Math.min(most, Math.max(most * 0.6, besideNames)))
  const room = Math.max(3, (look.widthPx / 2 - radius * reach - px(look, 14)) / px(look, AXIS))
  const limited = limitShares.some((share) => share !== null)
  const shown = (shares: readonly (number | null)[]) =>
    shares.map((share) => (share === null ? 0 : Math.min(1, share)))
  return {
    ...BASE,
    graphic: several ? seriesKey(look, series) : [],
    radar: {
      center: ['50%', (look.heightPx + topPx) / 2],
      radius,
      splitNumber: 4,
      indicator: spokes.map(({ name, label }, i) => ({
        name: spokeName(name, label, {
          room,
          // A spoke that points up or down has the panel's width for its name, and little height.
          wide: Math.abs(Math.sin((2 * Math.PI * i) / spokes.length)) < 0.3,
        }),
        min: 0,
        max: 1,
        color: series.every((each) => each.shares[i] === null)
          ? look.theme.inkQuiet
          : look.theme.inkSecond,
      })),
      axisNameGap: px(look, 8),
      axisName: {
        ...nameText(look),
        rich: {
          n: { ...nameText(look), lineHeight: px(look, 19) },
          v: { ...axisText(look), color: look.theme.ink, lineHeight: px(look, 19) },
        },
      },
      axisLine: { lineStyle: { color: look.theme.hairline } },
      splitLine: { lineStyle: { color: look.theme.hairline, width: Math.max(1, px(look, 1)) } },
      splitArea: { show: false },
    },
    series: [
      {
        id: 'radar',
        type: 'radar',
        silent: true,
        symbol: 'circle',
        symbolSize: px(look, several ? 3 : 5),
        data: [
          ...series.map((each, i) => ({
            name: each.name,
            value: shown(each.shares),
            lineStyle: {
              color: seriesColor(look, several ? i : 1),
              width: px(look, several ? 1.5 : 1.8),
            },
            itemStyle: { color: seriesColor(look, several ? i : 1) },
            areaStyle: { color: faded(seriesColor(look, several ? i : 1), several ? 0 : 0.2) },
          })),
          ...(limited
            ? [
                {
                  name: 'limit',
                  value: limitShares.map((share) => share ?? 1),
                  symbol: 'none',
                  lineStyle: {
                    color: look.theme.inkQuiet,
                    width: Math.max(1, px(look, 1)),
                    type: 'dashed',
                  },
                  areaStyle: { opacity: 0 },
                },
              ]
            : []),
        ],
        emphasis: { disabled: true },
      },
    ],
  }
}

/** Name and value of a spoke: in one line at the top and the bottom, else below each other. */
function spokeName(
  name: string,
  label: string,
  { room, wide }: { readonly room: number; readonly wide: boolean },
): string {
  if (label === '') return cutText(name, wide ? 2 * room : room)
  return wide
    ? `{n|${cutText(name, 2 * room)}} {v|${label}}`
    : `{n|${cutText(name, room)}}\n{v|${label}}`
}
