import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crosses, gathered, leaderEnd, overlaps, placeLabels } from './label-layout.ts'

const room = { left: 0, top: 0, width: 800, height: 500 }
const aRequest = (id: string, x: number, y: number, priority = 0) => ({
  id,
  x,
  y,
  width: 120,
  height: 30,
  priority,
})

test('labels touch neither each other, nor what stands there, nor the edge', () => {
  const request = fc.record({
    id: fc.uuid(),
    x: fc.integer({ min: 0, max: 800 }),
    y: fc.integer({ min: 0, max: 500 }),
    width: fc.integer({ min: 10, max: 260 }),
    height: fc.integer({ min: 10, max: 60 }),
    priority: fc.integer({ min: 0, max: 9 }),
  })
  const obstacle = { left: 300, top: 200, width: 90, height: 40 }
  fc.assert(
    fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
      const placed = placeLabels(requests, [obstacle], room, 40)
      for (const [i, { box }] of placed.entries()) {
        expect(overlaps(box, obstacle)).toBe(false)
        expect(box.left).toBeGreaterThanOrEqual(0)
        expect(box.top).toBeGreaterThanOrEqual(0)
        expect(box.left + box.width).toBeLessThanOrEqual(800)
        expect(box.top + box.height).toBeLessThanOrEqual(500)
        for (const other of placed.slice(i + 1)) expect(overlaps(box, other.box)).toBe(false)
      }
    }),
  )
})

test('of two labels that want the same room, the one that matters more is placed first', () => {
  const tight = { left: 0, top: 0, width: 130, height: 80 }
  const placed = placeLabels([aRequest('minor', 0, 78), aRequest('alarm', 0, 78, 9)], [], tight, 40)
  expect(placed[0]?.id).toBe('alarm')
})

test('a label without room is left out rather than laid over another', () => {
  expect(placeLabels([aRequest('a', 10, 10)], [room], room, 40)).toEqual([])
})

test('no line from an anchor to its label crosses another one', () => {
  const size = { width: 120, height: 24 }
  const spots = fc.array(
    fc.record({ x: fc.integer({ min: 100, max: 900 }), y: fc.integer({ min: 100, max: 500 }) }),
    { minLength: 2, maxLength: 9 },
  )
  fc.assert(
    fc.property(spots, (at) => {
      const requests = at.map((spot, i) => ({ id: `${i}`, ...spot, ...size, priority: i }))
      const placed = placeLabels(requests, [], { left: 0, top: 0, width: 1000, height: 600 }, 40)
      const leaders = placed.flatMap(({ id, box }) => {
        const spot = at[Number(id)]
        return spot === undefined ? [] : [[spot, leaderEnd(spot, box)] as const]
      })
      for (const [i, one] of leaders.entries()) {
        for (const other of leaders.slice(i + 1)) expect(crosses(one, other)).toBe(false)
      }
    }),
  )
})

test('labels of places near each other are gathered under the weightiest of them', () => {
  const groups = gathered(
    [
      { id: 'a', x: 0, y: 0, priority: 1 },
      { id: 'b', x: 20, y: 0, priority: 9 },
      { id: 'c', x: 400, y: 0, priority: 5 },
    ],
    64,
  )
  expect([...groups]).toEqual([
    ['b', ['a']],
    ['c', []],
  ])
})
