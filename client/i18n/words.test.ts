import { expect, test } from 'vitest'
import { en } from './en.ts'
import { zh } from './zh.ts'

test('no word is missing or empty in either language', () => {
  const words = (value: unknown, path: string): string[] => {
    if (typeof value === 'string') return value.trim() === '' ? [`${path} is empty`] : []
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, part]) => words(part, `${path}.${key}`))
  }
  expect([...words(zh, 'zh'), ...words(en, 'en')]).toEqual([])
})

test('ages are told in their largest fitting unit', () => {
  expect(zh.ageMinutes(3)).toBe('3 分钟')
  expect(en.ageMinutes(3)).toBe('3 min')
})
