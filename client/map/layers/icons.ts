import { mix, rgba, withAlpha } from '../color.ts'
import { glyphOf } from '../glyphs.ts'
import { finest, joinedValue } from '../marks.ts'
import { joinMarks, worstMark } from './join.ts'
import {
  CLEAR,
  type CountLabel,
  type DotRow,
  hollowLine,
  type IconRow,
  type LayerInput,
  type LayerPlan,
  levelColor,
  planOf,
  quietDot,
  tone,
  topCallouts,
} from './plan.ts'

const DISC = 14
const APART = 30

/** Things with a sign of their kind (图标). A count of 0 is a quiet dot: nothing is wrong there. */
export function planIcons(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const { theme, unitPx } = stage
  const glyph = glyphOf(set.binds)
  const marks = finest(set)
  const counting = set.from === 'indicator' && set.definition?.aggregate === 'sum'
  const quiet = counting ? marks.filter(({ value }) => value === 0) : []
  const speaking = counting ? marks.filter(({ value }) => value !== 0) : marks
  const dots: DotRow[] = joinMarks(quiet, 12 * unitPx, stage).map(({ position, marks: members }) =>
    quietDot(position, members[0], stage),
  )
  const icons: IconRow[] = []
  const counts: CountLabel[] = []
  for (const { position, marks: members } of joinMarks(speaking, APART * unitPx, stage)) {
    const worst = worstMark(members)
    const value = joinedValue(members, set)
    const many = members.length > 1
    const ring = levelColor(worst.level, stage)
    const known = set.from !== 'indicator' || value !== null
    const line = ring ?? (known ? rgba(theme.inkSecond, 0.9) : hollowLine(stage))
    dots.push({
      position,
      radiusPx: DISC * unitPx,
      fill: known
        ? withAlpha(
            mix(rgba(theme.ground), rgba(theme.ramp[1] ?? theme.ground), 0.55),
            0.96 * stage.strength,
          )
        : CLEAR,
      line: tone(line, worst, stage),
      linePx: (ring === null ? 1.25 : 2.75) * unitPx,
      mark: worst,
    })
    if (many)
      counts.push({ position, text: String(members.length), sizePx: 15 * unitPx, yields: false })
    else {
      icons.push({
        position,
        glyph,
        sizePx: 17 * unitPx,
        color: tone(rgba(known ? theme.ink : theme.inkQuiet), worst, stage),
      })
    }
  }
  return planOf(input, { dots, icons }, 'icon', null, marks, {
    callouts: topCallouts(speaking, set, 3),
    counts,
  })
}
