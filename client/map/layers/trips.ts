import { mix, rgba, withAlpha } from '../color.ts'
import { distanceM, type LonLat } from '../geometry.ts'
import { finest, joinedValue, type Mark } from '../marks.ts'
import { position, robustScale, valueColor } from '../scale.ts'
import { joinMarks } from './join.ts'
import { type LayerInput, type LayerPlan, planOf, type TripRow, tone } from './plan.ts'

/** Length of the trail behind a vehicle, seconds of its way. */
const TRAIL_S = 240
/** Speed of a flow that has no speed of its own, metres a second: a district is crossed in half a minute. */
const FLOW_SPEED = 400

/**
 * Movement (轨迹): vehicles along their way by the server's clock; a value or an order without a way
 * flows between the district's middle and its place (流向示意).
 */
export function planTrips(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const quiet = mix(rgba(stage.theme.inkSecond), rgba(stage.accent), 0.45)
  const marks = finest(set)
  if (set.from === 'assets') {
    const trips = marks.flatMap((mark): TripRow[] =>
      mark.path === null || mark.timesS === null || mark.loopS === null
        ? []
        : [
            {
              path: mark.path,
              timesS: mark.timesS,
              loopS: mark.loopS,
              trailS: Math.min(TRAIL_S, mark.loopS / 3),
              color: tone(quiet, mark, stage),
              widthPx: 2.5 * stage.unitPx,
              mark,
            },
          ],
    )
    return planOf(input, { trips }, 'trip', null, marks)
  }
  const groups = joinMarks(marks, 22 * stage.unitPx, stage).map((group) => ({
    ...group,
    value: joinedValue(group.marks, set),
  }))
  const scale = robustScale(groups.map(({ value }) => value))
  const valued = set.from === 'indicator'
  const trips = groups.flatMap(({ position: at, marks: [mark], value }) => {
    if (value === null || value === 0) return []
    const color = valued ? valueColor(stage.theme, scale, value) : quiet
    const width = 1.5 + 2.5 * (position(scale, value) ?? 0.3)
    return color === null
      ? []
      : [flow(stage.geo.seat, at, mark, tone(color, mark, stage), width * stage.unitPx)]
  })
  return planOf(input, { trips }, 'trip', valued ? scale : null, marks)
}

function flow(
  from: LonLat,
  to: LonLat,
  mark: Mark,
  color: TripRow['color'],
  widthPx: number,
): TripRow {
  const lastS = Math.max(1, distanceM(from, to) / FLOW_SPEED)
  return {
    path: [from, to],
    timesS: [0, lastS],
    loopS: lastS * 1.4 + 2,
    trailS: Math.min(8, lastS),
    color: withAlpha(color, 0.9),
    widthPx,
    mark,
  }
}
