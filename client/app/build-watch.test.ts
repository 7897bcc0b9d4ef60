import { expect, test } from 'vitest'
import { buildOf } from './build-watch.ts'

test('a served page names its build, and another page none', () => {
  expect(buildOf('<head><meta name="nzh-build" content="0a1b2c3d4e"></head>')).toBe('0a1b2c3d4e')
  expect(buildOf('<p>502 Bad Gateway</p>')).toBeNull()
})
