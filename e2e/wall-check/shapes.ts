import { defaultSight, type WallSight } from '../../protocol/wall/sight.ts'

/** A shape that every scenario is looked at in. */
export type Shape = {
  readonly id: string
  readonly width: number
  readonly height: number
  /** Screens across and down, as such a wall is built, and the joint between two, CSS pixels. */
  readonly bezel: { readonly cols: number; readonly rows: number; readonly px: number }
  readonly sight: WallSight
}

const shape = (width: number, height: number, cols: number): Shape => ({
  id: `${width}x${height}`,
  width,
  height,
  bezel: { cols, rows: 1, px: 4 },
  sight: defaultSight(width / height),
})

/** The five of the acceptance: 16:9, 21:9, 32:9 of two screens, 48:9 of three, and the totem. */
export const SHAPES: readonly Shape[] = [
  shape(1920, 1080, 1),
  shape(2560, 1080, 1),
  shape(3840, 1080, 2),
  shape(5760, 1080, 3),
  shape(1080, 1920, 1),
]
