import type { ReactElement } from 'react'
import { textWidth } from '../../charts/look.ts'
import type { RankChart, RankRow } from '../../charts/model.ts'
import { rowsThatFit, useRoom } from '../use-room.ts'
import { ValueCell } from '../value-cell.tsx'

type RankPanelProps = { readonly chart: RankChart; readonly language: 'zh' | 'en' }

/** Least height of a row in units: body text and a hair of air. */
const ROW_UNITS = 25

/** Places or departments by size (排名): a bar each from zero, its number at the right; what is missing says `—`. */
export function RankPanel({ chart, language }: RankPanelProps): ReactElement {
  const [ref, room] = useRoom<HTMLDivElement>()
  const { measures } = chart
  const head = measures.length > 1
  const headUnits = head ? keyLines(measures, room.width) * 21 + 5 : 0
  const fits = rowsThatFit(room.height - headUnits, ROW_UNITS, chart.rows.length, chart.more)
  const rows = chart.rows.slice(0, fits)
  const scaleMax = measures.map((_, i) =>
    chart.rows.reduce((max, row) => Math.max(max, Math.abs(row.values[i]?.value ?? 0)), 0),
  )
  const more = chart.more + chart.rows.length - rows.length
  return (
    <div ref={ref} className="rank">
      {head ? (
        <div className="rank-head" aria-hidden="true">
          {measures.map((measure, i) => (
            <span key={measure.id} className={`rank-key rank-key-${i}`}>
              {measure.name}
            </span>
          ))}
        </div>
      ) : null}
      <ol className="rank-rows" style={{ '--measures': measures.length }}>
        {rows.map((row) => (
          <li key={row.id} className={rowClass(row)}>
            <span className="rank-name" title={row.name}>
              {row.name}
            </span>
            <span className="rank-bars" aria-hidden="true">
              {measures.map((measure, i) => (
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
