import { expect, test } from 'vitest'
import { nameStretch } from './line-names.ts'

const room = { left: 0, top: 0, width: 1000, height: 400 }
const project = ([x, y]: readonly [number, number]) => ({ x, y })
const line = (name: string, from: number, to: number) => ({
  id: 'r',
  name,
  kind: 'canal',
  widthM: 50,
  path: Array.from({ length: (to - from) / 10 + 1 }, (_, i) => [from + i * 10, 200] as const),
})

test('a name stands on the part of its line that is in the free room', () => {
  const path = nameStretch(line('京杭大运河', -500, 300), { project, room, taken: [], sizePx: 16 })
  expect(path?.[0]?.[0]).toBeGreaterThanOrEqual(16)
  expect(path?.at(-1)?.[0]).toBe(300)
})

test('a name keeps off what already stands on its line, and takes the longer of the parts left', () => {
  const taken = [{ left: 350, top: 180, width: 100, height: 40 }]
  const path = nameStretch(line('关河', 100, 900), { project, room, taken, sizePx: 16 })
  expect(path?.[0]?.[0]).toBeGreaterThanOrEqual(466)
  expect(path?.at(-1)?.[0]).toBe(900)
})

test('a line too short for its name in the room stays without', () => {
  const view = { project, room, taken: [], sizePx: 16 }
  expect(nameStretch(line('京杭大运河（新运河段）', -500, 60), view)).toBeNull()
})
