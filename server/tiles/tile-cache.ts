import { LRUCache } from 'lru-cache'

export type KeptTile = {
  readonly type: string
  readonly body: Buffer
  readonly atMs: number
}

const ENTRY_BYTES = 200

/** Tiles as they came, the least used ones let go of first. */
export function createTileCache(maxBytes: number) {
  const kept = new LRUCache<string, KeptTile>({
    maxSize: maxBytes,
    sizeCalculation: ({ body }) => body.length + ENTRY_BYTES,
  })
  return {
    get: (key: string): KeptTile | null => kept.get(key) ?? null,
    put: (key: string, tile: KeptTile): void => void kept.set(key, tile),
    drop: (key: string): void => void kept.delete(key),
  }
}
