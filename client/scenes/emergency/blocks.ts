/** What the wings of a wall in emergency mode answer (DESIGN §8). */
export const BLOCKS = ['how-long', 'happened', 'coming', 'near', 'todo'] as const
export type Block = (typeof BLOCKS)[number]

/** Share of its column's height that a block asks for; null: as high as what it says. */
export const BLOCK_WEIGHT: Readonly<Record<Block, number | null>> = {
  'how-long': null,
  happened: 1.1,
  coming: 0.9,
  near: 1.1,
  todo: 1.9,
}

/** Which blocks stand in each column, left to right: what to do has the most room, and is the last that gives any away. */
const BY_COLUMNS: Readonly<Record<number, readonly (readonly Block[])[]>> = {
  1: [['how-long', 'todo', 'coming', 'happened', 'near']],
  2: [
    ['how-long', 'happened', 'near'],
    ['todo', 'coming'],
  ],
  3: [['how-long', 'happened'], ['near', 'coming'], ['todo']],
  4: [['how-long', 'happened'], ['near'], ['coming'], ['todo']],
  6: [['how-long'], ['happened'], ['near'], ['coming'], ['todo'], []],
}

/** @returns the blocks by column; columns beyond the last block stay empty, and the map shows there */
export function blocksIn(columns: number): readonly (readonly Block[])[] {
  const most = Math.max(
    ...Object.keys(BY_COLUMNS)
      .map(Number)
      .filter((n) => n <= columns),
  )
  const placed = BY_COLUMNS[most] ?? []
  return Array.from({ length: columns }, (_, at) => placed[at] ?? [])
}
