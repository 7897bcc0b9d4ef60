import type { ReactElement } from 'react'
import { textWidth } from '../../charts/look.ts'
import type { TableChart } from '../../charts/model.ts'
import { rowsThatFit, useRoom, useTooMany } from '../use-room.ts'
import { ValueCell } from '../value-cell.tsx'

type TablePanelProps = { readonly chart: TableChart; readonly language: 'zh' | 'en' }

const ROW_UNITS = 31
/** Height of the head's line, and of each further one that long names of columns take. */
const HEAD_UNITS = 28
const HEAD_LINE_UNITS = 19
/** What the names of rows and the times beside them take of the width at least. */
const ASIDE_UNITS = 150

/** Height of the head: names of columns that do not fit beside each other are broken into lines. */
function headUnits({ columns }: TableChart, widthUnits: number): number {
  if (columns.length < 2 || widthUnits <= 0) return HEAD_UNITS
  const each = (widthUnits - ASIDE_UNITS) / columns.length - 8
  const lines = columns.map(({ name }) => Math.ceil((textWidth(name) * 16) / Math.max(32, each)))
  return HEAD_UNITS + (Math.max(...lines) - 1) * HEAD_LINE_UNITS
}

/** How large a row's number is among its column's, 0..1. */
function shareOf(chart: TableChart, row: TableChart['rows'][number], column: number): number {
  const most = Math.max(0, ...chart.rows.map((each) => each.values[column]?.value ?? 0))
  const value = row.values[column]?.value ?? 0
  return most > 0 ? Math.max(0, value / most) : 0
}

/** Places or indicators as rows (清单): values with level and age, and when each was measured. */
export function TablePanel({ chart, language }: TablePanelProps): ReactElement {
  const [ref, room] = useRoom<HTMLDivElement>()
  const zh = language === 'zh'
  const guess = rowsThatFit(
    room.height - headUnits(chart, room.width),
    ROW_UNITS,
    chart.rows.length,
    chart.more,
  )
  // The browser shares the width among the columns: a name may take a line more than was guessed.
  const key = `${room.width} ${room.height} ${chart.columns.length} ${chart.rows.length}`
  const rows = chart.rows.slice(0, Math.max(1, guess - useTooMany(ref, guess, key)))
  const more = chart.more + chart.rows.length - rows.length
  const single = chart.columns.length === 1
  const timed = !chart.shaded && rows.some((row) => row.note !== '')
  return (
    <div ref={ref} className="list">
      <table className="list-table">
        <thead>
          <tr>
            <th scope="col">{zh ? '名称' : 'Name'}</th>
            {chart.columns.map((column) => (
              <th key={column.id} scope="col" className="is-number">
                {single ? (zh ? '数值' : 'Value') : column.name}
              </th>
            ))}
            {timed ? (
              <th scope="col" className="is-number">
                {zh ? '更新' : 'As of'}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={row.focused ? 'is-focused' : row.apart ? 'is-apart' : ''}>
              <th scope="row" title={row.name}>
                {row.name}
              </th>
              {chart.columns.map((column, i) => (
                <td
                  key={column.id}
                  className={chart.shaded ? 'is-number is-shaded' : 'is-number'}
                  style={chart.shaded ? { '--share': shareOf(chart, row, i) } : undefined}
                >
                  <ValueCell
                    cell={row.values[i] ?? { value: null, level: null, stale: false }}
                    scale={column.scale}
                    language={language}
                  />
                </td>
              ))}
              {timed ? <td className="is-number is-time">{row.note}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? (
        <span className="panel-more">{zh ? `另有 ${more} 项` : `${more} more`}</span>
      ) : null}
    </div>
  )
}
