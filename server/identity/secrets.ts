import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A value nobody guesses: 256 random bits, base64url. */
export const randomSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256, hex. Enough for random secrets: what has 256 bits needs no slow hash. */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex')

/** Compares two secrets in a time that does not depend on where they differ. */
export const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(a), 'hex'), Buffer.from(hashSecret(b), 'hex'))
