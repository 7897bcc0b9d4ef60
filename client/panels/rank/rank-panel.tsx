import type { ReactElement } from 'react'
import { textWidth } from '../../charts/look.ts'
import type { RankChart, RankRow } from '../../charts/model.ts'
import { formatScaled } from '../../ui/format.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { rowsThatFit, useRoom } from '../use-room.ts'
import { ValueCell } from '../value-cell.tsx'
import { type DotScale, dotScale, limitsWithin, shareAt } from './dot-scale.ts'

type RankPanelProps = { readonly chart: RankChart; readonly language: 'zh' | 'en' }

const NO_SCALE = { divisor: 1, unit: '', precision: 1 } as const

/** Least height of a row in units: body text and a hair of air. */
const ROW_UNITS = 25

/**
 * Places or departments by size (排名): a bar each from zero, or a dot each tied to the mean where the numbers lie close;
 * the number at the right, what is missing says `—`.
 */
export function RankPanel({ chart, language }: RankPanelProps): ReactElement {
  const [ref, room] = useRoom<HTMLDivElement>()
  const { measures } = chart
  const dots = dotScale(chart)
  const lines = dots === null ? [] : limitsWithin(dots, measures[0]?.limits ?? [])
  const head = measures.length > 1
  const headUnits = dots !== null ? 26 : head ? keyLines(measures, room.width) * 21 + 5 : 0
  const fits = rowsThatFit(room.height - headUnits, ROW_UNITS, chart.rows.length, chart.more)
  const rows = chart.rows.slice(0, fits)
  const scaleMax = measures.map((_, i) =>
    chart.rows.reduce((max, row) => Math.max(max, Math.abs(row.values[i]?.value ?? 0)), 0),
  )
  const more = chart.more + chart.rows.length - rows.length
  return (
    <div ref={ref} className={dots === null ? 'rank' : 'rank is-dots'}>
      {head ? (
        <div className="rank-head" aria-hidden="true">
          {measures.map((measure, i) => (
            <span key={measure.id} className={`rank-key rank-key-${i}`}>
              {measure.name}
            </span>
          ))}
        </div>
      ) : null}
      {dots === null ? null : (
        <p className="rank-mean">
          {language === 'zh' ? '细线为均值 ' : 'thin line: mean '}
          <span className="figures">
            {measures[0] === undefined ? '' : formatScaled(dots.mean, measures[0].scale)}
          </span>
          {lines.map(({ level, value }) => (
            <span key={`${level} ${value}`} className="figures">
              {' '}
              <LevelMark level={level} /> {formatScaled(value, measures[0]?.scale ?? NO_SCALE)}
            </span>
          ))}
        </p>
      )}
      <ol
        className="rank-rows"
        style={{
          '--measures': measures.length,
          ...(dots === null ? {} : { '--mean': shareAt(dots, dots.mean) }),
        }}
      >
        {rows.map((row) => (
          <li key={row.id} className={rowClass(row)}>
            <span className="rank-name" title={row.name}>
              {row.name}
            </span>
            <span className="rank-bars" aria-hidden="true">
              {dots !== null ? <RankDot row={row} scale={dots} limits={lines} /> : null}
              {(dots === null ? measures : []).map((measure, i) => (
                <span
                  key={measure.id}
                  className={`rank-bar rank-bar-${i}`}
                  style={barStyle(row, i, scaleMax[i] ?? 0)}
                />
              ))}
            </span>
            {measures.map((measure, i) => (
              <ValueCell
                key={measure.id}
                cell={row.values[i] ?? { value: null, level: null, stale: false }}
                scale={measure.scale}
                language={language}
              />
            ))}
          </li>
        ))}
      </ol>
      {more > 0 ? (
        <span className="panel-more">{language === 'zh' ? `另有 ${more} 项` : `${more} more`}</span>
      ) : null}
    </div>
  )
}

type RankDotProps = {
  readonly row: RankRow
  readonly scale: DotScale
  readonly limits: RankChart['measures'][number]['limits']
}

/** A dot where the number stands, tied to the mean, and the limits that lie within the scale. */
function RankDot({ row, scale, limits }: RankDotProps) {
  const cell = row.values[0]
  const mean = shareAt(scale, scale.mean)
  const isWithin = (value: number): boolean => value >= scale.from && value <= scale.to
  const lines = limits.map(({ level, value }) => (
    <span
      key={`${level} ${value}`}
      className="rank-limit"
      style={{ '--at': shareAt(scale, value), background: `var(--level-${level})` }}
    />
  ))
  // The zone that is told apart may lie far outside of what the towns span.
  if (cell?.value == null || !isWithin(cell.value)) return <>{lines}</>
  const at = shareAt(scale, cell.value)
  return (
    <>
      {lines}
      <span
        className="rank-lane"
        style={{
          '--at': at,
          '--low': Math.min(at, mean),
          '--high': Math.max(at, mean),
          ...(cell.level === null ? {} : { '--dot': `var(--level-${cell.level})` }),
        }}
      />
    </>
  )
}

/** Lines that the measures' names take above the rows: one, or one each where they do not fit beside each other. */
function keyLines(measures: RankChart['measures'], widthUnits: number): number {
  const units = measures.reduce((sum, { name }) => sum + 16 * textWidth(name) + 38, 0)
  return widthUnits > 0 && units > widthUnits ? measures.length : 1
}

const rowClass = (row: RankRow): string =>
  `rank-row${row.apart ? ' is-apart' : ''}${row.focused ? ' is-focused' : ''}`

function barStyle(row: RankRow, column: number, max: number): Record<string, string> {
  const cell = row.values[column]
  const share = cell?.value == null || max === 0 ? 0 : Math.abs(cell.value) / max
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`
  if (cell?.value == null) return { display: 'none' }
  return cell.level == null ? { width } : { width, background: `var(--level-${cell.level})` }
}
