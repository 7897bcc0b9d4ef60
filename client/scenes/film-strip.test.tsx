import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stripWindow } from './film-strip.tsx'

test('the strip shows a full window with the present scenario in it, wherever that stands', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 60 }),
      fc.nat(),
      fc.integer({ min: 1, max: 9 }),
      (all, at, count) => {
        const current = all[at % all.length] ?? null
        const shown = stripWindow(all, current, count)
        expect(shown).toHaveLength(Math.min(count, all.length))
        expect(shown).toContain(current)
        expect(shown).toEqual(
          all.slice(all.indexOf(shown[0] ?? ''), all.indexOf(shown[0] ?? '') + count),
        )
      },
    ),
  )
})
