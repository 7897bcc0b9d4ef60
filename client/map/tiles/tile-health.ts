/** What became of one tile that was asked for. */
export type TileOutcome = 'fresh' | 'stale' | 'missing' | 'failed'

/** Whether the site's own tiles are a ground to stand on. */
export type TileVerdict = 'waiting' | 'shown' | 'stale' | 'failed'

export type TileHealth = {
  readonly verdict: TileVerdict
  /** Failures since the last tile that came. */
  readonly failures: number
}

export const NOTHING_ASKED: TileHealth = { verdict: 'waiting', failures: 0 }

/** One lost tile is a hole that the tile above it fills; two in a row are a source that is gone. */
const FAILURES_ENOUGH = 2
/** What is known after one more tile. A verdict of `failed` stands until somebody starts anew. */
export function afterTile(health: TileHealth, outcome: TileOutcome): TileHealth {
  if (health.verdict === 'failed') return health
  switch (outcome) {
    case 'fresh':
      // A kept tile among fresh ones is still on the screen.
      return { verdict: health.verdict === 'stale' ? 'stale' : 'shown', failures: 0 }
    case 'stale':
      return { verdict: 'stale', failures: 0 }
    case 'missing':
      // A source may end at the city's border, well within a wide wall.
      return health
    case 'failed': {
      const failures = health.failures + 1
      return { failures, verdict: failures >= FAILURES_ENOUGH ? 'failed' : health.verdict }
    }
  }
}
