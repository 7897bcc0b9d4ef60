import { mix, type Rgba, rgba, withAlpha } from '../color.ts'
import { distanceM, type LonLat } from '../geometry.ts'
import { finest, type Mark } from '../marks.ts'
import { robustScale, type Scale, valueColor } from '../scale.ts'
import { placed } from './hexbin.ts'
import {
  hollowLine,
  type LayerInput,
  type LayerPlan,
  type LineRow,
  levelColor,
  planOf,
  type StageContext,
  tone,
  topCallouts,
} from './plan.ts'

/** A station speaks for the river no farther than this; beyond it the river stays neutral. */
const STATION_REACH_M = 4_000

/**
 * Lines (线路). Assets bring their own; a value on a road colours the road; a value at a water station
 * colours the stretch of river that is nearer to it than to any other station.
 */
export function planPaths(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const marks = finest(set)
  if (set.from === 'assets') {
    const color = mix(rgba(stage.theme.inkSecond), rgba(stage.accent), 0.5)
    const lines = marks.flatMap((mark): LineRow[] =>
      mark.path === null
        ? []
        : [row(mark.path, tone(withAlpha(color, 0.8), mark, stage), 2, mark, stage)],
    )
    return planOf(input, { lines }, 'line', null, marks)
  }
  const scale = robustScale(marks.map(({ value }) => value))
  const roads = marks.flatMap((mark): LineRow[] =>
    mark.path === null ? [] : valueLines(mark.path, mark, scale, stage),
  )
  const stations = placed(marks.filter(({ path }) => path === null))
  const rivers = stations.length === 0 ? [] : riverLines(stations, scale, stage)
  return planOf(input, { lines: [...roads, ...rivers] }, 'line', scale, marks, {
    callouts: topCallouts(marks, set, 3),
  })
}

const row = (
  path: readonly LonLat[],
  color: Rgba,
  width: number,
  mark: Mark | null,
  stage: StageContext,
): LineRow => ({ path, color, widthPx: width * stage.unitPx, mark })

/** The line in its value's colour; a wider one in the level's colour lies under it, so both are seen. */
function valueLines(
  path: readonly LonLat[],
  mark: Mark,
  scale: Scale,
  stage: StageContext,
): LineRow[] {
  const color = valueColor(stage.theme, scale, mark.value)
  const ring = levelColor(mark.level, stage)
  const main =
    color === null
      ? row(path, hollowLine(stage), 1.5, mark, stage)
      : row(path, tone(color, mark, stage), 4.5, mark, stage)
  return ring === null ? [main] : [row(path, withAlpha(ring, 0.9), 8.5, mark, stage), main]
}

function riverLines(
  stations: readonly { readonly position: LonLat; readonly item: Mark }[],
  scale: Scale,
  stage: StageContext,
): LineRow[] {
  return stage.geo.rivers.flatMap((river) => {
    const stretches: { mark: Mark | null; path: LonLat[] }[] = []
    for (let i = 1; i < river.path.length; i++) {
      const a = river.path[i - 1]
      const b = river.path[i]
      if (a === undefined || b === undefined) continue
      const mark = nearestStation(stations, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2])
      const last = stretches.at(-1)
      if (last !== undefined && last.mark === mark) last.path.push(b)
      else stretches.push({ mark, path: [a, b] })
    }
    return stretches.flatMap(({ mark, path }) =>
      mark === null ? [] : valueLines(path, mark, scale, stage),
    )
  })
}

function nearestStation(
  stations: readonly { readonly position: LonLat; readonly item: Mark }[],
  at: LonLat,
): Mark | null {
  let best: Mark | null = null
  let bestM = STATION_REACH_M
  for (const { position, item } of stations) {
    const apart = distanceM(position, at)
    if (apart < bestM) {
      best = item
      bestM = apart
    }
  }
  return best
}
