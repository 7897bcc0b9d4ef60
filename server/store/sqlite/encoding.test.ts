import { expect, test } from 'vitest'
import { QUALITIES } from '../../../protocol/indicator/definition.ts'
import { packQuality, STORED_QUALITIES, unpackQuality } from './encoding.ts'

test('the numbers under which qualities are stored run from best to worst, as in the contract', () => {
  expect(STORED_QUALITIES).toEqual(QUALITIES)
  expect(QUALITIES.map((quality) => unpackQuality(packQuality(quality)))).toEqual([...QUALITIES])
})
