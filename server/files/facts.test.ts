import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cameraFacts, fileName } from './facts.ts'

const IN = [119.97, 31.77] as const
const NEAR = [119.98, 31.78] as const
const OUT = [2.35, 48.85] as const
const inside = ([lon]: readonly [number, number]): boolean => lon > 100
const NOON = '2024-06-07T04:00:00.000Z'
const claim = { kind: 'before', name: 'a.jpg', takenAtMs: null, position: null } as const
const found = { type: 'image/jpeg', pixels: null, takenAt: null, position: null } as const

test('the picture speaks where the sender is silent', () => {
  expect(cameraFacts(claim, { ...found, takenAt: NOON, position: IN }, inside)).toEqual({
    takenAt: NOON,
    position: IN,
  })
  expect(cameraFacts(claim, found, inside)).toEqual({ takenAt: null, position: null })
})

test('where both speak, the sender counts and the picture’s word is kept beside it', () => {
  const sent = { ...claim, takenAtMs: Date.parse(NOON) + 60_000, position: NEAR }
  expect(cameraFacts(sent, { ...found, takenAt: NOON, position: IN }, inside)).toEqual({
    takenAt: '2024-06-07T04:01:00.000Z',
    position: NEAR,
    placedBy: 'sender',
    camera: { takenAt: NOON, position: IN },
  })
})

test('a picture taken outside the district is taken without its position, and marked', () => {
  expect(cameraFacts(claim, { ...found, position: OUT }, inside)).toEqual({
    takenAt: null,
    position: null,
    camera: { takenAt: null, position: OUT, outside: true },
  })
})

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\现场\\照片.jpg', '照片.jpg'],
  ['a\u202egpj.exe', 'a gpj.exe'],
  ['<img src=x onerror=alert(1)>.png', 'img src=x onerror=alert(1) .png'],
  ['..', 'file'],
  ['', 'file'],
])('a file that is called %j is kept as %j', (sent, kept) => {
  expect(fileName(sent)).toBe(kept)
})

test('whatever a file is called, its name is short and holds neither folders nor unseen characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (sent) => {
      const name = fileName(sent)
      expect([...name].length).toBeLessThanOrEqual(120)
      expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}/\\]/u)
      expect(name).not.toBe('')
    }),
    { numRuns: 1_000 },
  )
  expect(fileName(`${'长'.repeat(300)}.jpeg`)).toMatch(/^长{115}\.jpeg$/)
})
