import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Stages } from '../protocol/stage/stages.ts'
import { loadCatalog, requireCatalog } from './load.ts'
import { checkStages, loadStages, STAGES_FILE } from './load-stages.ts'

const catalog = await requireCatalog()
const { stages: shipped } = await loadStages(catalog)

/** The shipped file with the criteria of one stage replaced. */
const withCriteria = (criteria: Stages['stages'][number]['criteria'], stage = 3): Stages => ({
  ...shipped,
  stages: shipped.stages.map((each) => (each.stage === stage ? { ...each, criteria } : each)),
})
const reasonsOf = (stages: Stages): string[] =>
  checkStages(stages, STAGES_FILE, catalog).map(({ reason }) => reason)
const rain = {
  id: 'rain',
  zh: '雨量达到 30 mm',
  en: 'Rain of 30 mm',
  all: [{ indicator: 'safety.weather.rain.hour-max', atLeast: 30 }],
  for: '5min',
}

test('the shipped stages are sound: five, each but the first with a colour, a response and criteria', () => {
  expect(checkStages(shipped, STAGES_FILE, catalog)).toEqual([])
  expect(shipped.stages.map(({ stage, level, response }) => [stage, level, response])).toEqual([
    [1, null, null],
    [2, 'blue', 'IV'],
    [3, 'yellow', 'III'],
    [4, 'orange', 'II'],
    [5, 'red', 'I'],
  ])
})

test('what a criterion names and the catalog does not have is refused by name', () => {
  const all = [
    { indicator: 'safety.no.such', atLeast: 30 },
    { indicator: 'safety.weather.rain.hour-max', place: 'atlantis', atLeast: 30 },
    { indicator: 'safety.weather.temperature-max', level: 'blue' as const },
    { alarms: 30, level: 'red' as const, scenario: 'safety-none' },
  ]
  expect(reasonsOf(withCriteria([{ ...rain, all }]))).toEqual([
    'criterion rain names unknown indicator safety.no.such',
    'criterion rain names unknown place atlantis',
    'criterion rain asks for level blue, which safety.weather.temperature-max does not have',
    'criterion rain names unknown scenario safety-none',
  ])
})

test('a sentence that says another number than the data is refused, and so is an id that is there twice', () => {
  expect(reasonsOf(withCriteria([{ ...rain, en: 'Rain of 300 mm' }]))).toEqual([
    'criterion rain does not say 30 in its sentences',
  ])
  expect(reasonsOf(withCriteria([rain, rain]))).toEqual(['criterion rain is there twice'])
})

test('stages out of order, criteria for the first and none for another are refused', () => {
  const [first, second, ...rest] = shipped.stages
  if (first === undefined || second === undefined) throw new Error('no stages')
  const mixed = { ...shipped, stages: [second, first, ...rest] }
  expect(reasonsOf(mixed)).toEqual(['holds stages 2, 1, 3, 4, 5, not 1 to 5 in this order'])
  expect(reasonsOf(withCriteria([]))).toEqual(['stage 3 has no criterion'])
  expect(reasonsOf(withCriteria([rain], 1))).toContain(
    'stage 1 is what remains and has no criteria',
  )
})

test('a criterion that an ordinary day meets is warned of', () => {
  const always = { ...rain, all: [{ indicator: 'safety.flood.canal-level', atLeast: 3 }] }
  const said = { ...always, zh: '水位 3 m', en: '3 m' }
  expect(checkStages(withCriteria([said]), STAGES_FILE, catalog)).toEqual([
    expect.objectContaining({ severity: 'warning', reason: expect.stringContaining('sim_base') }),
  ])
})

test('a deployment puts its own file in place of the shipped one; one that is broken is named and left out', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nzh-stages-'))
  try {
    await writeFile(join(dir, STAGES_FILE), JSON.stringify({ ...shipped, forget_after: '9h' }))
    expect((await loadStages(catalog, dir)).stages.forget_after).toBe('9h')
    expect((await loadCatalog({ extraDir: dir })).problems).toEqual((await loadCatalog()).problems)
    await writeFile(join(dir, STAGES_FILE), JSON.stringify({ ...shipped, forget_after: 'soon' }))
    const { stages, problems } = await loadStages(catalog, dir)
    expect(stages).toEqual(shipped)
    expect(problems).toEqual([
      expect.objectContaining({ file: `deployment/${STAGES_FILE}`, severity: 'error' }),
    ])
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
