import { shiftGrid, shiftPixels, type TileId, tilesUnder } from './shift.ts'

/** Pictures kept because the tiles beside need them too. */
const KEPT = 64
/** Sides of tiles are this long or longer. */
const SMALLEST_PX = 256
const kept = new Map<string, Promise<ImageBitmap | null>>()

function picture(
  path: string,
  ask: (path: string) => Promise<ArrayBuffer | null>,
): Promise<ImageBitmap | null> {
  const known = kept.get(path)
  if (known !== undefined) return known
  const asked = ask(path).then((bytes) =>
    bytes === null ? null : createImageBitmap(new Blob([bytes])),
  )
  kept.set(path, asked)
  asked.catch(() => kept.delete(path))
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return asked
}

/**
 * One tile on WGS 84, drawn from the tiles on GCJ-02 that show its ground.
 *
 * @returns null when none of them is there
 */
export async function shiftedPicture(
  id: TileId,
  ask: (path: string) => Promise<ArrayBuffer | null>,
): Promise<ImageBitmap | null> {
  const grid = shiftGrid(id)
  const { x0, x1, y0, y1 } = tilesUnder(grid, SMALLEST_PX)
  const cells = []
  for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) cells.push({ x, y })
  const pictures = await Promise.all(
    cells.map(async ({ x, y }) => ({ x, y, bitmap: await picture(`${id.z}/${x}/${y}`, ask) })),
  )
  const first = pictures.find(({ bitmap }) => bitmap !== null)?.bitmap
  if (first === undefined || first === null) return null
  const size = first.width
  const canvas = new OffscreenCanvas((x1 - x0 + 1) * size, (y1 - y0 + 1) * size)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (pen === null) throw new Error('no canvas to shift a tile on')
  for (const { x, y, bitmap } of pictures) {
    if (bitmap !== null) pen.drawImage(bitmap, (x - x0) * size, (y - y0) * size, size, size)
  }
  const drawn = shiftPixels(
    pen.getImageData(0, 0, canvas.width, canvas.height),
    grid,
    { x0, y0 },
    size,
  )
  return createImageBitmap(new ImageData(drawn, size, size))
}
