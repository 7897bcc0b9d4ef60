import type { LayerKind } from '../../../protocol/scenario/scenario.ts'
import { planArcs } from './arcs.ts'
import { planChoroplethTown } from './choropleth-town.ts'
import { planContour } from './contour.ts'
import { planExtrudedColumns } from './extruded-columns.ts'
import { planHeatmap } from './heatmap.ts'
import { planHexbin } from './hexbin.ts'
import { planIcons } from './icons.ts'
import { planPaths } from './paths.ts'
import type { LayerInput, LayerPlan } from './plan.ts'
import { planPoints } from './points.ts'
import { planPolygons } from './polygons.ts'
import { planTrips } from './trips.ts'

/** What every layer kind draws. Total: a new kind does not compile until it has a plan. */
const PLANS: Record<LayerKind, (input: LayerInput) => LayerPlan> = {
  'choropleth-town': planChoroplethTown,
  hexbin: planHexbin,
  heatmap: planHeatmap,
  points: planPoints,
  icons: planIcons,
  arcs: planArcs,
  trips: planTrips,
  paths: planPaths,
  'extruded-columns': planExtrudedColumns,
  polygons: planPolygons,
  contour: planContour,
}

/** Plans one layer of a scenario. Pure: same marks and stage, same rows. */
export const planLayer = (input: LayerInput): LayerPlan => PLANS[input.layer.layer](input)

/** Order on the ground, lowest first: areas under lines under things that stand. */
const DEPTH: Record<LayerKind, number> = {
  'choropleth-town': 0,
  contour: 1,
  heatmap: 2,
  polygons: 3,
  paths: 4,
  hexbin: 5,
  'extruded-columns': 6,
  arcs: 7,
  trips: 8,
  points: 9,
  icons: 10,
}
export const layerDepth = (kind: LayerKind): number => DEPTH[kind]

/** Layers that cover ground: of several only the first is drawn at full strength. */
const COVERS = new Set<LayerKind>(['choropleth-town', 'contour', 'heatmap', 'polygons', 'hexbin'])

/** Things that stand on the ground in the same ramp: the ground under them steps back. */
const STANDS = new Set<LayerKind>(['hexbin', 'extruded-columns'])

/**
 * How strongly each layer of a scenario is drawn, 0..1. The first covering layer leads; the others step back,
 * and so does ground under columns or hexagons, so that two ramps are never mixed into a third colour.
 */
export function layerStrengths(kinds: readonly LayerKind[]): number[] {
  const lead = kinds.findIndex((kind) => COVERS.has(kind))
  const stands = kinds.some((kind) => STANDS.has(kind))
  return kinds.map((kind, index) => {
    if (!COVERS.has(kind) || STANDS.has(kind)) return 1
    if (index !== lead) return 0.4
    return stands ? 0.6 : 1
  })
}
