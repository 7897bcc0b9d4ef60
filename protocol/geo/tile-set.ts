/** The grid a tile source's coordinates stand on: WGS 84 (CGCS2000 is the same to centimetres) or GCJ-02. */
export type TileDatum = 'wgs84' | 'gcj02'

/** What a screen has to know of a site's own tiles before it asks for the first one. */
export type TileSet = {
  readonly kind: 'raster' | 'vector'
  readonly datum: TileDatum
  readonly minZoom: number
  readonly maxZoom: number
  /** Pixels of a raster tile's side. */
  readonly tileSize: number
  /** West, south, east, north; null: the source does not say. */
  readonly bounds: readonly [number, number, number, number] | null
  /** Names of the layers in a vector tile; null: the source does not say. */
  readonly layers: readonly string[] | null
  /** Whose map it is, plain text; null: neither the source nor the operator says. */
  readonly credit: string | null
}

/** Tiles beyond this zoom show single bricks. */
export const MAX_TILE_ZOOM = 22
