import { type ReactElement, useMemo } from 'react'
import { useStore } from 'zustand'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { rowsThatFit, useRoom } from '../panels/use-room.ts'
import { catalogStore } from '../stores/catalog.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { sceneStore } from '../stores/scene.ts'
import { mapText } from './map-text.ts'
import { formatMeasure } from './measure.ts'

/** Heights of a row, and of the sentence and the head above the rows, in units. */
const ROW_UNITS = 27
const ABOVE_UNITS = 72

/** The map's numbers as a table, where no map can be drawn: as many as fit, and how many more there are. */
export function ValueTable({ scenario }: { readonly scenario: Scenario }): ReactElement {
  const language = useStore(sceneStore, (state) => state.language)
  const { indicators, towns, places } = useStore(catalogStore)
  const { values, placesOf } = useStore(indicatorStore)
  const text = mapText(language)
  const rows = useMemo(
    () =>
      scenario.layers.flatMap(({ binds, label_zh, label_en }) =>
        (placesOf.get(binds) ?? []).map((place) => ({
          key: valueKey(binds, place),
          label: language === 'zh' ? label_zh : label_en,
          place: (towns.get(place) ?? places.get(place))?.name_zh ?? place,
          value: formatMeasure(
            values.get(valueKey(binds, place))?.value ?? null,
            indicators.get(binds) ?? null,
          ),
        })),
      ),
    [scenario, language, indicators, towns, places, values, placesOf],
  )
  const [ref, room] = useRoom<HTMLDivElement>()
  const shown = rows.slice(0, rowsThatFit(room.height - ABOVE_UNITS, ROW_UNITS, rows.length))
  const more = rows.length - shown.length
  return (
    <div className="map-table" ref={ref}>
      <p role="status" title={text.noWebgl}>
        {text.noWebgl}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.map}</th>
            <th scope="col">{text.place}</th>
            <th scope="col">{text.value}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, label, place, value }) => (
            <tr key={key}>
              <td title={label}>{label}</td>
              <td title={place}>{place}</td>
              <td title={value}>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p>{text.more(more)}</p> : null}
    </div>
  )
}
