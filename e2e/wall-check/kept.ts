import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SHAPES } from './shapes.ts'
import type { Finding } from './walk.ts'

const NAME = 'findings.json'

/** Keeps what was found beside its page, for a run that goes on from it. */
export const keepIn = (dir: string, findings: readonly Finding[]): Promise<void> =>
  writeFile(join(dir, NAME), JSON.stringify(findings))

/** @returns what an earlier run found; nothing when there was none. @throws SyntaxError when the file is damaged */
export async function keptIn(dir: string): Promise<Finding[]> {
  const text = await readFile(join(dir, NAME), 'utf8').catch(() => null)
  // Written by the run before, of the same build of this tool.
  const kept = text === null ? [] : (JSON.parse(text) as Finding[])
  return kept.flatMap((finding) => {
    const shape = SHAPES.find(({ id }) => id === finding.shape.id)
    return shape === undefined ? [] : [{ ...finding, shape }]
  })
}
