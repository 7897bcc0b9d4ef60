import { expect, test } from 'vitest'
import { keyAct } from './keys.ts'

const press = (key: string, ctrlKey = false) =>
  keyAct({ key, ctrlKey, altKey: false, metaKey: false })

test('arrows, digits, slash, T and Escape are the wall’s; keys with a modifier are the browser’s', () => {
  expect(press('ArrowLeft')).toEqual({ act: 'neighbour', step: -1 })
  expect(press('5')).toEqual({ act: 'category', index: 4 })
  expect(press('/')).toEqual({ act: 'search' })
  expect(press('T')).toEqual({ act: 'tour' })
  expect(press('Escape')).toEqual({ act: 'clear' })
  expect(press('6')).toBeNull()
  expect(press('t', true)).toBeNull()
})
