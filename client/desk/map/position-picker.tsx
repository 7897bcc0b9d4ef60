import { type ReactElement, useEffect, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { groundData } from '../../map/asset-store.ts'
import { areaAt, type GeoData } from '../../map/geo-data.ts'
import { MapFrame, Standing } from './map-frame.tsx'
import { MAP_WORDS } from './map-words.ts'
import { useGround } from './use-ground.ts'

type Position = readonly [number, number]
/** About 0.1 m. */
const DIGITS = 6
const rounded = (at: Position): Position => [
  Number(at[0].toFixed(DIGITS)),
  Number(at[1].toFixed(DIGITS)),
]

/** A position chosen on the map, by a click or with the cross in its middle; WGS 84. */
export function PositionPicker(props: {
  readonly value: Position | null
  readonly onPick: (position: Position | null) => void
}): ReactElement {
  const { value, onPick } = props
  const text = useWords(MAP_WORDS)
  const [isShown, setShown] = useState(false)
  return (
    <div className="desk-picker">
      <p className="desk-picker-head">
        <button
          type="button"
          className="desk-button"
          aria-expanded={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? text.unpick : text.pick}
        </button>
        {value === null ? null : (
          <>
            <span className="figures" role="status">
              {text.picked(value[0].toFixed(5), value[1].toFixed(5))}
            </span>
            <Where at={value} />
            <button type="button" className="desk-link" onClick={() => onPick(null)}>
              {text.forget}
            </button>
          </>
        )}
      </p>
      {isShown ? <PickMap value={value} onPick={(at) => onPick(rounded(at))} /> : null}
    </div>
  )
}

function PickMap(props: {
  readonly value: Position | null
  readonly onPick: (position: Position) => void
}): ReactElement {
  const { value, onPick } = props
  const text = useWords(MAP_WORDS)
  const ground = useGround({
    center: value ?? undefined,
    zoom: value === null ? undefined : 15,
    onClick: onPick,
  })
  return (
    <>
      <p className="quiet">{text.pickHint}</p>
      <MapFrame
        ground={ground}
        label={text.pick}
        hint={text.pickHint}
        onEnter={() => {
          if (ground.map !== null) onPick(ground.map.center)
        }}
      >
        <span className="desk-map-cross" aria-hidden="true" />
        {value === null ? null : (
          <Standing ground={ground} at={value}>
            <span className="desk-map-pin" aria-hidden="true" />
          </Standing>
        )}
      </MapFrame>
    </>
  )
}

/** The town of a position; outside the district that is said before the server refuses it. */
function Where({ at }: { readonly at: Position }): ReactElement | null {
  const text = useWords(MAP_WORDS)
  const [geo, setGeo] = useState<GeoData | null>(null)
  useEffect(() => {
    groundData().then(setGeo, () => undefined)
  }, [])
  if (geo === null) return null
  const town = areaAt(geo.towns, at)
  return town === null ? (
    <span role="alert">{text.outside}</span>
  ) : (
    <span className="quiet">{text.inTown(town.name)}</span>
  )
}
