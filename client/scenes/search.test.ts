import { describe, expect, test } from 'vitest'
import { type SearchItem, searchItems } from './search.ts'

const item = (
  kind: SearchItem['kind'],
  id: string,
  zh: string,
  en: string,
  initials: string,
  full: string,
): SearchItem => ({ kind, id, zh, en, initials, full, category: null })

const ITEMS = [
  item('indicator', 'safety.flood.depth', '积水深度', 'Water depth', 'jssd', 'jishuishendu'),
  item('scenario', 'safety-flood', '防汛防台', 'Flood defence', 'fxft', 'fangxunfangtai'),
  item('town', 'chashan', '茶山街道', 'Chashan', 'csjd', 'chashanjiedao'),
  item('scenario', 'city-run', '城市运行', 'City operations', 'csyx', 'chengshiyunxing'),
]
const ids = (query: string): string[] => searchItems(ITEMS, query, 9).map(({ id }) => id)

describe('search', () => {
  test('finds by two pinyin initials, scenarios before towns', () => {
    expect(ids('cs')).toEqual(['city-run', 'chashan'])
    expect(ids('FX')).toEqual(['safety-flood'])
  })

  test('finds by Chinese, also from the middle of a name', () => {
    expect(ids('茶山')).toEqual(['chashan'])
    expect(ids('深度')).toEqual(['safety.flood.depth'])
  })

  test('finds by whole pinyin and by English words', () => {
    expect(ids('fangxun')).toEqual(['safety-flood'])
    expect(ids('depth')).toEqual(['safety.flood.depth'])
  })

  test('finds nothing for nothing, and nothing for what is not there', () => {
    expect(ids('   ')).toEqual([])
    expect(ids('量子')).toEqual([])
  })

  test('gives at most as many as asked for', () => {
    expect(searchItems(ITEMS, 's', 1)).toHaveLength(1)
  })

  test('works before the pinyin has come', () => {
    const bare = ITEMS.map((each) => ({ ...each, initials: '', full: '' }))
    expect(searchItems(bare, '防汛', 9)).toHaveLength(1)
    expect(searchItems(bare, 'fx', 9)).toHaveLength(0)
  })
})
