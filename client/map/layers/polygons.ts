import { mix, rgba, withAlpha } from '../color.ts'
import { areaAt } from '../geo-data.ts'
import { finest, joinedValue, type Mark, type MarkSet } from '../marks.ts'
import { position, robustScale, valueColor } from '../scale.ts'
import { worstMark } from './join.ts'
import {
  type AreaRow,
  CLEAR,
  hollowLine,
  type LayerInput,
  type LayerPlan,
  levelColor,
  planOf,
  type StageContext,
  tone,
  topCallouts,
} from './plan.ts'

const RELIEF = 26

/**
 * Areas (范围). Assets bring their own outline; a value at a community colours the community;
 * a value at a point colours the community the point lies in, because the point has no outline of its own.
 */
export function planPolygons(input: LayerInput): LayerPlan {
  return input.set.from === 'assets' ? assetAreas(input) : communityAreas(input)
}

function assetAreas(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const { theme } = stage
  const base = mix(rgba(theme.inkSecond), rgba(stage.accent), 0.4)
  const areas = set.fine.flatMap((mark): AreaRow[] =>
    mark.polygon === null
      ? []
      : [
          {
            polygon: mark.polygon,
            fill: tone(withAlpha(base, 0.16), mark, stage),
            line: tone(withAlpha(base, 0.85), mark, stage),
            elevationM: 0,
            mark,
          },
        ],
  )
  return planOf(
    input,
    { areas },
    'area',
    null,
    set.fine.filter(({ polygon }) => polygon !== null),
  )
}

function communityAreas(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const marks = finest(set)
  const cells = byCommunity(marks, set, stage)
  const scale = robustScale(cells.map(({ value }) => value))
  // Over another covering layer only a light sheet: what lies below stays readable.
  const leads = stage.strength >= 0.5
  const areas = cells.map(({ mark, polygon, value }): AreaRow => {
    const color = valueColor(stage.theme, scale, value)
    const ring = levelColor(mark.level, stage)
    const t = position(scale, value)
    const bare = !leads && value === 0
    return {
      polygon,
      fill:
        color === null || bare ? CLEAR : tone(withAlpha(color, leads ? 0.92 : 0.4), mark, stage),
      line:
        ring ??
        (color === null
          ? hollowLine(stage)
          : withAlpha(mix(color, rgba(stage.theme.ground), 0.55), 0.9)),
      elevationM:
        t === null || !leads ? 0 : (0.08 + 0.92 * t) * RELIEF * stage.unitPx * stage.metersPerPx,
      mark,
    }
  })
  return planOf(input, { areas }, 'area', scale, marks, { callouts: topCallouts(marks, set, 3) })
}

type Cell = {
  readonly mark: Mark
  readonly polygon: NonNullable<Mark['polygon']>
  readonly value: number | null
}

function byCommunity(marks: readonly Mark[], set: MarkSet, stage: StageContext): Cell[] {
  const cells: Cell[] = []
  const joined = new Map<string, { polygon: Cell['polygon']; marks: [Mark, ...Mark[]] }>()
  for (const mark of marks) {
    if (mark.polygon !== null) {
      cells.push({ mark, polygon: mark.polygon, value: mark.value })
      continue
    }
    const area = mark.position === null ? null : areaAt(stage.geo.communities, mark.position)
    if (area === null) continue
    const known = joined.get(area.code)
    if (known === undefined) joined.set(area.code, { polygon: area.polygon, marks: [mark] })
    else known.marks.push(mark)
  }
  for (const { polygon, marks: members } of joined.values()) {
    cells.push({ mark: worstMark(members), polygon, value: joinedValue(members, set) })
  }
  return cells
}
