import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { serverNowMs } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { formatMoment } from '../ui/format.ts'
import { DAY, NIGHT } from '../ui/theme.ts'
import type { MapImprint } from './geo-data.ts'
import { glyphPath } from './glyphs.ts'
import type { LegendData } from './legend-data.ts'
import { mapText } from './map-text.ts'
import { tilesStore } from './tiles/tiles-store.ts'

/** What the map shows, layer by layer: name, unit, ramp or sign, time, and why something is not there. */
export function MapLegends({
  legends,
  imprint,
}: {
  readonly legends: readonly LegendData[]
  readonly imprint: MapImprint
}): ReactElement {
  const text = mapText(useStore(sceneStore, (state) => state.language))
  return (
    <div className="map-legends">
      <ul>
        {legends.map((legend) => (
          <Legend key={`${legend.label_zh} ${legend.shape}`} legend={legend} />
        ))}
      </ul>
      <p className="map-schematic">
        <span>{text.schematic}</span>
        {imprint.boundarySource === '' ? null : (
          <span>{text.boundarySource(imprint.boundarySource)}</span>
        )}
        {imprint.approval === null ? null : <span>{text.approval(imprint.approval)}</span>}
        <TilesNote />
      </p>
    </div>
  )
}

/** Whose tiles are seen, or why the site's own are not. */
function TilesNote(): ReactElement | null {
  const text = mapText(useStore(sceneStore, (state) => state.language))
  const { state, credit } = useStore(tilesStore)
  if (state === 'none' || state === 'waiting') return null
  return (
    <>
      {credit === null || state === 'failed' ? null : <span>{text.tileCredit(credit)}</span>}
      {state === 'failed' ? <span role="status">{text.tilesFailed}</span> : null}
      {state === 'stale' ? <span role="status">{text.tilesStale}</span> : null}
    </>
  )
}

function Legend({ legend }: { readonly legend: LegendData }): ReactElement {
  const language = useStore(sceneStore, (state) => state.language)
  const text = mapText(language)
  const { note, ends, asOfMs, period, simulated, missing, unplaced, district } = legend
  const facts = [
    note === null || (note === 'district-only' && district !== null) ? '' : text.note[note],
    period === null ? '' : text.period[period],
    asOfMs === null ? '' : text.asOf(formatMoment(asOfMs, serverNowMs())),
    missing > 0 ? text.missing(missing) : '',
    unplaced > 0 ? text.unplaced(unplaced) : '',
  ].filter((fact) => fact !== '')
  return (
    <li className="map-legend" data-legend={legend.shape} data-note={note ?? ''}>
      <p className="map-legend-name">
        <Sign legend={legend} />
        <b>{language === 'zh' ? legend.label_zh : legend.label_en}</b>
        {legend.unit === '' ? null : <span className="map-legend-unit">{legend.unit}</span>}
      </p>
      {ends === null ? null : (
        <p className="map-legend-ramp">
          <span>{ends.low}</span>
          <Ramp twoSided={legend.twoSided} shape={legend.shape} />
          <span>{ends.high}</span>
        </p>
      )}
      <p className="map-legend-facts">
        {note === 'district-only' && district !== null ? (
          <b className="map-legend-district">
            {text.district} {district}
          </b>
        ) : null}
        {facts.join(' · ')}
        {simulated ? <em className="quality-simulated">{text.simulated}</em> : null}
      </p>
    </li>
  )
}

function Ramp({ twoSided, shape }: Pick<LegendData, 'twoSided' | 'shape'>): ReactElement {
  const theme = useStore(sceneStore, (state) => (state.theme === 'day' ? DAY : NIGHT))
  const colors = twoSided ? theme.diverging : theme.ramp
  const stops =
    shape === 'bands'
      ? colors.flatMap((c, i) => [
          `${c} ${(i / colors.length) * 100}%`,
          `${c} ${((i + 1) / colors.length) * 100}%`,
        ])
      : colors
  return (
    <i
      className="map-legend-bar"
      data-shape={shape}
      style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }}
    />
  )
}

/** The sign of a layer without a ramp, as it stands on the map. */
function Sign({ legend }: { readonly legend: LegendData }): ReactElement {
  return (
    <svg className="map-legend-sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {legend.shape === 'icon' ? (
        <path d={glyphPath(legend.glyph)} fillRule="evenodd" />
      ) : legend.shape === 'arc' ? (
        <path className="stroke" d="M3 19C6 5 18 5 21 19" />
      ) : legend.shape === 'line' || legend.shape === 'trip' ? (
        <path className="stroke" d="M2 17l7-7 5 5 8-9" />
      ) : legend.shape === 'hex' ? (
        <path d="M8 3h8l5 9-5 9H8l-5-9z" />
      ) : legend.shape === 'column' ? (
        <path d="M4 13h4v8H4z M10 7h4v14h-4z M16 3h4v18h-4z" />
      ) : legend.shape === 'bands' ? (
        <path className="stroke" d="M2 8c6-5 14 3 20-2M2 14c6-5 14 3 20-2M2 20c6-5 14 3 20-2" />
      ) : legend.shape === 'glow' ? (
        <g>
          <circle cx="12" cy="12" r="10" opacity="0.35" />
          <circle cx="12" cy="12" r="5" />
        </g>
      ) : legend.shape === 'area' ? (
        <path className="stroke" d="M4 7l9-3 8 6-4 10H6z" />
      ) : (
        <circle cx="12" cy="12" r="6.5" />
      )}
    </svg>
  )
}
