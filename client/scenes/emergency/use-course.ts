import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Emergency, EmergencyEvent } from '../../../protocol/emergency/emergency.ts'
import type { NearbyAsset } from '../../../protocol/emergency/nearby.ts'
import { callApi, isRecord } from '../../data/api.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import { orderStore } from '../../stores/orders.ts'
import { sceneStore } from '../../stores/scene.ts'
import type { OrderHappening } from '../../ui/emergency-course.ts'

const AGAIN_MS = 3_000

export type Course = {
  readonly events: readonly EmergencyEvent[]
  readonly orderEvents: readonly OrderHappening[]
}

/** What is asked for until it comes: null while it has not, `failed` when the last try failed. */
type Asked<T> = { readonly value: T | null; readonly failed: boolean }

function useAsked<T>(path: string | null, version: unknown, read: (body: unknown) => T): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ value: null, failed: false })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version asks again
  useEffect(() => {
    if (path === null) {
      setAsked({ value: null, failed: false })
      return
    }
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = (): void => {
      callApi(path, { signal: stop.signal })
        .then(({ body }) => setAsked({ value: read(body), failed: false }))
        .catch(() => {
          if (stop.signal.aborted) return
          setAsked(({ value }) => ({ value, failed: true }))
          timer = setTimeout(ask, AGAIN_MS)
        })
    }
    ask()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [path, version])
  return asked
}

const listIn = (body: unknown, key: string): readonly unknown[] => {
  const found = isRecord(body) ? body[key] : null
  return Array.isArray(found) ? found : []
}
// The server checks what it writes and is of this page's own build.
const eventsOf = (body: unknown): readonly EmergencyEvent[] =>
  listIn(body, 'events') as readonly EmergencyEvent[]
const orderEventsOf = (body: unknown): readonly OrderHappening[] =>
  listIn(body, 'events') as readonly OrderHappening[]
const assetsOf = (body: unknown): readonly NearbyAsset[] =>
  listIn(body, 'assets') as readonly NearbyAsset[]

/** The course of events, read again whenever the emergency or its order has moved on. */
export function useCourse({ id, rev, orderId }: Emergency): Course & { readonly failed: boolean } {
  const orderRev = useStore(orderStore, ({ orders }) =>
    orderId === null ? null : (orders.get(orderId)?.rev ?? null),
  )
  const own = useAsked(`/api/v1/emergencies/${encodeURIComponent(id)}`, rev, eventsOf)
  const order = useAsked(
    orderId === null ? null : `/api/v1/orders/${encodeURIComponent(orderId)}`,
    orderRev,
    orderEventsOf,
  )
  return {
    events: own.value ?? [],
    orderEvents: order.value ?? [],
    failed: own.failed && own.value === null,
  }
}

/** Puts the incident on the map and finds out what is near it, for as long as the emergency is shown. */
export function useIncident({ id, title, position, near }: Emergency): void {
  const place = position === null ? null : position.join(',')
  const { value } = useAsked(
    position === null ? null : `/api/v1/emergencies/${encodeURIComponent(id)}/nearby`,
    `${place} ${near.join(',')}`,
    assetsOf,
  )
  useEffect(() => emergencyStore.setState({ nearby: value }), [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same place is the same incident
  useEffect(() => {
    sceneStore.setState({ incident: position === null ? null : { position, title } })
    return () => sceneStore.setState({ incident: null })
  }, [place, title])
  useEffect(() => () => emergencyStore.setState({ nearby: null }), [])
}
