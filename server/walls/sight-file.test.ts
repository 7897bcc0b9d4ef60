import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { wallSightRoutes } from '../routes/wall-sight.ts'
import { startErrorLines } from '../start-errors.ts'
import { loadWallSights } from './sight-file.ts'

const main = { widthMm: 7200, heightMm: 2025, glanceM: 15, scanM: 8, readM: 4 }

async function fileWith(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'nzh-walls-')), 'walls.json')
  await writeFile(path, text)
  return path
}

const linesFor = (path: string): Promise<readonly string[]> =>
  loadWallSights(path).then(() => [], startErrorLines)

test('a wall is told its size and distances, and one that nobody measured is told so', async () => {
  const sights = await loadWallSights(await fileWith(`\uFEFF${JSON.stringify({ main })}`))
  const app = Fastify()
  await app.register(wallSightRoutes, { sights })
  expect((await app.inject('/walls/main/sight')).json()).toEqual({ wall: 'main', sight: main })
  for (const id of ['hall', 'toString', '__proto__']) {
    expect((await app.inject(`/walls/${id}/sight`)).json()).toEqual({ wall: id, sight: null })
  }
})

test('without a file no wall was measured', async () => {
  expect(await loadWallSights(null)).toEqual({})
})

test('a file that cannot be used stops the start with one line that names it and the place', async () => {
  const wrong = await fileWith(JSON.stringify({ main: { ...main, heightMm: 'two metres' } }))
  expect(await linesFor(wrong)).toEqual([
    expect.stringMatching(/^大屏尺寸文件有误 .*walls\.json\/main\/heightMm: /),
  ])
  expect(await linesFor(await fileWith('{"main": '))).toEqual([
    expect.stringMatching(/walls\.json/),
  ])
  expect(await linesFor('/nowhere/walls.json')).toEqual([
    expect.stringMatching(/\/nowhere\/walls\.json: ENOENT/),
  ])
})
