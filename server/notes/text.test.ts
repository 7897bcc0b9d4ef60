import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mentionsIn } from '../../protocol/order/mentions.ts'
import { LONGEST_TEXT, plainText } from './text.ts'

const department = (code: string, name_zh: string, full_name_zh: string, name_en: string) => ({
  code,
  name_zh,
  full_name_zh,
  name_en,
})
const UNITS = [
  department('housing', '住建局', '区住房和城乡建设局', 'Housing and Construction'),
  department('urban', '城管', '区城市管理局', 'Urban Management'),
  department('urban-water', '城管水务', '区城管水务所', 'Urban Water'),
]

test('text is kept as text: markup as it stands, unseen characters gone', () => {
  expect(plainText('  <script>alert(1)</script>\r\n第二行\u0000\u202e\u200b\ufeff ')).toBe(
    '<script>alert(1)</script>\n第二行',
  )
  expect(plainText('a\n\n\n\n\nb\tc')).toBe('a\n\nb c')
  expect(plainText('👩‍🚒 到场')).toBe('👩‍🚒 到场')
})

test.each([
  ['', 'empty'],
  [' \n\u200b\u200d ', 'empty'],
  ['x'.repeat(LONGEST_TEXT + 1), 'longer than 4000 characters'],
  ['x\n'.repeat(300), 'more than 200 lines'],
])('%j is refused', (sent, reason) => {
  expect(() => plainText(sent.slice(0, 5_000))).toThrow(
    expect.objectContaining({ code: 'MALFORMED', detail: { field: 'text', reason } }),
  )
})

test('what is kept is kept the same when it is sent again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (sent) => {
      let once: string
      try {
        once = plainText(sent)
      } catch {
        return
      }
      expect(plainText(once)).toBe(once)
      expect(once).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}]/u)
    }),
    { numRuns: 1_000 },
  )
})

test('departments are mentioned by short, full or English name or code, the longest name first', () => {
  expect(mentionsIn('请 @住建局、@区城市管理局 到场', UNITS)).toEqual(['housing', 'urban'])
  expect(mentionsIn('＠城管水务 看一下', UNITS)).toEqual(['urban-water'])
  expect(mentionsIn('@URBAN management, @urban-water @urban', UNITS)).toEqual([
    'urban',
    'urban-water',
  ])
  expect(mentionsIn('住建局 @ 住建局 a@b.cn @@', UNITS)).toEqual([])
})
