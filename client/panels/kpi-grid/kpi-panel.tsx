import type { ReactElement } from 'react'
import type { KpiChart } from '../../charts/model.ts'
import { IndicatorNumber } from '../../ui/indicator-number.tsx'
import { useRoom } from '../use-room.ts'

/** Numbers in a grid (指标卡), each with its name, unit, level, age and change. */
export function KpiPanel({ chart }: { readonly chart: KpiChart }): ReactElement {
  const [ref, room] = useRoom<HTMLUListElement>()
  const { columns, form } = kpiForm(chart.cells.length, room.width, room.height)
  return (
    <ul
      ref={ref}
      className={`kpi-grid is-${form}`}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {chart.cells.map((cell) => (
        <li key={`${cell.indicator} ${cell.place}`}>
          <IndicatorNumber
            indicator={cell.indicator}
            place={cell.place}
            size="body"
            showName
            showUnit
            showChange={form === 'tall'}
          />
        </li>
      ))}
    </ul>
  )
}

/** `tall`: name, number, change. `plain`: name and number. `line`: both on one line. */
export type KpiForm = { readonly columns: number; readonly form: 'tall' | 'plain' | 'line' }

/** Least heights of a cell and least width of a column, in units. */
const TALL = 94
const PLAIN = 60
const COLUMN = 185

/** The roomiest form in which all numbers fit whole, in the fewest columns. */
export function kpiForm(count: number, width: number, height: number): KpiForm {
  if (width === 0 || height === 0) return { columns: Math.min(2, count), form: 'plain' }
  const most = Math.max(1, Math.min(count, Math.floor(width / COLUMN)))
  const cell = (columns: number): number => height / Math.ceil(count / columns)
  for (const [least, form] of [
    [TALL, 'tall'],
    [PLAIN, 'plain'],
  ] as const) {
    for (let columns = 1; columns <= most; columns++) {
      if (cell(columns) >= least) return { columns, form }
    }
  }
  return { columns: 1, form: 'line' }
}
