import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SHAPES } from './shapes.ts'
import type { Finding } from './walk.ts'

const NAME = 'findings.json'

let written: Promise<void> = Promise.resolve()

/** Keeps what was found beside its page, for a run that goes on from it: whole, or as it was before. */
export function keepIn(dir: string, findings: readonly Finding[]): Promise<void> {
  written = written.then(async () => {
    const fresh = join(dir, `${NAME}.new`)
    await writeFile(fresh, JSON.stringify(findings))
    await rename(fresh, join(dir, NAME))
  })
  return written
}

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
