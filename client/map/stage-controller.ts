import 'maplibre-gl/dist/maplibre-gl.css'
import { MapLibreOverlay } from '@deck.gl/maplibre'
import {
  GeoJSONSource,
  Map as MapLibre,
  type MapMouseEvent,
  prewarm,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { directorStore, selectTown } from '../scenes/director.ts'
import { openProvenance } from '../scenes/provenance.ts'
import { seamBoxes } from '../scenes/seams.ts'
import { ownPart } from '../scenes/wall-part.ts'
import { alarmStore } from '../stores/alarms.ts'
import { catalogStore } from '../stores/catalog.ts'
import { serverNowMs } from '../stores/connection.ts'
import { emergencyStore } from '../stores/emergencies.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { orderStore } from '../stores/orders.ts'
import { sceneStore } from '../stores/scene.ts'
import { tellDrawnTexts } from '../ui/drawn-text.ts'
import { DAY, NIGHT, type Theme } from '../ui/theme.ts'
import { alarmRings } from './alarm-marks.ts'
import { Annotations, type AnnotationView } from './annotations.ts'
import { assetStore } from './asset-store.ts'
import {
  baseStyle,
  GROUND_BEFORE,
  LINE_NAME,
  LINES_BEFORE,
  SOURCES,
  THINGS_BEFORE,
} from './base-style.ts'
import { bestFrame, type Camera, frame, type Padding, viewOf } from './camera.ts'
import { mapTexts } from './drawn-text.ts'
import { gridOver } from './field.ts'
import { cameraAt, type Flight, flyOn } from './flight.ts'
import type { GeoData } from './geo-data.ts'
import { circle, metersPerPixel } from './geometry.ts'
import { drawIconAtlas } from './glyphs.ts'
import { type IncidentScene, incidentCallouts, incidentDrawing, LOOK_M } from './incident.ts'
import type { Box } from './label-layout.ts'
import { layerDepth } from './layers/build.ts'
import { anchorLayers, drawLayers } from './layers/draw.ts'
import type { TripRow } from './layers/plan.ts'
import { lineNames } from './line-names.ts'
import { namesIn } from './local-names.ts'
import { mapText } from './map-text.ts'
import { placePosition, type World } from './marks.ts'
import { NewOrders } from './new-orders.ts'
import { pickAt } from './pick.ts'
import { countSource, sceneCallouts } from './scene-callouts.ts'
import { type PlannedLayer, ScenePlans } from './scene-plans.ts'
import {
  beyondRoom,
  districtRoom,
  measureRoom,
  publishRoom,
  roomBox,
  samePadding,
  standingOn,
} from './stage-room.ts'
import { SiteTiles } from './tiles/site-tiles.ts'
import {
  apart,
  besideSeams,
  type TownLabel,
  townLabelBoxes,
  townLabelSource,
  townLabels,
} from './town-labels.ts'
import { frameGapMs } from './trip-motion.ts'
import { type MapDrawing, prefersStill } from './webgl.ts'

setWorkerUrl(workerUrl)
// The workers outlive a map whose context was lost, and serve the one that takes its place.
prewarm()

const PLACES = [GROUND_BEFORE, LINES_BEFORE, THINGS_BEFORE]
const PITCH = 52
const FLIGHT_MS = 1_500
/** Pixels of the map by pixel of the wall where no graphics card draws it: a quarter of the work. */
const REDUCED_RATIO = 0.5
/** Moving things are then painted twice a second. */
const REDUCED_GAP_MS = 500
/** A flight begins this long after the act that asked for it, so that all screens of a wall have heard of it. */
const FLIGHT_LEAD_MS = 250
/** Cells of the density and contour grid from west to east: under two pixels of a wide wall each. */
const GRID_COLUMNS = 260

export type StageOptions = {
  readonly stage: HTMLElement
  readonly canvas: HTMLElement
  readonly annotations: HTMLElement
  readonly geo: GeoData
  readonly drawing: MapDrawing
  /** Called with what is drawn now, after every change of it. */
  readonly onLayers: (layers: readonly PlannedLayer[]) => void
  /** The first picture stands. */
  readonly onDrawn: () => void
  /** The WebGL context is gone; this controller is of no more use. */
  readonly onLost: () => void
}

/** Cells inside the district take a while to find and never change: a map that is restored finds them here. */
const grids = new WeakMap<GeoData, ReturnType<typeof gridOver>>()
function gridOf(geo: GeoData): ReturnType<typeof gridOver> {
  const grid = grids.get(geo) ?? gridOver(geo.district, GRID_COLUMNS)
  grids.set(geo, grid)
  return grid
}

const NOTHING_NEAR: IncidentScene['nearby'] = []
const SHOWN = ['town', 'mode', 'language'] as const

const NO_TRIPS: readonly TripRow[] = []

/**
 * The map of a wall: one MapLibre map with deck.gl in its context, fed by the stores.
 * Repaints only when what it shows has changed; at most one rebuild an animation frame.
 */
export class StageController {
  readonly #options: StageOptions
  readonly #theme: Theme
  readonly #map: MapLibre
  readonly #overlay = new MapLibreOverlay({ interleaved: true, layers: [] })
  readonly #annotations: Annotations
  readonly #plans = new ScenePlans()
  readonly #newOrders: NewOrders
  readonly #atlas = drawIconAtlas()
  readonly #grid: ReturnType<typeof gridOver>
  readonly #still = prefersStill()
  /** A screen of several stands in step with the others: nobody moves its map by hand. */
  readonly #isPart = ownPart() !== null
  readonly #stops: (() => void)[] = []
  #scenario: Scenario | null = null
  #planned: readonly PlannedLayer[] = []
  /** The towns' labels where the towns are, and where they stand on this wall. */
  #named: readonly TownLabel[] = []
  #labels: readonly TownLabel[] = []
  #padding: Padding = { left: 0, right: 0, top: 0, bottom: 0 }
  #frame: number | null = null
  #moving: ReturnType<typeof setTimeout> | null = null
  #written = { towns: '', counts: '', lines: '' }
  #standing: Camera
  #flight: Flight | null = null
  #flying: number | null = null
  #incident: IncidentScene | null = null
  #alarms: unknown = null
  #marked = ''
  #labelledFor = ''
  #loaded = false
  #drawn = false
  #closed = false
  #tiles: SiteTiles | null = null

  constructor(options: StageOptions) {
    this.#options = options
    const { unitPx, theme } = sceneStore.getState()
    const { maxTexturePx, reduced } = options.drawing
    this.#theme = theme === 'day' ? DAY : NIGHT
    this.#grid = gridOf(options.geo)
    this.#annotations = new Annotations(options.annotations)
    this.#newOrders = new NewOrders(orderStore.getState().orders)
    this.#padding = measureRoom(options.stage, unitPx)
    const camera = this.#aim()
    this.#standing = camera
    this.#map = new MapLibre({
      container: options.canvas,
      style: baseStyle(options.geo, this.#theme, unitPx, sceneStore.getState().scanU),
      ...camera,
      center: [camera.center[0], camera.center[1]],
      maxPitch: 60,
      pixelRatio: reduced ? REDUCED_RATIO : 1,
      maxCanvasSize: [maxTexturePx, maxTexturePx],
      localIdeographFontFamily: '"Noto Sans SC Variable", "Noto Sans CJK SC", sans-serif',
      attributionControl: false,
      dragRotate: false,
      doubleClickZoom: false,
      touchPitch: false,
      keyboard: false,
      ...(this.#isPart
        ? { dragPan: false, scrollZoom: false, boxZoom: false, touchZoomRotate: false }
        : {}),
      fadeDuration: 0,
      canvasContextAttributes: { antialias: !reduced },
    })
    this.#map.setPadding(this.#cameraPadding())
    this.#listen()
  }

  /** Shows a scenario's layers in place of the last one's. */
  show(scenario: Scenario): void {
    const before = this.#scenario
    this.#scenario = scenario
    if (before?.id !== scenario.id) this.#lookAt()
    for (const { binds } of scenario.layers) {
      if (binds.startsWith('assets:')) assetStore.want(binds.slice('assets:'.length))
    }
    this.#request()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const stop of this.#stops) stop()
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    if (this.#flying !== null) cancelAnimationFrame(this.#flying)
    if (this.#moving !== null) clearTimeout(this.#moving)
    this.#annotations.close()
    this.#tiles?.close()
    this.#map.remove()
  }

  #listen(): void {
    const map = this.#map
    const request = (): void => this.#request()
    map.once('load', () => {
      // deck.gl joins the base map's layer order only while no source is loading: so at once, before the first data.
      map.addControl(this.#overlay)
      this.#overlay.setProps({ layers: anchorLayers(PLACES) })
      this.#loaded = true
      this.#layTiles()
      this.#request()
    })
    map.on('move', () => this.#annotations.place(this.#view()))
    map.on('moveend', () => {
      // A flight moves the map once a frame; what depends on the scale is made anew when it has arrived.
      if (this.#flying === null) this.#request()
    })
    map.on('dragstart', () => this.#endFlight())
    map.on('wheel', () => this.#endFlight())
    map.on('click', (event) => this.#click(event))
    // Without a listener MapLibre writes to the console; a source that fails is seen by its absence.
    map.on('error', ({ error }) => {
      this.#options.stage.dataset['mapError'] = error.message
    })
    const lost = (): void => this.#options.onLost()
    map.getCanvas().addEventListener('webglcontextlost', lost)
    const room = new ResizeObserver(() => this.#refit())
    room.observe(this.#options.stage)
    for (const wing of document.querySelectorAll('.wing, [data-wing], .ribbon, .foot')) {
      room.observe(wing)
    }
    this.#stops.push(
      tellDrawnTexts(() => mapTexts(map, this.#labels, this.#theme, sceneStore.getState())),
      () => room.disconnect(),
      () => map.getCanvas().removeEventListener('webglcontextlost', lost),
      indicatorStore.subscribe(request),
      alarmStore.subscribe(request),
      catalogStore.subscribe(request),
      assetStore.subscribe(request),
      orderStore.subscribe(({ orders }) => {
        for (const order of this.#newOrders.arrived(orders)) {
          const at = order.position ?? placePosition(order.place, this.#world())
          if (at !== null && this.#loaded) this.#annotations.announce(at, this.#view())
        }
        this.#request()
      }),
      emergencyStore.subscribe(request),
      sceneStore.subscribe((now, before) => {
        if (now.focus !== before.focus || now.incident !== before.incident) {
          this.#fly(now.movedAtMs)
        }
        if (SHOWN.some((key) => now[key] !== before[key])) this.#request()
      }),
    )
  }

  #layTiles(): void {
    const { imprint, center } = this.#options.geo
    if (!imprint.hasTiles) return
    const { unitPx } = sceneStore.getState()
    this.#tiles = new SiteTiles(this.#map, { theme: this.#theme, unitPx, center })
  }

  /** Asks for one rebuild in the next frame, however many changes come before it. */
  #request(): void {
    if (this.#closed || !this.#loaded) return
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#rebuild()
    })
  }

  #rebuild(): void {
    const scenario = this.#scenario
    if (scenario === null || this.#closed) return
    const { unitPx, town } = sceneStore.getState()
    const world = this.#world()
    const planned = this.#plans.update(scenario, world, {
      theme: this.#theme,
      geo: this.#options.geo,
      grid: this.#grid,
      unitPx,
      metersPerPx: metersPerPixel(
        this.#options.geo.center[1],
        Math.round(this.#map.getZoom() * 8) / 8,
      ),
      squeeze: this.#squeeze(),
      accent: this.#theme.accent[scenario.category],
      town,
    })
    this.#tellReady()
    const changed =
      planned.length !== this.#planned.length || planned.some((p, i) => p !== this.#planned[i])
    const incident = this.#incidentNow()
    this.#markTown(town, this.#theme.accent[scenario.category])
    this.#planned = planned
    if (changed) {
      this.#named = townLabels(
        this.#options.geo,
        planned.find(({ plan }) => plan.kind === 'choropleth-town')?.set ?? null,
        world.places,
      )
      this.#options.onLayers(planned)
    }
    const isMoved = this.#hasMoved()
    const isOtherIncident = !sameIncident(incident, this.#incident)
    // In emergency mode the scenario's layers step back, and their numbers with them.
    if (changed || isOtherIncident) {
      this.#write(SOURCES.counts, 'counts', countSource(incident === null ? planned : []))
    }
    if (changed || isMoved) {
      // The labels follow the camera, so that none comes to stand on a seam or on another one.
      this.#labels = this.#clearLabels()
      this.#write(SOURCES.townLabels, 'towns', townLabelSource(this.#labels, this.#theme, town))
    }
    if (this.#annotate(scenario, world, changed || isMoved)) this.#nameLines()
    // A tick that touches nothing shown here leaves the picture, and so the graphics card, alone.
    if (!changed && !isOtherIncident) return
    this.#incident = incident
    this.#draw()
    this.#keepMoving()
  }

  /** The first picture with the scenario's layers is drawn. A map on which things move is never idle. */
  #tellReady(): void {
    if (this.#drawn) return
    this.#drawn = true
    this.#map.once('render', () => {
      this.#options.stage.dataset['ready'] = 'true'
      this.#tellCamera(this.#standing)
      this.#options.onDrawn()
    })
    this.#map.triggerRepaint()
  }

  /** Whether the map looks elsewhere than when its labels were last placed. */
  #hasMoved(): boolean {
    const map = this.#map
    const { lng, lat } = map.getCenter()
    const { clientWidth, clientHeight } = this.#options.stage
    const key = [
      lng,
      lat,
      map.getZoom(),
      map.getBearing(),
      map.getPitch(),
      clientWidth,
      clientHeight,
    ]
    const text = `${key.join(' ')} ${JSON.stringify(directorStore.getState().bezel)}`
    if (text === this.#labelledFor) return false
    this.#labelledFor = text
    return true
  }

  /** @returns whether labels were placed anew */
  #annotate(scenario: Scenario, world: World, changed: boolean): boolean {
    const { alarms } = alarmStore.getState()
    const incident = this.#incidentNow()
    const isSame = alarms === this.#alarms && sameIncident(incident, this.#incident)
    if (!changed && isSame) return false
    this.#alarms = alarms
    const rings = alarmRings(alarms.values(), scenario.category, world, world.indicators)
    const callouts = incident === null ? sceneCallouts(this.#planned) : incidentCallouts(incident)
    this.#annotations.show(callouts, rings, this.#view())
    return true
  }

  /** Names of waters and roads stand in the free room and clear of what else is written there. */
  #nameLines(): void {
    const { room, unitPx, obstacles, project } = this.#view()
    const names = lineNames(this.#options.geo, {
      project,
      room,
      taken: [...obstacles, ...this.#annotations.boxes],
      sizePx: LINE_NAME * unitPx,
    })
    this.#write(SOURCES.lineNames, 'lines', names)
  }

  #draw(): void {
    const nowMs = serverNowMs()
    // In emergency mode the incident has the map to itself.
    const incident = this.#incidentNow()
    const shown = incident === null ? [...this.#planned.entries()] : []
    const order = shown.sort(
      ([i, a], [j, b]) => layerDepth(a.plan.kind) - layerDepth(b.plan.kind) || i - j,
    )
    const { unitPx } = sceneStore.getState()
    const layers = order.flatMap(([index, { plan }]) =>
      drawLayers({
        id: `${this.#scenario?.id} ${index}`,
        drawing: plan.drawing,
        groundBefore: GROUND_BEFORE,
        linesBefore: LINES_BEFORE,
        thingsBefore: THINGS_BEFORE,
        atlas: this.#atlas,
        nowMs,
      }),
    )
    const rings =
      incident === null
        ? []
        : drawLayers({
            id: 'incident',
            drawing: incidentDrawing(incident, this.#theme, unitPx),
            groundBefore: THINGS_BEFORE,
            linesBefore: THINGS_BEFORE,
            thingsBefore: THINGS_BEFORE,
            atlas: null,
            nowMs,
          })
    this.#overlay.setProps({
      layers: [...anchorLayers(PLACES), ...layers, ...rings],
    })
  }

  /** Paints again only as often as vehicles are seen to move; not at all for those who prefer stillness. */
  #keepMoving(): void {
    if (this.#moving !== null) clearTimeout(this.#moving)
    this.#moving = null
    if (this.#still || this.#closed) return
    const trips = this.#planned.map(({ plan }) => plan.drawing.trips ?? NO_TRIPS)
    const gapMs = frameGapMs(
      trips,
      metersPerPixel(this.#options.geo.center[1], this.#map.getZoom()),
    )
    if (gapMs === null) return
    const waitMs = this.#options.drawing.reduced ? Math.max(REDUCED_GAP_MS, gapMs) : gapMs
    this.#moving = setTimeout(() => {
      requestAnimationFrame(() => {
        if (this.#closed) return
        this.#draw()
        this.#keepMoving()
      })
    }, waitMs)
  }

  #write(source: string, key: 'towns' | 'counts' | 'lines', data: GeoJSON.FeatureCollection): void {
    const text = JSON.stringify(data)
    const found = this.#map.getSource(source)
    if (text === this.#written[key] || !(found instanceof GeoJSONSource)) return
    this.#written[key] = text
    found.setData(data)
  }

  #markTown(town: string | null, accent: string): void {
    const key = `${town} ${accent}`
    if (key === this.#marked) return
    this.#marked = key
    this.#map.setFilter('town-selected', ['==', ['get', 'code'], town ?? ''])
    this.#map.setPaintProperty('town-selected', 'line-color', accent)
  }

  #click(event: MapMouseEvent): void {
    const { unitPx, town } = sceneStore.getState()
    if (this.#isPart) return
    const picked = pickAt(this.#map, this.#overlay, event, 6 * unitPx)
    if (picked.kind === 'value') openProvenance(picked.indicator, picked.place)
    else selectTown(picked.kind === 'town' && picked.code !== town ? picked.code : null)
  }

  #world(): World {
    const { values, placesOf } = indicatorStore.getState()
    return {
      geo: this.#options.geo,
      ...namesIn(sceneStore.getState().language, catalogStore.getState()),
      values,
      placesOf,
      orders: orderStore.getState().orders,
      assets: assetStore.tables,
    }
  }

  #squeeze(): number {
    return Math.cos(((this.#flight?.to ?? this.#standing).pitch * Math.PI) / 180)
  }

  #view(): AnnotationView {
    const { unitPx, scanU } = sceneStore.getState()
    const project: AnnotationView['project'] = ([lon, lat]) => this.#map.project([lon, lat])
    return {
      project,
      room: roomBox(this.#options.stage, this.#cameraPadding()),
      unitPx,
      squeeze: this.#squeeze(),
      more: mapText(sceneStore.getState().language).more,
      obstacles: [
        ...townLabelBoxes(this.#labels, project, unitPx, scanU),
        ...this.#seams(),
        ...standingOn(this.#options.stage),
      ],
    }
  }

  #seams(): Box[] {
    const { clientWidth, clientHeight } = this.#options.stage
    return seamBoxes(directorStore.getState().bezel, clientWidth, clientHeight)
  }

  /** The labels, none of them on another one or on a seam of the wall, as the camera stands now. */
  #clearLabels(): readonly TownLabel[] {
    const { unitPx, scanU } = sceneStore.getState()
    const map = this.#map
    const view = {
      project: ([lon, lat]: readonly [number, number]) => map.project([lon, lat]),
      unproject: ({ x, y }: { readonly x: number; readonly y: number }) => {
        const { lng, lat } = map.unproject([x, y])
        return [lng, lat] as const
      },
    }
    const { stage } = this.#options
    const covered = [
      ...beyondRoom(this.#cameraPadding(), stage.clientWidth, stage.clientHeight),
      ...standingOn(stage),
    ]
    const spread = apart(this.#named, covered, view, unitPx, scanU)
    return besideSeams(spread, this.#seams(), view, unitPx, scanU)
  }

  #cameraPadding(): Padding {
    return districtRoom(this.#options.stage, this.#padding, sceneStore.getState().unitPx)
  }

  /** The district, as large as the free room allows, or as the scenario looks at it. */
  #home(): Camera {
    const { stage, geo } = this.#options
    publishRoom(stage, this.#padding)
    const { pitch = PITCH, bearing, town, closer = 0 } = this.#scenario?.composition?.camera ?? {}
    const area = geo.towns.find(({ code }) => code === town)
    const district = geo.district[0] ?? []
    const outline = area?.polygon[0] ?? district
    const points = closer === 0 ? outline : viewOf(outline, district, closer)
    const size = { width: Math.max(1, stage.clientWidth), height: Math.max(1, stage.clientHeight) }
    const room = districtRoom(stage, this.#padding, sceneStore.getState().unitPx)
    return bearing === undefined
      ? bestFrame(points, size, room, pitch)
      : frame(points, size, room, pitch, bearing)
  }

  /** A new scenario may stand otherwise on the wings and look at the map otherwise. */
  #lookAt(): void {
    this.#padding = measureRoom(this.#options.stage, sceneStore.getState().unitPx)
    this.#fly(sceneStore.getState().movedAtMs)
  }

  #refit(): void {
    if (this.#closed) return
    const padding = measureRoom(this.#options.stage, sceneStore.getState().unitPx)
    if (
      samePadding(padding, this.#padding) &&
      this.#map.getCanvas().clientWidth === this.#options.stage.clientWidth
    )
      return
    this.#padding = padding
    this.#map.resize()
    this.#stand(this.#aim())
  }

  /** Where the camera should be: what a command looks at, else the district. */
  #aim(): Camera {
    const { focus, incident } = sceneStore.getState()
    const home = this.#home()
    if (incident !== null) return this.#roundIncident(incident.position)
    if (focus === null) return home
    const [lon, lat] = focus.position
    return { ...home, center: [lon, lat], zoom: focus.zoom }
  }

  #roundIncident(at: readonly [number, number]): Camera {
    const { stage } = this.#options
    return frame(
      circle(at, LOOK_M),
      { width: Math.max(1, stage.clientWidth), height: Math.max(1, stage.clientHeight) },
      districtRoom(stage, this.#padding, sceneStore.getState().unitPx),
      PITCH,
      0,
    )
  }

  /** What the emergency on show is about, where its place is known; null: none. */
  #incidentNow(): IncidentScene | null {
    const { incident, language } = sceneStore.getState()
    if (incident === null) return null
    const nearby = emergencyStore.getState().nearby ?? NOTHING_NEAR
    return { at: incident.position, title: incident.title, nearby, language }
  }

  /** Flies by the server's time, so that the screens of a wall are at the same place in the same frame. */
  #fly(movedAtMs: number): void {
    const to = this.#aim()
    const startMs = movedAtMs + FLIGHT_LEAD_MS
    const standing = this.#flight === null ? this.#standing : this.#flight.to
    const jumps = this.#still || this.#options.drawing.reduced
    if (jumps || serverNowMs() >= startMs + FLIGHT_MS) {
      this.#stand(to)
      return
    }
    this.#flight = flyOn(this.#flight, standing, to, { startMs, durationMs: FLIGHT_MS })
    if (this.#flying !== null) return
    const step = (): void => {
      const { startMs: from, durationMs } = this.#flight ?? { startMs: 0, durationMs: 0 }
      const nowMs = serverNowMs()
      if (this.#closed || this.#flight === null) return
      if (nowMs >= from + durationMs) this.#stand(this.#flight.to)
      else {
        this.#look(cameraAt(this.#flight, nowMs))
        this.#flying = requestAnimationFrame(step)
      }
    }
    this.#flying = requestAnimationFrame(step)
  }

  #endFlight(): void {
    if (this.#flying !== null) cancelAnimationFrame(this.#flying)
    this.#flying = null
    this.#flight = null
  }

  /** Puts the camera where it stays. */
  #stand(camera: Camera): void {
    this.#endFlight()
    this.#standing = camera
    this.#look(camera)
    this.#request()
  }

  #look(camera: Camera): void {
    const { center, zoom, bearing, pitch } = camera
    const [lon, lat] = center
    this.#tellCamera(camera)
    this.#map.jumpTo({ center: [lon, lat], zoom, bearing, pitch, padding: this.#cameraPadding() })
  }

  /** For programs that read the page: `lon,lat,zoom,bearing,pitch`. */
  #tellCamera({ center, zoom, bearing, pitch }: Camera): void {
    const [lon, lat] = center
    const parts = [lon.toFixed(6), lat.toFixed(6), zoom.toFixed(4), bearing.toFixed(2), pitch]
    this.#options.stage.dataset['camera'] = parts.join(',')
  }
}

const sameIncident = (a: IncidentScene | null, b: IncidentScene | null): boolean =>
  a?.at === b?.at && a?.title === b?.title && a?.nearby === b?.nearby && a?.language === b?.language
