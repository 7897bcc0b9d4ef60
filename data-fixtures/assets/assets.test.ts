import { describe, expect, test } from 'vitest'
import { loadCatalog } from '../../scenarios/load.ts'
import { polygonsOf, readGeo } from '../geo/geo.ts'
import { isInside, type LonLat } from '../geometry/polygon.ts'
import { ASSET_TYPES, type AssetRow, readAssets } from './assets.ts'

const district = readGeo('tianning-district').flatMap(polygonsOf)
const isHere = (point: LonLat): boolean => district.some((rings) => isInside(point, rings))

const pointsOf = (row: AssetRow): LonLat[] => {
  const { position, path, polygon } = row as { [key: string]: unknown }
  return [
    ...(position === undefined ? [] : [position as LonLat]),
    ...((path ?? []) as LonLat[]),
    ...((polygon ?? []) as LonLat[][]).flat(),
  ]
}

const everyRow = [...ASSET_TYPES].flatMap((type) => readAssets(type))

describe('asset tables', () => {
  test('every table that a scenario binds is there and has rows', async () => {
    const { loaded } = await loadCatalog()
    const bound = (loaded?.catalog.scenarios ?? [])
      .flatMap(({ layers }) => layers.map(({ binds }) => binds))
      .filter((binds) => binds.startsWith('assets:'))
      .map((binds) => binds.slice('assets:'.length))
    expect(bound.length).toBeGreaterThan(0)
    expect(bound.filter((type) => readAssets(type).length === 0)).toEqual([])
  })

  test('every row has an id of its own, both names and the mark that it is simulated', () => {
    const broken = everyRow.filter(
      ({ id, name_zh, name_en, simulated }) => !id || !name_zh || !name_en || simulated !== true,
    )
    expect(broken).toEqual([])
    expect(new Set(everyRow.map(({ id }) => id)).size).toBe(everyRow.length)
  })

  test('every thing on the ground lies inside the district; a link has both ends', () => {
    const lost = everyRow.filter((row) => {
      const points = pointsOf(row)
      if (points.length > 0) return !points.every(isHere)
      return !Array.isArray(row['from']) || !Array.isArray(row['to'])
    })
    expect(lost.map(({ id }) => id)).toEqual([])
  })

  test('what moves has a rising time for each corner, within its loop, at a speed a vehicle can drive', () => {
    const moving = everyRow.filter((row) => row['timesS'] !== undefined)
    expect(moving.length).toBeGreaterThan(40)
    for (const row of moving) {
      const times = row['timesS'] as number[]
      expect(times, row.id).toHaveLength((row['path'] as LonLat[]).length)
      expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))).toBe(true)
      expect(row['loopS']).toBeGreaterThanOrEqual(times.at(-1) ?? 0)
    }
  })

  test('a type without a table is an empty table', () => {
    expect(readAssets('unicorn')).toEqual([])
    expect(readAssets('../geo/SOURCE')).toEqual([])
  })
})
