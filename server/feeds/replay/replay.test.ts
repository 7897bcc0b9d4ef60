import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadMapping, mappingNames, parseMapping } from '../../../data-fixtures/mappings/mapping.ts'
import { loadPlaces } from '../../../data-fixtures/places.ts'
import { requireCatalog } from '../../../scenarios/load.ts'
import type { RecordedReading } from './convert.ts'
import { play, type WirePost } from './player.ts'
import { openRecording } from './recording.ts'

const REAL = fileURLToPath(new URL('../../../../shared/real/', import.meta.url))
const hasReal = existsSync(REAL)
if (!hasReal)
  console.log('recorded real data is absent (../shared/real): its totals are not checked here')

test('every mapping names indicators and places that exist, measured and never derived', async () => {
  const { catalog, indicatorById } = await requireCatalog()
  const places = new Set(loadPlaces(catalog).map((place) => place.id))
  for (const name of await mappingNames()) {
    for (const file of (await loadMapping(name)).files) {
      const values = file.wide === undefined ? (file.values ?? []) : [file.wide]
      for (const { indicator } of values)
        expect(indicatorById.get(indicator)?.formula, `${name} ${indicator}`).toBeNull()
      const targets =
        file.wide?.places ??
        (file.place && 'places' in file.place
          ? file.place.places
          : { fixed: file.place?.fixed ?? '' })
      for (const place of Object.values(targets))
        expect(places, `${name} ${place}`).toContain(place)
      expect(new Set(Object.values(targets)).size).toBe(Object.values(targets).length)
    }
  }
})

test.each([
  ['text that is no JSON', '{'],
  [
    'a mapping without files',
    '{"title_zh":"a","title_en":"a","source":"a","quality":"good","missing":[]}',
  ],
  [
    'a file with neither place nor wide',
    '{"title_zh":"a","title_en":"a","source":"a","quality":"good","missing":[],"files":[{"match":"a","format":"csv","time":{"start":"2024-01-01T00:00:00Z","stepS":60}}]}',
  ],
  [
    'a pattern that is no regular expression',
    '{"title_zh":"a","title_en":"a","source":"a","quality":"good","missing":[],"files":[{"match":"(","format":"csv","time":{"start":"2024-01-01T00:00:00Z","stepS":60},"place":{"fixed":"a"},"values":[{"column":"a","indicator":"a"}]}]}',
  ],
])('%s is refused as a mapping', (_name, text) => {
  expect(() => parseMapping(text)).toThrow(SyntaxError)
})

test('[S19] a mapping that reaches into prototypes is refused and changes nothing', () => {
  const head = '{"title_zh":"a","title_en":"a","source":"a","quality":"good","missing":[],'
  const file = '"match":"a","format":"csv","time":{"start":"2024-01-01T00:00:00Z","stepS":60}'
  const values = '"place":{"fixed":"a"},"values":[{"column":"a","indicator":"a"}]'
  for (const text of [
    `${head}"__proto__":{"polluted":1},"files":[{${file},${values}}]}`,
    `${head}"files":[{"__proto__":{"polluted":1},${file},${values}}]}`,
    `${head}"constructor":{"prototype":{"polluted":1}},"files":[{${file},${values}}]}`,
  ]) {
    expect(() => parseMapping(text)).toThrow(SyntaxError)
  }
  expect(parseMapping(`${head}"files":[{${file},${values}}]}`).files).toHaveLength(1)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

const aMapping = parseMapping(
  JSON.stringify({
    title_zh: '试',
    title_en: 'trial',
    source: 'here',
    quality: 'good',
    missing: ['NA'],
    files: [
      {
        match: 'station',
        format: 'csv',
        time: { column: 'time', zone: '+08:00' },
        place: { column: '__proto__', places: { a: 'point:a' } },
        values: [{ column: 'v', indicator: 'city.air.pm25', scale: 2, offset: 1 }],
      },
    ],
  }),
)

test("rows become readings in the catalog's unit, and what is left out is counted by reason", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nzh-replay-'))
  await writeFile(
    join(dir, 'station.csv'),
    '__proto__,time,v\na,2024-06-07 08:00:00,10\na,2024-06-07 09:00:00,NA\na,yesterday,1\nb,2024-06-07 09:00:00,1\na,2024-06-07 10:00:00,ten\n',
  )
  const recording = await openRecording(dir, aMapping)
  const rows: RecordedReading[][] = []
  for await (const row of recording.rows()) rows.push(row)
  expect(rows).toEqual([
    [
      {
        indicator: 'city.air.pm25',
        place: 'point:a',
        atMs: Date.parse('2024-06-07T00:00:00Z'),
        value: 21,
      },
    ],
  ])
  expect(recording.counts.get('station.csv')).toMatchObject({
    rows: 5,
    skippedRows: 1,
    badTimes: 1,
    readings: 1,
  })
  expect(recording.counts.get('station.csv')?.missing.get('v')).toBe(1)
  expect(recording.counts.get('station.csv')?.badValues.get('v')).toBe(1)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

const hourly = async function* (n: number): AsyncGenerator<RecordedReading[]> {
  for (let i = 0; i < n; i++)
    yield [{ indicator: 'a', place: 'district', atMs: i * 3_600_000, value: i }]
}
const playing = async (change: Partial<Parameters<typeof play>[0]>) => {
  let clock = 1_000_000_000
  const posts: (WirePost & { postedMs: number })[] = []
  const totals = await play({
    rows: hourly(5),
    quality: 'good',
    source: 'replay:x',
    speed: 3600,
    nowMs: () => clock,
    sleep: async (ms) => {
      clock += ms
    },
    post: async (readings) => {
      posts.push(...readings.map((reading) => ({ ...reading, postedMs: clock })))
      return {
        accepted: readings.length - 1,
        duplicates: 0,
        corrections: 0,
        rejected: [{ code: 'BAD_VALUE' }],
      }
    },
    ...change,
  })
  return { posts, totals }
}

test('at speed 3600 an hour passes in a second, and nothing is sent ahead of its time', async () => {
  const { posts } = await playing({})
  expect(posts.map((post) => post.at - 1_000_000_000)).toEqual([0, 1000, 2000, 3000, 4000])
  expect(posts.every((post) => post.at <= post.postedMs)).toBe(true)
})

test('at full speed the recording becomes history that ends now, with its distances kept', async () => {
  const { posts } = await playing({ speed: Number.POSITIVE_INFINITY, lastAtMs: 4 * 3_600_000 })
  expect(posts.map((post) => post.at)).toEqual(
    [0, 1, 2, 3, 4].map((i) => 1_000_000_000 - (4 - i) * 3_600_000),
  )
})

test('what the server refused is summed by reason', async () => {
  const { totals } = await playing({ speed: Number.POSITIVE_INFINITY, lastAtMs: 0 })
  expect(totals).toMatchObject({ sent: 5, accepted: 4 })
  expect([...totals.rejected]).toEqual([['BAD_VALUE', 1]])
})

test('a recording can be entered at a later moment', async () => {
  const { posts } = await playing({ fromMs: 3 * 3_600_000 })
  expect(posts.map((post) => post.value)).toEqual([3, 4])
})

const countsOf = async (folder: string, name: string) => {
  const recording = await openRecording(join(REAL, folder), await loadMapping(name))
  for await (const _ of recording.rows());
  return [...recording.counts.values()]
}
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)

test.runIf(hasReal)(
  'the recordings hold what their descriptions say',
  async () => {
    const la = await countsOf('la-loop-speed', 'la-speed')
    expect(la).toMatchObject([{ rows: 2016, readings: 2016 * 31, badTimes: 0 }])
    const nab = await countsOf('nab-city', 'nab-city')
    expect(nab.map((c) => c.rows)).toEqual([7267, 2500, 1127])
    const hour = await countsOf('china-aqi-hour', 'china-aqi')
    expect(hour).toMatchObject([{ rows: 1495, skippedRows: 1489, readings: 42 }])
    const air = await countsOf('beijing-air-multisite', 'beijing-air')
    expect(air.map((c) => c.rows)).toEqual(Array(8).fill(35_064))
    expect(sum(air.map((c) => c.rows))).toBe(280_512)
    const missing = (column: string) => air.map((c) => c.missing.get(column) ?? 0)
    expect([Math.min(...missing('PM2.5')), Math.max(...missing('PM2.5'))]).toEqual([382, 925])
    expect(Math.max(...missing('CO'))).toBe(3197)
    expect(Math.max(...missing('O3'))).toBe(2107)
  },
  60_000,
)
