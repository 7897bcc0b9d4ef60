import { mix, type Rgba, rgba, withAlpha } from '../color.ts'
import { distanceM, type LonLat, METERS_PER_DEGREE, metersPerDegreeLon } from '../geometry.ts'
import { finest, joinedValue, type Mark } from '../marks.ts'
import { position, robustScale, valueColor } from '../scale.ts'
import { joinMarks } from './join.ts'
import {
  type ArcRow,
  type Callout,
  type DotRow,
  hollowLine,
  type LayerInput,
  type LayerPlan,
  planOf,
  type StageContext,
  tone,
  topCallouts,
} from './plan.ts'

/** Ends farther away are drawn at this distance in their direction (方向示意): a flow from abroad must not leave the wall. */
const HORIZON_M = 10_500
/** Nearer than this an end lies in or beside the district and is drawn where it is. */
const NEAR_M = 22_000
/** More links than this are joined by neighbourhood: a thousand arcs are a fog. */
const MOST = 60

/** Links (流向): assets by their two ends; a value or an order between its place and the district's middle. */
export function planArcs(input: LayerInput): LayerPlan {
  return input.set.from === 'assets' ? linkArcs(input) : centreArcs(input)
}

function linkArcs(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const links = set.fine.flatMap((mark) => {
    const from = mark.from ?? mark.position
    const to = mark.to ?? (mark.from === null ? stage.geo.seat : null)
    return from === null || to === null ? [] : [{ mark, from, to }]
  })
  const scale = robustScale(links.map(({ mark }) => mark.value))
  const arcs = links.map(({ mark, from, to }) =>
    arc(
      from,
      to,
      mark,
      position(scale, mark.value),
      valueColor(stage.theme, scale, mark.value),
      stage,
    ),
  )
  const callouts = links.slice(0, 5).map(
    ({ mark, from, to }, index): Callout => ({
      id: `${set.binds} ${mark.id}`,
      position: towards(stage.geo.seat, outerEnd(from, to, stage.geo.seat)),
      title: mark.name,
      value: '',
      level: null,
      priority: -index,
      source: null,
    }),
  )
  return planOf(
    input,
    { arcs, dots: arcs.flatMap((row) => ends(row, stage)) },
    'arc',
    scale.domain === null ? null : scale,
    links.map(({ mark }) => mark),
    {
      callouts: callouts.filter(({ title }) => title !== ''),
    },
  )
}

function centreArcs(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const marks = finest(set)
  const apart = (marks.length > MOST ? 34 : 14) * stage.unitPx
  const groups = joinMarks(marks, apart, stage).map((group) => ({
    ...group,
    value: joinedValue(group.marks, set),
  }))
  const scale = robustScale(groups.map(({ value }) => value))
  const arcs = groups.flatMap(({ position: at, marks: [mark], value }) =>
    value === null || value === 0
      ? []
      : [
          arc(
            at,
            stage.geo.seat,
            mark,
            position(scale, value),
            valueColor(stage.theme, scale, value),
            stage,
          ),
        ],
  )
  return planOf(
    input,
    { arcs, dots: arcs.flatMap((row) => ends(row, stage)) },
    'arc',
    scale,
    marks,
    {
      callouts: topCallouts(marks, set, 3),
    },
  )
}

/** The end of a link that lies farther out: the one a name is wanted for. */
const outerEnd = (from: LonLat, to: LonLat, seat: LonLat): LonLat =>
  distanceM(seat, from) >= distanceM(seat, to) ? from : to

/** Where an end is drawn: itself, or the horizon in its direction. */
function towards(center: LonLat, end: LonLat): LonLat {
  const apart = distanceM(center, end)
  if (apart <= NEAR_M) return end
  const kx = metersPerDegreeLon(center[1])
  const dx = (end[0] - center[0]) * kx
  const dy = (end[1] - center[1]) * METERS_PER_DEGREE
  const k = HORIZON_M / Math.hypot(dx, dy)
  return [center[0] + (dx * k) / kx, center[1] + (dy * k) / METERS_PER_DEGREE]
}

function arc(
  from: LonLat,
  to: LonLat,
  mark: Mark,
  t: number | null,
  color: Rgba | null,
  stage: StageContext,
): ArcRow {
  const end = tone(color ?? mix(rgba(stage.theme.inkSecond), rgba(stage.accent), 0.4), mark, stage)
  return {
    from: towards(stage.geo.seat, from),
    to: towards(stage.geo.seat, to),
    fromColor: withAlpha(end, 0.95),
    toColor: withAlpha(end, 0.28),
    widthPx: (1.4 + 3.2 * (t ?? 0.2)) * stage.unitPx,
    mark,
  }
}

function ends(row: ArcRow, stage: StageContext): DotRow[] {
  return [
    {
      position: outerEnd(row.from, row.to, stage.geo.seat),
      radiusPx: 4 * stage.unitPx,
      fill: row.fromColor,
      line: hollowLine(stage),
      linePx: 0,
      mark: row.mark,
    },
  ]
}
