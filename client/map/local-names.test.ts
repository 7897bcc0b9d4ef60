import { expect, test } from 'vitest'
import type { Place } from '../../protocol/place/place.ts'
import { namesIn } from './local-names.ts'

const place: Place = {
  id: 'chashan',
  kind: 'town',
  name_zh: '茶山街道',
  name_en: 'Chashan',
  town: null,
  position: null,
  approximate: false,
}

test('the map writes its places in the language of the wall, and translates a catalog once', () => {
  const names = { indicators: new Map(), places: new Map([[place.id, place]]) }
  expect(namesIn('zh', names).places).toBe(names.places)
  expect(namesIn('en', names).places.get('chashan')?.name_zh).toBe('Chashan')
  expect(namesIn('en', names).places).toBe(namesIn('en', names).places)
})
