import { expect, test } from 'vitest'
import { matching, typeChoices } from './choices.ts'

const type = (code: string, name_zh: string, name_en: string) =>
  ({ code, name_zh, name_en }) as Parameters<typeof typeChoices>[0] extends Iterable<infer T>
    ? T
    : never
const types = [
  type('city.lamp-out', '路灯不亮', 'Lamp out'),
  type('city.pothole', '路面坑槽', 'Pothole'),
  type('city.lid-missing', '井盖缺失', 'Lid missing'),
]
const pinyin = {
  'city.lamp-out': { initials: 'ldbl', full: 'ludengbuliang' },
  'city.pothole': { initials: 'lmkc', full: 'lumiankengcao' },
  'city.lid-missing': { initials: 'jgqs', full: 'jinggaiqueshi' },
}
const choices = typeChoices(types, pinyin, ({ name_zh }) => name_zh)
const found = (query: string) => matching(choices, query).map(({ value }) => value)

test('a type is found by its name, its code, its pinyin in letters and in full, and in English', () => {
  for (const query of ['坑槽', '路面', 'pothole', 'city.pot', 'lmkc', 'lumian', 'POTH']) {
    expect(found(query)[0]).toBe('city.pothole')
  }
  expect(found('zzz')).toEqual([])
  expect(found('')).toHaveLength(3)
})

test('what begins so comes before what only holds it', () => {
  expect(found('路')).toEqual(['city.lamp-out', 'city.pothole'])
  expect(found('l')[0]).toBe('city.lamp-out')
  expect(found('lm')[0]).toBe('city.pothole')
})
