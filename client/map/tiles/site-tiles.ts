import type { Map as MapLibre } from 'maplibre-gl'
import type { TileSet } from '../../../protocol/geo/tile-set.ts'
import { callApi } from '../../data/api.ts'
import type { Theme } from '../../ui/theme.ts'
import { type LonLat, mercator } from '../geometry.ts'
import { isDoubled, SITE_BEFORE, SITE_SOURCE, siteLayers, siteSource } from './site-layers.ts'
import { afterTile, NOTHING_ASKED, type TileHealth } from './tile-health.ts'
import { askSource, watchTiles } from './tile-protocol.ts'
import { parseTileSet } from './tile-set.ts'
import { tilesStore } from './tiles-store.ts'

/** How long a source that failed, or that gives kept tiles only, is left before one tile of it is tried. */
const TRY_AGAIN_MS = 10_000
/** A source that has given nothing for so long has nothing of this city, or hangs. */
const NOTHING_CAME_MS = 15_000
/** Tiles that were lost again sooner than this after they came are tried ever later, so that the ground is calm. */
const CALM_MS = 120_000
const MOST_DOUBLINGS = 6
/** The tile that is tried shows about the whole district. */
const TRIED_ZOOM = 11

export type SiteTilesOptions = {
  readonly theme: Theme
  readonly unitPx: number
  /** Middle of the district. */
  readonly center: LonLat
}

/**
 * The site's own tiles under the wall's layers, as long as they come. Until the first one has come, and whenever the
 * source fails, the shipped ground is what is seen: the wall waits for nothing.
 */
export class SiteTiles {
  readonly #map: MapLibre
  readonly #options: SiteTilesOptions
  readonly #stop = new AbortController()
  #set: TileSet | null = null
  #health: TileHealth = NOTHING_ASKED
  #layerIds: readonly string[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  #unwatch: () => void = () => {}
  #beganAtMs = 0
  #doublings = 0

  /** @param map loaded, with the shipped ground in it */
  constructor(map: MapLibre, options: SiteTilesOptions) {
    this.#map = map
    this.#options = options
    tilesStore.setState({ state: 'waiting', credit: null })
    void this.#begin()
  }

  close(): void {
    this.#stop.abort()
    this.#unwatch()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Asks what there is and lays it under the map. */
  async #begin(): Promise<void> {
    const { signal } = this.#stop
    try {
      const { body } = await callApi('/api/v1/map/tiles', { signal })
      this.#set = parseTileSet(body)
    } catch {
      this.#set = null
    }
    if (signal.aborted) return
    this.#health = NOTHING_ASKED
    this.#beganAtMs = Date.now()
    const { theme, unitPx } = this.#options
    const layers = this.#set === null ? null : siteLayers(this.#set, theme, unitPx)
    if (this.#set === null || layers === null) {
      this.#become({ ...NOTHING_ASKED, verdict: 'failed' })
      return
    }
    this.#unwatch = watchTiles((outcome) => this.#become(afterTile(this.#health, outcome)))
    this.#map.addSource(SITE_SOURCE, siteSource(this.#set))
    for (const layer of layers) this.#map.addLayer(layer, SITE_BEFORE)
    this.#layerIds = layers.map(({ id }) => id)
    this.#after(NOTHING_CAME_MS, () => {
      if (this.#health.verdict === 'waiting') this.#become({ ...this.#health, verdict: 'failed' })
    })
  }

  #become(health: TileHealth): void {
    const before = this.#health.verdict
    this.#health = health
    const { verdict } = health
    if (this.#stop.signal.aborted || verdict === before) return
    tilesStore.setState({ state: verdict, credit: this.#set?.credit ?? null })
    if (verdict === 'failed') this.#takeAway()
    else this.#showShipped(false)
    if (verdict !== 'shown') this.#tryLater()
  }

  #takeAway(): void {
    this.#unwatch()
    for (const id of this.#layerIds) this.#map.removeLayer(id)
    if (this.#layerIds.length > 0) this.#map.removeSource(SITE_SOURCE)
    this.#layerIds = []
    this.#showShipped(true)
  }

  /** Waters and roads of the shipped ground, which would stand beside those of the site. */
  #showShipped(isShown: boolean): void {
    for (const id of this.#map.getLayersOrder()) {
      if (!isDoubled(id)) continue
      this.#map.setLayoutProperty(id, 'visibility', isShown ? 'visible' : 'none')
    }
  }

  #tryLater(): void {
    const isCalm = Date.now() - this.#beganAtMs > CALM_MS
    this.#doublings = isCalm ? 0 : Math.min(MOST_DOUBLINGS, this.#doublings + 1)
    const waitMs = TRY_AGAIN_MS * 2 ** Math.max(0, this.#doublings - 1)
    this.#after(waitMs, () => void this.#tryAgain())
  }

  /** Sets the one timer. */
  #after(ms: number, act: () => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(act, ms)
  }

  /** One tile tells whether the source is back; then all are asked for anew. */
  async #tryAgain(): Promise<void> {
    const { signal } = this.#stop
    const zoom = Math.min(this.#set?.maxZoom ?? 0, TRIED_ZOOM)
    const [east, south] = mercator(this.#options.center)
    const path = [zoom, Math.floor(east * 2 ** zoom), Math.floor(south * 2 ** zoom)].join('/')
    try {
      // What there is may never have been told.
      const outcome = this.#set === null ? 'fresh' : await askSource(path, signal)
      if (signal.aborted) return
      if (outcome !== 'fresh' && outcome !== 'missing') {
        this.#after(TRY_AGAIN_MS, () => void this.#tryAgain())
        return
      }
    } catch {
      // Called off: the map is gone.
      return
    }
    this.#takeAway()
    await this.#begin()
  }
}
