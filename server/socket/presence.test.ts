import { expect, test } from 'vitest'
import { Presence } from './presence.ts'

const AT = '2026-11-26T02:00:00.000Z'
const urban = { id: 'CG1', department: 'urban' }
const police = { id: 'CG2', department: 'police' }

test('who has an order open is there once for each account, until his last page leaves', () => {
  const presence = new Presence()
  expect(presence.enter('s1', 'duty', urban, AT)).toBe(true)
  expect(presence.enter('s1', 'duty', urban, AT)).toBe(false)
  presence.enter('s2', 'duty', urban, '2026-11-26T02:01:00.000Z')
  presence.enter('s3', 'supervisor', urban, AT)
  expect(presence.stateFor(null).orders).toEqual({
    CG1: [
      { name: 'duty', since: AT },
      { name: 'supervisor', since: AT },
    ],
  })
  presence.leave('s1')
  presence.enter('s3', 'supervisor', police, AT)
  expect(Object.keys(presence.stateFor(null).orders)).toEqual(['CG1', 'CG2'])
  expect(presence.leave('s2')).toBe(true)
  expect(presence.leave('s2')).toBe(false)
  presence.enter('s3', 'supervisor', null, AT)
  expect(presence.stateFor(null).orders).toEqual({})
})

test('[S3] a department knows of its own orders only, also after an order was handed over', () => {
  const presence = new Presence()
  presence.enter('s1', 'duty', urban, AT)
  presence.enter('s2', 'supervisor', police, AT)
  expect(Object.keys(presence.stateFor('urban').orders)).toEqual(['CG1'])
  expect(presence.update({ ...urban, department: 'police' })).toBe(true)
  expect(presence.stateFor('urban').orders).toEqual({})
  expect(Object.keys(presence.stateFor('police').orders)).toEqual(['CG1', 'CG2'])
  expect(presence.update({ id: 'CG9', department: 'urban' })).toBe(false)
})
