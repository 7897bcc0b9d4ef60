import type { TileSet } from '../../protocol/geo/tile-set.ts'

export type TileId = { readonly z: number; readonly x: number; readonly y: number }

/** Where tiles come from, whatever the form of the setting. */
export type TileOrigin = {
  /** @throws AppError when the source does not say what it has */
  describe(): Promise<TileSet>
  /** @returns null when the source has no such tile */
  read(id: TileId): Promise<Buffer | null>
  close(): Promise<void>
}
