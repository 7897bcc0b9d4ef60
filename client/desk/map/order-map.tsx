import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { fetchNear } from '../context/context-api.ts'
import { deskNowMs } from '../data/link-store.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { openOrder } from '../desk-store.ts'
import { lampOf } from '../queue/lamp.ts'
import { MapFrame, Standing } from './map-frame.tsx'
import { MAP_WORDS } from './map-words.ts'
import { MarkButton } from './mark-button.tsx'
import { useGround } from './use-ground.ts'

const ZOOM = 15

/** Where an order lies, with the open ones around it; a map only when it is asked for. */
export function OrderMap({ order }: { readonly order: OrderDetail }): ReactElement | null {
  const text = useWords(MAP_WORDS)
  const [isShown, setShown] = useState(false)
  if (order.position === null) return null
  return (
    <section className="order-part" aria-label={text.place}>
      <h3>
        {text.place}{' '}
        <button
          type="button"
          className="order-link"
          aria-expanded={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? text.hideMap : text.showMap}
        </button>
      </h3>
      {isShown ? <Around order={order} position={order.position} /> : null}
    </section>
  )
}

function Around(props: {
  readonly order: OrderDetail
  readonly position: readonly [number, number]
}): ReactElement {
  const { order, position } = props
  const text = useWords(MAP_WORDS)
  const ground = useGround({ center: position, zoom: ZOOM })
  // The same question as the context's, asked once for both.
  const near = useQuery({
    queryKey: ['near', order.id, position],
    queryFn: ({ signal }) => fetchNear(order.id, position, signal),
  })
  const nowMs = deskNowMs()
  return (
    <MapFrame ground={ground} label={text.place} hint={text.keys}>
      {(near.data ?? []).map(({ row }) =>
        row.position === null ? null : (
          <Standing key={row.id} ground={ground} at={row.position}>
            <MarkButton
              mark={{
                key: row.id,
                at: row.position,
                count: 1,
                overdue: 0,
                worst: lampOf(row.due, nowMs),
                id: row.id,
                cluster: null,
              }}
              title={row.title}
              isSelected={false}
              onPress={() => openOrder(row.id)}
            />
          </Standing>
        ),
      )}
      <Standing ground={ground} at={position}>
        <span className="desk-map-pin" role="img" aria-label={text.thisOrder(order.title)} />
      </Standing>
    </MapFrame>
  )
}
