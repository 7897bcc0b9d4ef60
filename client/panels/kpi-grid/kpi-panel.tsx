import type { ReactElement } from 'react'
import type { KpiChart } from '../../charts/model.ts'
import { IndicatorNumber } from '../../ui/indicator-number.tsx'
import { useRoom } from '../use-room.ts'

/** Numbers in a grid (指标卡), each with its name, unit, level, age and change. */
export function KpiPanel({ chart }: { readonly chart: KpiChart }): ReactElement {
  const [ref, room] = useRoom<HTMLUListElement>()
  const count = chart.cells.length
  const columns = columnsFor(count, room.width, room.height)
  const tall = room.height / Math.max(1, Math.ceil(count / columns)) >= 84
  return (
    <ul
      ref={ref}
      className={`kpi-grid${tall ? ' is-tall' : ''}`}
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
            showChange={tall}
          />
        </li>
      ))}
    </ul>
  )
}

/** Columns that give cells the calmest shape: about 200 units wide, never more than there are numbers. */
export function columnsFor(count: number, width: number, height: number): number {
  if (width === 0 || height === 0) return Math.min(2, count)
  const most = Math.max(1, Math.min(count, Math.floor(width / 150)))
  for (let columns = 1; columns < most; columns++) {
    if (height / Math.ceil(count / columns) >= 88) return columns
  }
  return most
}
