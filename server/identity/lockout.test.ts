import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLockout } from './lockout.ts'

const MINUTE = 60_000

function aLockout() {
  let atMs = 0
  const lockout = createLockout(() => atMs)
  const isLocked = (account: string, address: string): boolean => {
    try {
      lockout.check(account, address)
      return false
    } catch {
      return true
    }
  }
  return { lockout, isLocked, pass: (ms: number) => (atMs += ms) }
}

test('the fifth failure locks an account from everywhere for 15 minutes', () => {
  const { lockout, isLocked, pass } = aLockout()
  for (let i = 0; i < 4; i += 1) lockout.failed('duty', `10.0.0.${i}`)
  expect(isLocked('duty', '10.0.0.9')).toBe(false)
  lockout.failed('duty', '10.0.0.4')
  expect(isLocked('duty', '10.0.0.9')).toBe(true)
  pass(15 * MINUTE - 1)
  expect(isLocked('duty', '10.0.0.9')).toBe(true)
  pass(1)
  expect(isLocked('duty', '10.0.0.9')).toBe(false)
})

test('an address that fails on five accounts is locked for all, one forgotten password locks no neighbour', () => {
  const { lockout, isLocked } = aLockout()
  for (let i = 0; i < 5; i += 1) lockout.failed('duty', '10.0.0.1')
  expect(isLocked('leader', '10.0.0.1')).toBe(false)
  for (const name of ['a', 'b', 'c', 'd']) lockout.failed(name, '10.0.0.1')
  expect(isLocked('leader', '10.0.0.1')).toBe(true)
  expect(isLocked('leader', '10.0.0.2')).toBe(false)
})

test('getting in with an own account does not wash away failures on others', () => {
  const { lockout, isLocked } = aLockout()
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    lockout.failed(name, '10.0.0.1')
    lockout.succeeded('mallory', '10.0.0.1')
  }
  expect(isLocked('leader', '10.0.0.1')).toBe(true)
})

test('however failures fall, five within 15 minutes and no success between them lock', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 * MINUTE }), { minLength: 1, maxLength: 30 }), (gaps) => {
      const { lockout, isLocked, pass } = aLockout()
      const times: number[] = []
      let now = 0
      for (const gap of gaps) {
        pass(gap)
        now += gap
        const recent = times.filter((time) => now - time < 15 * MINUTE)
        expect(isLocked('duty', '10.0.0.1')).toBe(recent.length >= 5)
        if (recent.length >= 5) continue
        lockout.failed('duty', '10.0.0.1')
        times.push(now)
      }
    }),
  )
})
