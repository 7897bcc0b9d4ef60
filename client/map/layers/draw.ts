import type { Layer } from '@deck.gl/core'
import {
  ArcLayer,
  BitmapLayer,
  ColumnLayer,
  IconLayer,
  PathLayer,
  PolygonLayer,
  ScatterplotLayer,
} from '@deck.gl/layers'
import type { LonLat } from '../geometry.ts'
import { ICON_MAPPING } from '../glyphs.ts'
import { HeadLayer, TrailLayer } from './moving-layers.ts'
import type {
  ArcRow,
  AreaRow,
  ColumnRow,
  DotRow,
  Drawing,
  IconRow,
  LineRow,
  TripRow,
} from './plan.ts'
import { scheduleOf } from './trip-schedule.ts'

export type DrawProps = {
  /** Stable across frames: deck.gl matches new layers to old ones by id. */
  readonly id: string
  readonly drawing: Drawing
  /** Base-map layer that flat things are drawn under, so that roads and names stay readable. */
  readonly groundBefore: string
  /** Base-map layer that lines are drawn under: above the rivers and roads they colour. */
  readonly linesBefore: string
  /** Base-map layer that standing things are drawn under. */
  readonly thingsBefore: string
  /** Drawn once by `drawIconAtlas`; null where there is no 2D canvas. */
  readonly atlas: HTMLCanvasElement | null
  /** Server time, epoch ms: where the vehicles are. */
  readonly nowMs: number
}

/** Quiet light: enough to tell a roof from a wall, no gloss. */
const MATERIAL = {
  ambient: 0.62,
  diffuse: 0.5,
  shininess: 4,
  specularColor: [18, 22, 26],
} as const
/** Flat signs are never hidden by what stands before them. */
const ON_TOP = { depthCompare: 'always', depthWriteEnabled: false } as const

/** MapLibreOverlay's own prop: the base-map layer to draw under. */
type Under = { beforeId: string }
type Tuple2 = [number, number]
type Tuple4 = [number, number, number, number]
const xy = ([lon, lat]: LonLat): Tuple2 => [lon, lat]
const color = (c: readonly [number, number, number, number]): Tuple4 => [c[0], c[1], c[2], c[3]]

/** The deck.gl layers of one drawing, lowest first. Cheap to call every frame: rows that are the same object are not uploaded again. */
export function drawLayers(props: DrawProps): Layer[] {
  const { drawing } = props
  const layers: (Layer | null)[] = [
    drawing.image === undefined ? null : image(props, drawing.image),
    ...areas(props, drawing.areas ?? []),
    lines(props, drawing.lines ?? []),
    columns(props, drawing.columns ?? []),
    arcs(props, drawing.arcs ?? []),
    ...trips(props, drawing.trips ?? []),
    dots(props, drawing.dots ?? []),
    icons(props, drawing.icons ?? []),
  ]
  return layers.filter((layer) => layer !== null)
}

/** Empty layers that hold deck.gl's places in the base map's order, whatever a scenario draws. */
export const anchorLayers = (befores: readonly string[]): Layer[] =>
  befores.map(
    (beforeId) =>
      new ScatterplotLayer<DotRow, Under>({ id: `anchor ${beforeId}`, beforeId, data: NOTHING }),
  )
const NOTHING: DotRow[] = []

const images = new WeakMap<NonNullable<Drawing['image']>, ImageData>()

function image({ id, groundBefore }: DrawProps, row: NonNullable<Drawing['image']>): Layer {
  const data = images.get(row) ?? new ImageData(row.pixels, row.columns, row.rows)
  images.set(row, data)
  return new BitmapLayer<Under>({
    id: `${id}-image`,
    beforeId: groundBefore,
    image: data,
    bounds: [...row.bounds],
    textureParameters: { minFilter: 'linear', magFilter: 'linear' },
    parameters: ON_TOP,
  })
}

function areas({ id, groundBefore }: DrawProps, data: readonly AreaRow[]): (Layer | null)[] {
  if (data.length === 0) return []
  return [
    new PolygonLayer<AreaRow, Under>({
      id: `${id}-areas`,
      beforeId: groundBefore,
      data,
      pickable: true,
      extruded: data.some(({ elevationM }) => elevationM > 0),
      stroked: false,
      getPolygon: ({ polygon }) => polygon.map((ring) => ring.map(xy)),
      getFillColor: ({ fill }) => color(fill),
      getElevation: ({ elevationM }) => elevationM,
      material: { ...MATERIAL, specularColor: [...MATERIAL.specularColor] },
    }),
    new PathLayer<AreaRow, Under>({
      id: `${id}-edges`,
      beforeId: groundBefore,
      data,
      getPath: ({ polygon, elevationM }) =>
        (polygon[0] ?? []).map(([lon, lat]): [number, number, number] => [lon, lat, elevationM]),
      getColor: ({ line }) => color(line),
      getWidth: 1.1,
      widthUnits: 'pixels',
      jointRounded: true,
      parameters: { depthCompare: 'less-equal', depthWriteEnabled: false },
    }),
  ]
}

function columns(
  { id, drawing, thingsBefore }: DrawProps,
  data: readonly ColumnRow[],
): Layer | null {
  if (data.length === 0) return null
  return new ColumnLayer<ColumnRow, Under>({
    id: `${id}-columns`,
    beforeId: thingsBefore,
    data,
    pickable: true,
    extruded: true,
    flatShading: true,
    diskResolution: drawing.columnSides ?? 12,
    radius: drawing.columnRadiusM ?? 100,
    getPosition: ({ position }) => xy(position),
    getElevation: ({ elevationM }) => elevationM,
    getFillColor: ({ fill }) => color(fill),
    material: { ...MATERIAL, specularColor: [...MATERIAL.specularColor] },
  })
}

function lines({ id, linesBefore }: DrawProps, data: readonly LineRow[]): Layer | null {
  if (data.length === 0) return null
  return new PathLayer<LineRow, Under>({
    id: `${id}-lines`,
    beforeId: linesBefore,
    data,
    pickable: true,
    getPath: ({ path }) => path.map(xy),
    getColor: ({ color: line }) => color(line),
    getWidth: ({ widthPx }) => widthPx,
    widthUnits: 'pixels',
    capRounded: true,
    jointRounded: true,
    parameters: ON_TOP,
  })
}

function arcs({ id, thingsBefore }: DrawProps, data: readonly ArcRow[]): Layer | null {
  if (data.length === 0) return null
  return new ArcLayer<ArcRow, Under>({
    id: `${id}-arcs`,
    beforeId: thingsBefore,
    data,
    pickable: true,
    getSourcePosition: ({ from }) => xy(from),
    getTargetPosition: ({ to }) => xy(to),
    getSourceColor: ({ fromColor }) => color(fromColor),
    getTargetColor: ({ toColor }) => color(toColor),
    getWidth: ({ widthPx }) => widthPx,
    getHeight: 0.26,
    parameters: ON_TOP,
  })
}

function trips({ id, thingsBefore, nowMs }: DrawProps, data: readonly TripRow[]): Layer[] {
  if (data.length === 0) return []
  const { epochMs, rows, legs } = scheduleOf(data, nowMs)
  const clock = { epochMs, elapsedS: (nowMs - epochMs) / 1000 }
  return [
    new TrailLayer<Under>({
      id: `${id}-trails`,
      beforeId: thingsBefore,
      ...clock,
      data: rows,
      // Flat and as it is: nothing is taken out or closed, so that each position keeps its time.
      _pathType: 'open',
      positionFormat: 'XY',
      getPath: ({ path }) => path.flatMap(xy),
      getColor: ({ color: trail }) => color(trail),
      getWidth: ({ widthPx }) => widthPx,
      widthUnits: 'pixels',
      capRounded: true,
      jointRounded: true,
      parameters: ON_TOP,
    }),
    new HeadLayer<Under>({
      id: `${id}-heads`,
      beforeId: thingsBefore,
      ...clock,
      data: legs,
      pickable: true,
      billboard: true,
      getPosition: ({ from }) => xy(from),
      getRadius: ({ row }) => row.widthPx * 1.9,
      radiusUnits: 'pixels',
      getFillColor: ({ row }) => color(row.color),
      parameters: ON_TOP,
    }),
  ]
}

function dots({ id, thingsBefore }: DrawProps, data: readonly DotRow[]): Layer | null {
  if (data.length === 0) return null
  return new ScatterplotLayer<DotRow, Under>({
    id: `${id}-dots`,
    beforeId: thingsBefore,
    data,
    pickable: true,
    billboard: true,
    stroked: true,
    getPosition: ({ position }) => xy(position),
    getRadius: ({ radiusPx }) => radiusPx,
    radiusUnits: 'pixels',
    getFillColor: ({ fill }) => color(fill),
    getLineColor: ({ line }) => color(line),
    getLineWidth: ({ linePx }) => linePx,
    lineWidthUnits: 'pixels',
    parameters: ON_TOP,
  })
}

function icons({ id, thingsBefore, atlas }: DrawProps, data: readonly IconRow[]): Layer | null {
  if (data.length === 0 || atlas === null) return null
  return new IconLayer<IconRow, Under>({
    id: `${id}-icons`,
    beforeId: thingsBefore,
    data,
    // The prop takes any image source (its run-time type is 'image'); the declaration names only two of them.
    iconAtlas: atlas as unknown as string,
    iconMapping: ICON_MAPPING,
    getIcon: ({ glyph }) => glyph,
    getPosition: ({ position }) => xy(position),
    getSize: ({ sizePx }) => sizePx,
    sizeUnits: 'pixels',
    getColor: ({ color: tint }) => color(tint),
    parameters: ON_TOP,
  })
}
