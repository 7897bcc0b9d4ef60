import type { ReactElement } from 'react'
import type { PlainTable } from './chart-table.ts'

/** The table behind a chart, on request. It may scroll: it was asked for by a person at the screen. */
export function DataTable({
  table,
  name,
}: {
  readonly table: PlainTable
  readonly name: string
}): ReactElement {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard
    <div className="data-table" tabIndex={0}>
      <table>
        <caption className="for-readers">{name}</caption>
        <thead>
          <tr>
            {table.head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join('|')}>
              {row.map((cell, i) => (
                <td key={table.head[i]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
