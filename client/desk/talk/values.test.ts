import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderNote } from '../../../protocol/order/note.ts'
import { ApiProblem } from '../../data/api.ts'
import { completed, departmentsFor, pieces, queryAt } from './mention.ts'
import { TALK_WORDS } from './talk-words.ts'
import { newsFor, problemText, readersOf, shortTime, sizeText } from './values.ts'

const unit = (code: string, name_zh: string, name_en: string) => ({
  code,
  name_zh,
  full_name_zh: `区${name_zh}`,
  name_en,
  remit_en: '',
})
const UNITS = [unit('housing', '住建局', 'Housing'), unit('urban', '城管局', 'Urban Management')]
const PINYIN = { urban: { initials: 'cgj', full: 'chengguanju' } }
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 26, 2, minute)).toISOString()
const base = { orderId: 'CG1', department: null }
const comment = (id: string, by: string, minute: number): OrderNote => ({
  ...base,
  id,
  by,
  at: at(minute),
  kind: 'comment',
  text: 'x',
  mentions: [],
})
const read = (by: string, minute: number, department: string | null = null): OrderNote => ({
  ...base,
  id: `read ${by}`,
  by,
  department,
  at: at(minute),
  kind: 'read',
  firstAt: at(0),
})

test('a mention is being written from its sign to the caret, and not before white space', () => {
  expect(queryAt('请 @住建', 5)).toEqual({ from: 2, text: '住建' })
  expect(queryAt('请 @住建', 3)).toEqual({ from: 2, text: '' })
  expect(queryAt('＠cg', 3)).toEqual({ from: 0, text: 'cg' })
  expect(queryAt('@住建局 请', 6)).toBeNull()
  expect(queryAt('没有', 2)).toBeNull()
})

test('departments are offered by name, code and pinyin, those that begin so first', () => {
  const codes = (query: string) => departmentsFor(query, UNITS, PINYIN, 8).map(({ code }) => code)
  expect(codes('')).toEqual(['housing', 'urban'])
  expect(codes('cgj')).toEqual(['urban'])
  expect(codes('建')).toEqual(['housing'])
  expect(codes('u')).toEqual(['urban', 'housing'])
  expect(codes('zzz')).toEqual([])
})

test('what is chosen takes the place of what was typed, and the rest of the text stays', () => {
  const [housing] = UNITS
  if (housing === undefined) throw new Error('there is a unit')
  expect(completed('请 @住 到场', { from: 2, text: '住' }, housing, 'zh')).toEqual({
    text: '请 @住建局 到场',
    caret: 7,
  })
})

test('cut into its pieces a text is the same text, whatever it says', () => {
  const texts = fc.array(fc.constantFrom('@住建局', '@', '城管局', ' ', '<b>', '@HOUSING', '@@'))
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('')
      const cut = pieces(text, ['住建局', 'Housing'])
      expect(cut.map((piece) => piece.text).join('')).toBe(text)
      for (const { text: said, isMention } of cut) {
        if (isMention) expect(said).toMatch(/^@(住建局|housing)$/i)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('news is what others said since my latest reading', () => {
  const notes = [comment('a', 'leader', 1), read('duty', 2), comment('b', 'duty', 3)]
  expect(newsFor('duty', notes)).toEqual([])
  const later = [...notes, comment('c', 'leader', 4)]
  expect(newsFor('duty', later).map(({ id }) => id)).toEqual(['c'])
  expect(newsFor('nobody', later).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('readers stand by department, the centre first, the latest first', () => {
  const notes = [read('h1', 1, 'urban'), read('duty', 2), read('h2', 3, 'urban')]
  expect(readersOf(notes).map(({ department, readers }) => [department, readers.map((r) => r.by)]))
    // biome-ignore format: one line a group
    .toEqual([
    [null, ['duty']],
    ['urban', ['h2', 'h1']],
  ])
})

test('times of today are short, others have their date, in the district’s own time', () => {
  expect(shortTime(at(32), Date.parse(at(50)))).toBe('10:32')
  expect(shortTime(at(32), Date.parse(at(50)) + 86_400_000)).toBe('2026-11-26 10:32')
  expect([sizeText(999), sizeText(820_400), sizeText(1_449_000)]).toEqual([
    '999 B',
    '820 kB',
    '1.4 MB',
  ])
})

test.each([
  ['TOO_LARGE', {}, '文件超过 20 MB'],
  ['TOO_LARGE', { mostFiles: 50 }, '该工单的附件已满 50 个'],
  ['FILE_KIND', { reason: 'empty' }, '文件是空的'],
  ['FILE_KIND', { reason: 'the picture is damaged' }, '图片已损坏,无法读取'],
  ['FILE_KIND', { found: 'image/svg+xml' }, /不支持的文件类型.*JPEG/],
  ['POSITION_OUTSIDE', {}, '位置不在本辖区内'],
  ['STORE_FULL', {}, '磁盘空间不足,暂停写入'],
  ['HTTP_502', {}, 'HTTP_502'],
])('%s %j is told in words', (code, detail, words) => {
  expect(problemText(new ApiProblem(400, code, detail), TALK_WORDS.zh, 'zh')).toMatch(words)
})
