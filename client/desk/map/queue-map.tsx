import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { useWords } from '../../i18n/part-words.ts'
import { deskStore, openOrder } from '../desk-store.ts'
import { shownStore } from '../queue/shown.ts'
import type { Mark } from './clusters.ts'
import { setBox } from './map-filter.ts'
import { MapFrame, Standing } from './map-frame.tsx'
import { MAP_WORDS } from './map-words.ts'
import { MarkButton } from './mark-button.tsx'
import { useClusters } from './use-clusters.ts'
import { useGround } from './use-ground.ts'

/** Orders of one spot that are listed; more are narrowed by the filter. */
const MOST_LISTED = 50

/** The queue as a map (工单地图): the same orders as beside it, joined where they would overlap. */
export function QueueMap(): ReactElement {
  const text = useWords(MAP_WORDS)
  const rows = useStore(shownStore, (state) => state.rows)
  const selectedId = useStore(deskStore, (state) => state.selectedId)
  const filter = useStore(deskStore, (state) => state.filter)
  const clusters = useClusters(rows)
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows])
  const [spot, setSpot] = useState<Mark | null>(null)
  const isBound = filter.box !== undefined
  const bound = useRef(isBound)
  bound.current = isBound
  const ground = useGround({
    onRest: () => {
      if (bound.current && map.current !== null) setBox(map.current.box)
    },
    onClick: () => setSpot(null),
  })
  const map = useRef(ground.map)
  map.current = ground.map

  // The cursor of the queue is kept in sight.
  const selected = selectedId === null ? undefined : byId.get(selectedId)
  const at = selected?.position ?? null
  useEffect(() => {
    if (at === null || ground.map === null || bound.current) return
    const [west, south, east, north] = ground.map.box
    const isSeen = at[0] > west && at[0] < east && at[1] > south && at[1] < north
    if (!isSeen) ground.map.fly(at)
  }, [at, ground.map])

  const press = (mark: Mark): void => {
    if (mark.id !== null) {
      openOrder(mark.id)
      return
    }
    const zoom = mark.cluster === null ? null : clusters.zoomOf(mark.cluster)
    if (zoom === null) setSpot(mark)
    else ground.map?.fly(mark.at, zoom + 0.2)
  }
  const marks = ground.map === null ? [] : clusters.marks(ground.map.box, ground.map.zoom)
  const unplaced = rows.length - clusters.placed
  return (
    <section className="queue-map" aria-label={text.map}>
      <p className="queue-map-head quiet" role="status">
        <span className="figures">
          {clusters.placed === 0 ? text.nothing : text.counted(clusters.placed, clusters.overdue)}
        </span>
        {unplaced > 0 ? <span className="figures">{text.unplaced(unplaced)}</span> : null}
        <span className="queue-map-end">
          <button
            type="button"
            className="desk-toggle"
            aria-pressed={isBound}
            disabled={ground.map === null}
            onClick={() => setBox(isBound || ground.map === null ? null : ground.map.box)}
          >
            {text.onlyHere}
          </button>
          <button
            type="button"
            className="desk-link"
            onClick={() => deskStore.setState({ isMapShown: false })}
          >
            {text.close} <kbd>m</kbd>
          </button>
        </span>
      </p>
      <MapFrame ground={ground} label={text.map} hint={text.keys}>
        {marks.map((mark) => (
          <Standing key={mark.key} ground={ground} at={mark.at}>
            <MarkButton
              mark={mark}
              title={mark.id === null ? null : (byId.get(mark.id)?.title ?? mark.id)}
              isSelected={mark.id !== null && mark.id === selectedId}
              onPress={() => press(mark)}
            />
          </Standing>
        ))}
        {at === null ? null : (
          <Standing ground={ground} at={at}>
            <span className="desk-map-cursor" aria-hidden="true" />
          </Standing>
        )}
      </MapFrame>
      {spot === null || spot.cluster === null ? null : (
        <SpotList
          rows={clusters.ordersIn(spot.cluster, MOST_LISTED).flatMap((id) => byId.get(id) ?? [])}
          more={spot.count - MOST_LISTED}
          onClose={() => setSpot(null)}
        />
      )}
    </section>
  )
}

/** Orders that lie on one spot: no scale tells them apart. */
function SpotList(props: {
  readonly rows: readonly OrderRow[]
  readonly more: number
  readonly onClose: () => void
}): ReactElement {
  const text = useWords(MAP_WORDS)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <section
      className="queue-map-list"
      aria-label={text.here}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        props.onClose()
      }}
    >
      <h3>
        {text.here}
        <button type="button" className="desk-link" onClick={props.onClose}>
          ×
        </button>
      </h3>
      <ul>
        {props.rows.map((row, i) => (
          <li key={row.id}>
            <button
              type="button"
              ref={i === 0 ? first : undefined}
              className="context-order"
              onClick={() => openOrder(row.id)}
            >
              <span>{row.title}</span>
              <span className="quiet figures">{row.id}</span>
            </button>
          </li>
        ))}
      </ul>
      {props.more > 0 ? <p className="quiet">{text.more(props.more)}</p> : null}
    </section>
  )
}
