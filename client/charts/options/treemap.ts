import { formatScaled } from '../../ui/format.ts'
import type { Theme } from '../../ui/theme.ts'
import { axisText, BASE, type ChartOption, inkOn, type Look, nameText, px } from '../look.ts'
import type { TreemapChart } from '../model.ts'
import { drawable } from './axes.ts'

/** Three steps of the ramp, each of which one of the two inks is read on; the one between them bears neither. */
const areaColor = (theme: Theme, share: number): string =>
  (share > 0.66 ? theme.ramp[3] : share > 0.33 ? theme.ramp[1] : theme.ramp[0]) ?? theme.hairline

/** Areas by size, from the ramp; each with its name and number where there is room. */
export function treemapOption({ parts, scale }: TreemapChart, look: Look): ChartOption {
  const most = Math.max(0, ...parts.map((part) => drawable(part.value) ?? 0))
  return {
    ...BASE,
    series: [
      {
        id: 'areas',
        type: 'treemap',
        silent: true,
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        animation: false,
        data: parts.map((part) => {
          const value = drawable(part.value) ?? 0
          const share = most === 0 ? 0 : value / most
          const color = part.id === 'rest' ? look.theme.hairline : areaColor(look.theme, share)
          const ink = part.id === 'rest' ? look.theme.ink : inkOn(color, look.theme)
          return {
            id: part.id,
            name: part.name,
            // As a share: sums of values near the largest number would not be finite.
            value: most === 0 ? 0 : (value / most) * 1_000,
            itemStyle: { color },
            label: {
              formatter: `{n|${part.name}}\n{v|${formatScaled(part.value, scale)}}`,
              rich: { n: { color: ink }, v: { color: ink } },
            },
          }
        }),
        itemStyle: { borderColor: look.theme.ground, borderWidth: 0, gapWidth: px(look, 2) },
        label: {
          position: 'insideTopLeft',
          padding: px(look, 7),
          overflow: 'truncate',
          rich: {
            n: { ...nameText(look), color: look.theme.ink, lineHeight: px(look, 21) },
            v: {
              ...axisText(look),
              color: look.theme.ink,
              fontSize: px(look, 18),
              lineHeight: px(look, 22),
            },
          },
        },
        upperLabel: { show: false },
        emphasis: { disabled: true },
      },
    ],
  }
}
