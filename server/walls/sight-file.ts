import { readFile } from 'node:fs/promises'
import { readWallSights, type WallSights } from '../../protocol/wall/sight-file.ts'

/** The walls' file (`NZH_WALLS_FILE`) cannot be used; `problems` has one readable line for each reason. */
export class WallsFileError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'WallsFileError'
    this.problems = problems
  }
}

/**
 * Reads how large the walls are and from where they are read; without a file nobody measured them.
 *
 * @throws WallsFileError when the file is missing, is no JSON, or holds values that cannot be used
 */
export async function loadWallSights(path: string | null): Promise<WallSights> {
  if (path === null) return {}
  let given: unknown
  try {
    // A byte order mark, which some editors write, is not part of the JSON.
    given = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new WallsFileError([`${path}: ${error instanceof Error ? error.message : String(error)}`])
  }
  const read = readWallSights(given)
  if ('problems' in read) throw new WallsFileError(read.problems.map((line) => `${path}${line}`))
  return read.walls
}
