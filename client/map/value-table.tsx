import { type ReactElement, useMemo } from 'react'
import { useStore } from 'zustand'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { catalogStore } from '../stores/catalog.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { sceneStore } from '../stores/scene.ts'
import { mapText } from './map-text.ts'
import { formatMeasure } from './measure.ts'

/** The map's numbers as a table, where no map can be drawn. */
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
  return (
    <div className="map-table">
      <p role="status">{text.noWebgl}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.map}</th>
            <th scope="col">{text.place}</th>
            <th scope="col">{text.value}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 60).map(({ key, label, place, value }) => (
            <tr key={key}>
              <td>{label}</td>
              <td>{place}</td>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
