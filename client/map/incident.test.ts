import { expect, test } from 'vitest'
import type { NearbyAsset } from '../../protocol/emergency/nearby.ts'
import { NIGHT } from '../ui/theme.ts'
import { distanceM } from './geometry.ts'
import { incidentCallouts, incidentDrawing } from './incident.ts'

const at = [119.98, 31.79] as const
const asset = (id: string, kind: string, distance: number): NearbyAsset => ({
  id,
  kind,
  name_zh: id,
  name_en: id,
  position: [119.98 + distance / 95_000, 31.79],
  distanceM: distance,
  simulated: true,
})
const nearby = [
  asset('h1', 'hospital', 800),
  asset('h2', 'hospital', 1_200),
  asset('p1', 'pump-station', 2_900),
  asset('p2', 'pump-station', 3_400),
]

test('three rings stand round the incident at 500 m, 1 km and 3 km', () => {
  const { lines = [] } = incidentDrawing({ at, nearby }, NIGHT, 1)
  expect(lines.map(({ path }) => Math.round(distanceM(at, path[0] ?? at) / 10) * 10)).toEqual([
    500, 1_000, 3_000,
  ])
})

test('what is within the last ring has a dot; the nearest of each kind has its name and distance', () => {
  const { dots = [] } = incidentDrawing({ at, nearby }, NIGHT, 1)
  expect(dots).toHaveLength(3 + 1)
  const callouts = incidentCallouts({ at, title: '积水', nearby, language: 'zh' })
  expect(callouts.map(({ title, value }) => `${title} ${value}`.trim())).toEqual([
    '积水',
    '500 m',
    '1 km',
    '3 km',
    'h1 0.8 km',
    'p1 2.9 km',
  ])
})
