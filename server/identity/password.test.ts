import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashPassword, passwordProblem, randomPassword, verifyPassword } from './password.ts'

const CHEAP = { N: 16, r: 1, p: 1 }

test('a password is known again, and no other is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (password, other) => {
      const stored = await hashPassword(password, CHEAP)
      expect(await verifyPassword(password, stored)).toBe(true)
      expect(await verifyPassword(other, stored)).toBe(
        password.normalize('NFKC') === other.normalize('NFKC'),
      )
    }),
  )
})

test('the cost stands in the hash, and two hashes of one password differ', async () => {
  const [a, b] = await Promise.all([hashPassword('duty', CHEAP), hashPassword('duty', CHEAP)])
  expect(a).toMatch(/^scrypt\$16\$1\$1\$/)
  expect(a).not.toBe(b)
})

test.each([
  '',
  'plain',
  'scrypt$0$8$1$c2FsdA==$a2V5',
  'scrypt$99999999$8$1$c2FsdA==$a2V5',
  'md5$1$1$1$a$b',
])('a hash that is none of ours (%s) lets nobody in', async (stored) => {
  expect(await verifyPassword('', stored)).toBe(false)
})

test('weak passwords are refused with the reason, generated ones never', () => {
  expect(passwordProblem('Short1!', 'duty')).toContain('at least')
  expect(passwordProblem('alllowercase', 'duty')).toContain('three of')
  expect(passwordProblem('Chief-Duty-2024', 'duty')).toContain('user name')
  for (let i = 0; i < 50; i += 1) expect(passwordProblem(randomPassword(), 'secadmin')).toBeNull()
})
