import 'maplibre-gl/dist/maplibre-gl.css'
import { GeoJSONSource, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { baseStyle, SOURCES } from '../../map/base-style.ts'
import type { GeoData } from '../../map/geo-data.ts'
import { collection } from '../../map/geo-features.ts'
import { prefersStill } from '../../map/webgl.ts'
import { DAY, NIGHT, type Theme } from '../../ui/theme.ts'
import type { Box } from './clusters.ts'

setWorkerUrl(workerUrl)

/** Size of lines and labels, read at 60 cm. */
const UNIT_PX = 0.72
const MOST_ZOOM = 18
const LEAST_ZOOM = 9
const FLIGHT_MS = 350
/** The wall's plate stands up; on a plan that is looked at from above it would be a smear. */
const STANDING = /^plate-(side|shadow)/

export type GroundOptions = {
  readonly canvas: HTMLElement
  readonly geo: GeoData
  readonly theme: 'night' | 'day'
  /** Where to begin; left out: the whole district. */
  readonly center?: readonly [number, number] | undefined
  readonly zoom?: number | undefined
  /** Whenever what is seen has moved. */
  readonly onMove: () => void
  /** When it stands still again. */
  readonly onRest: () => void
  readonly onClick: (at: readonly [number, number]) => void
  readonly onDrawn: () => void
  readonly onLost: () => void
}

/** A plan of the district from our own geometry, seen from above; no network but our server. */
export class GroundMap {
  readonly #map: MapLibre
  readonly #still = prefersStill()
  /** Where a movement that is under way ends: the next step goes on from there, however fast the keys come. */
  #end: { readonly center: readonly [number, number]; readonly zoom: number } | null = null

  constructor(options: GroundOptions) {
    const { geo, center, zoom } = options
    const theme = options.theme === 'day' ? DAY : NIGHT
    const { west, south, east, north } = geo.bounds
    const style = baseStyle(geo, theme, UNIT_PX)
    this.#map = new MapLibre({
      container: options.canvas,
      style: { ...style, layers: style.layers.filter(({ id }) => !STANDING.test(id)) },
      ...(center === undefined
        ? {
            bounds: [west, south, east, north],
            fitBoundsOptions: { padding: 24 },
          }
        : { center: [center[0], center[1]], zoom: zoom ?? 15 }),
      minZoom: LEAST_ZOOM,
      maxZoom: MOST_ZOOM,
      localIdeographFontFamily: '"Noto Sans SC Variable", "Noto Sans CJK SC", sans-serif',
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false,
      fadeDuration: 0,
    })
    this.#map.touchZoomRotate.disableRotation()
    this.#map.once('load', () => {
      this.#nameTowns(geo, theme)
      options.onDrawn()
      options.onMove()
    })
    this.#map.on('move', options.onMove)
    this.#map.on('moveend', () => {
      if (!this.#map.isMoving()) this.#end = null
      options.onRest()
    })
    this.#map.on('click', ({ lngLat }) => options.onClick([lngLat.lng, lngLat.lat]))
    // Without a listener MapLibre writes to the console; a source that fails is seen by its absence.
    this.#map.on('error', ({ error }) => {
      options.canvas.dataset['mapError'] = error.message
    })
    this.#map.getCanvas().addEventListener('webglcontextlost', options.onLost)
    // The picture is described by what stands over it; the canvas itself takes no part in the keys.
    this.#map.getCanvas().tabIndex = -1
    this.#map.getCanvas().setAttribute('aria-hidden', 'true')
  }

  get zoom(): number {
    return this.#map.getZoom()
  }

  /** The middle; while the map moves, the one that it comes to. */
  get center(): readonly [number, number] {
    if (this.#end !== null) return this.#end.center
    const { lng, lat } = this.#map.getCenter()
    return [lng, lat]
  }

  get box(): Box {
    const bounds = this.#map.getBounds()
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
  }

  /** CSS px from the top left corner of the canvas. */
  project(at: readonly [number, number]): { readonly x: number; readonly y: number } {
    const { x, y } = this.#map.project([at[0], at[1]])
    return { x, y }
  }

  panBy(x: number, y: number): void {
    const zoom = this.#end?.zoom ?? this.#map.getZoom()
    const shrink = 2 ** (this.#map.getZoom() - zoom)
    const [lon, lat] = this.center
    const middle = this.#map.project([lon, lat])
    const to = this.#map.unproject([middle.x + x * shrink, middle.y + y * shrink])
    this.#ease([to.lng, to.lat], zoom, 120)
  }

  zoomBy(steps: number): void {
    const zoom = (this.#end?.zoom ?? this.#map.getZoom()) + steps
    this.#ease(this.center, Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom)), FLIGHT_MS)
  }

  fly(center: readonly [number, number], zoom: number = this.#map.getZoom()): void {
    this.#ease(center, zoom, FLIGHT_MS)
  }

  #ease(center: readonly [number, number], zoom: number, ms: number): void {
    const duration = this.#still ? 0 : ms
    this.#map.easeTo({ center: [center[0], center[1]], zoom, duration })
    this.#end = { center, zoom }
  }

  fit([west, south, east, north]: Box): void {
    this.#map.fitBounds([west, south, east, north], {
      padding: 40,
      maxZoom: 16,
      duration: this.#still ? 0 : FLIGHT_MS,
    })
  }

  close(): void {
    this.#map.remove()
  }

  #nameTowns(geo: GeoData, theme: Theme): void {
    const source = this.#map.getSource(SOURCES.townLabels)
    if (!(source instanceof GeoJSONSource)) return
    source.setData(
      collection(
        geo.towns.map(({ name, label }) => ({
          type: 'Feature',
          properties: { name, value: '', nameColor: theme.inkSecond, valueColor: theme.ink },
          geometry: { type: 'Point', coordinates: [label[0], label[1]] },
        })),
      ),
    )
  }
}
