import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { gramsOf, matchOf, wordsOf } from './grams.ts'
import { openFile } from './sqlite/driver.ts'

const db = openFile(':memory:')
db.exec("CREATE VIRTUAL TABLE held USING fts5(grams, tokenize = 'ascii')")
afterAll(() => db.close())

const isFound = (text: string, search: string): boolean => {
  db.exec('DELETE FROM held')
  db.prepare('INSERT INTO held (grams) VALUES (?)').run(gramsOf(text))
  return (
    db.prepare('SELECT 1 FROM held WHERE held MATCH ?').get(matchOf(wordsOf(search))) !== undefined
  )
}

test('a search finds a part of a text wherever it stands, in Chinese and in Latin letters', () => {
  const text = '红梅街道 立交桥下积水 Pump B-7'
  for (const part of ['积水', '水', '7', '红', '桥下积', 'PUMP', 'b-7', '红梅 pump']) {
    expect([part, isFound(text, part)]).toEqual([part, true])
  }
  for (const part of ['积雪', '雪', '水积', 'pumps', '7-b', '红梅 泵']) {
    expect([part, isFound(text, part)]).toEqual([part, false])
  }
})

test('[S18] nothing in a search is taken for an operator of the index', () => {
  const hostile = [
    '" OR 1=1 --',
    'a* NEAR(b)',
    'NOT x',
    '^a',
    'grams:x',
    "'; DROP TABLE held; --",
    '(',
    '""',
  ]
  for (const search of hostile) {
    expect([search, isFound(`前 ${search} 后`, search)]).toEqual([search, true])
    expect([search, isFound('井盖缺失', search)]).toEqual([search, false])
  }
})

test('the index finds exactly the texts that hold every word', () => {
  const text = fc.string({ unit: fc.constantFrom(...'水积桥aAB1 \n"*-😀İ'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, (held, search) => {
      const words = wordsOf(search)
      fc.pre(words.length > 0)
      const plain = words.every((word) => held.toLowerCase().includes(word))
      expect(isFound(held, search)).toBe(plain)
    }),
    { numRuns: 2_000 },
  )
})
