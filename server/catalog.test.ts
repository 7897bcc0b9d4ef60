import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SHIPPED_DIR } from '../scenarios/load.ts'
import type { CatalogProblem } from '../scenarios/loaded.ts'
import { createCatalogSource } from './catalog.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nzh-catalog-'))
  await cp(SHIPPED_DIR, dir, { recursive: true })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test('a changed scenario file is taken up while the server runs', async () => {
  const source = await createCatalogSource({ dir, pollMs: 20 })
  const changed = new Promise<string | undefined>((resolve) => {
    source.onChange((loaded) => resolve(loaded.scenarioById.get('map-duty')?.name_en))
  })
  const path = join(dir, 'map/map-duty.json')
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace(/"name_en": "[^"]*"/, '"name_en": "Night watch"'))
  expect(await changed).toBe('Night watch')
  source.close()
})

test('a file that breaks is reported and fenced off, and the city goes on with the old one', async () => {
  const seen: CatalogProblem[] = []
  const source = await createCatalogSource({
    dir,
    pollMs: 60_000,
    onProblems: (problems) => seen.push(...problems),
  })
  const before = source.current().catalog.version
  await writeFile(join(dir, 'map/map-duty.json'), '{')
  await source.reload()
  expect(source.current().catalog.version).toBe(before)
  expect(seen.map((problem) => problem.file)).toEqual(['map/map-duty.json'])
  expect(source.problems().some((problem) => problem.file === 'map/map-duty.json')).toBe(true)
  source.close()
})

test('without a sound catalog the server does not start', async () => {
  await writeFile(join(dir, 'catalog/city.indicators.csv'), 'id\n')
  await expect(createCatalogSource({ dir })).rejects.toMatchObject({ code: 'CATALOG_INVALID' })
})
