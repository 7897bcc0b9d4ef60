import { render } from '@testing-library/react'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ScanText } from './scan-text.tsx'

const latinOf = (text: string): (string | null)[] => {
  const { container } = render(<ScanText text={text} />)
  return [...container.querySelectorAll('.scan-latin')].map((run) => run.textContent)
}

test('letters and figures among Chinese signs are set apart, the signs are not', () => {
  expect(latinOf('PM2.5年内均值')).toEqual(['PM2.5'])
  expect(latinOf('服务业增加值占GDP比重')).toEqual(['GDP'])
  expect(latinOf('六项污染物')).toEqual([])
})

test('whatever the text, it is read as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      expect(render(<ScanText text={text} />).container.textContent).toBe(text)
    }),
  )
})
