import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Cost of scrypt; kept in each hash, so that it can be raised without locking anybody out. */
export type PasswordCost = { readonly N: number; readonly r: number; readonly p: number }

/** OWASP's scrypt row with 32 MiB a hash: about 0.1 s. */
export const STRONG_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 1 }
/** For the demo's well-known passwords only: nothing there is worth a slow first start. */
export const DEMO_COST: PasswordCost = { N: 2 ** 12, r: 8, p: 1 }

const KEY_BYTES = 32
const SALT_BYTES = 16
/** A hash that asks for more than this is not one of ours. */
const MAX_N = 2 ** 20

function derive(password: string, salt: Buffer, { N, r, p }: PasswordCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      salt,
      KEY_BYTES,
      { N, r, p, maxmem: 256 * N * r },
      (error, key) => (error === null ? resolve(key) : reject(error)),
    )
  })
}

/** @returns `scrypt$N$r$p$salt$hash` with base64 parts */
export async function hashPassword(
  password: string,
  cost: PasswordCost = STRONG_COST,
): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join(
    '$',
  )
}

function parseHash(stored: string): { cost: PasswordCost; salt: Buffer; key: Buffer } | null {
  const [kind, N, r, p, salt, key, ...rest] = stored.split('$')
  if (kind !== 'scrypt' || salt === undefined || key === undefined || rest.length > 0) return null
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  if (!Object.values(cost).every((part) => Number.isInteger(part) && part > 0)) return null
  if (cost.N > MAX_N || cost.r > 32 || cost.p > 16) return null
  return { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
}

/** @returns whether `password` is the one behind `stored`; false for a hash that cannot be read */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parsed = parseHash(stored)
  if (parsed === null || parsed.key.length !== KEY_BYTES) return false
  return timingSafeEqual(await derive(password, parsed.salt, parsed.cost), parsed.key)
}

const MIN_LENGTH = 10
const MAX_LENGTH = 200
const CLASSES = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u]

/**
 * Why a new password is refused; null = it may be used. At least 10 characters of three kinds
 * (GB/T 22239-2019 8.1.4.1 as assessors read it), and the user name is no part of it.
 */
export function passwordProblem(password: string, username: string): string | null {
  if (password.length < MIN_LENGTH) return `at least ${MIN_LENGTH} characters`
  if (password.length > MAX_LENGTH) return `at most ${MAX_LENGTH} characters`
  if (CLASSES.filter((kind) => kind.test(password)).length < 3) {
    return 'three of: lower case, upper case, digits, other characters'
  }
  if (password.toLowerCase().includes(username.toLowerCase()))
    return 'must not contain the user name'
  return null
}

/** A password for a first sign-in: 120 bits, and it always passes {@link passwordProblem}. */
export function randomPassword(): string {
  return `Nz7-${randomBytes(15).toString('base64url')}`
}
