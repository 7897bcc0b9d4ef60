import { expect, test } from 'vitest'
import { labelOf, polygonsOf, readGeo, textOf } from '../../data-fixtures/geo/geo.ts'
import { anOffice, person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { loadTerritory } from './territory.ts'

const territory = loadTerritory()
const towns = readGeo('tianning-towns')
/** One degree of latitude is 111 km. */
const north = ([lon, lat]: readonly [number, number], metres: number) =>
  [lon, lat + metres / 110_850] as const
/** The northernmost corner of the district. */
const top = readGeo('tianning-district')
  .flatMap(polygonsOf)
  .flatMap(([outer]) => outer ?? [])
  .reduce((best, corner) => (corner[1] > best[1] ? corner : best))

test('a position lies in the town whose area holds it', () => {
  expect(towns.length).toBeGreaterThan(5)
  for (const town of towns) {
    const label = labelOf(town)
    if (label === null) throw new Error('towns have labels')
    expect(territory.townAt(label, 0)).toBe(textOf(town, 'id'))
    expect(territory.holds(label, 0)).toBe(true)
  }
})

test('the district ends at its boundary, and drift is allowed as far as was said', () => {
  expect(territory.holds(north(top, 900), 1_000)).toBe(true)
  expect(territory.holds(north(top, 1_100), 1_000)).toBe(false)
  expect(territory.holds(north(top, 50), 0)).toBe(false)
  expect(territory.townAt(north(top, 900), 1_000)).not.toBeNull()
  expect(territory.townAt(north(top, 1_100), 1_000)).toBeNull()
  for (const far of [
    [120.65, 27.99],
    [0, 0],
    [-73.9, 40.7],
  ] as const) {
    expect(territory.holds(far, 1_000)).toBe(false)
  }
})

test('a report says where it is by its position alone, and one from outside is refused', async () => {
  const office = await anOffice(createMemoryStore(), Date.parse('2024-06-07T04:00:00Z'), {
    territory,
  })
  const [type] = office.catalog.orderTypes
  const [town] = towns
  const label = town === undefined ? null : labelOf(town)
  if (type === undefined || town === undefined || label === null) throw new Error('fixtures')
  const duty = person('duty', 'duty')
  const report = (fields: object) =>
    office.orders.report({ type: type.code, title: 'x', ...fields }, duty)
  const code = textOf(town, 'id')
  expect(await report({ position: label })).toMatchObject({ place: code, town: code })
  // What is said of the place stands.
  expect(await report({ position: label, place: 'district' })).toMatchObject({ place: 'district' })
  expect(await report({})).toMatchObject({ place: 'district', position: null })
  const outside = { code: 'POSITION_OUTSIDE', detail: { position: [120.65, 27.99] } }
  await expect(report({ position: [120.65, 27.99] })).rejects.toMatchObject(outside)
  const order = await report({ position: label })
  const act = (action: 'send-to-verify' | 'confirm', rev: number, args: object) =>
    office.orders.act(
      order.id,
      { action, rev, actionId: office.actionId(), args: { ...args } },
      duty,
    )
  await act('send-to-verify', 1, { verifier: 'v' })
  await expect(act('confirm', 2, { position: [120.65, 27.99] })).rejects.toMatchObject(outside)
  expect(await act('confirm', 2, { position: label })).toMatchObject({ state: 'accepted' })
})
