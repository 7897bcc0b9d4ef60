import { randomInt, randomUUID } from 'node:crypto'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { IdentityStore, ScreenRecord } from '../store/store.ts'
import { hashSecret, randomSecret, sameSecret } from './secrets.ts'

/** A pairing code (配对码) is shown this long. */
export const PAIRING_MS = 10 * 60_000
const MAX_PENDING = 1_000

export type ScreenView = {
  readonly id: string
  readonly wall: string
  readonly name: string
  readonly enrolledBy: string | null
  readonly enrolledAt: string | null
  readonly revokedAt: string | null
}

type Pending = {
  readonly id: string
  readonly wall: string
  readonly code: string
  readonly pollToken: string
  readonly expiresAtMs: number
  confirmed: { readonly by: string; readonly name: string } | null
}

const isoOf = (atMs: number | null): string | null =>
  atMs === null ? null : new Date(atMs).toISOString()

const viewOf = ({
  tokenHash: _,
  enrolledAtMs,
  revokedAtMs,
  ...screen
}: ScreenRecord): ScreenView => ({
  ...screen,
  enrolledAt: isoOf(enrolledAtMs),
  revokedAt: isoOf(revokedAtMs),
})

const principalOf = ({ id, wall }: ScreenRecord): Principal => ({
  kind: 'screen',
  name: `screen:${id}`,
  roles: ['screen'],
  department: null,
  wall,
})

/**
 * Wall screens (大屏终端). One is enrolled once: it shows a code, somebody who may types it in at the desk, and
 * from then on its cookie is enough. It only reads, is bound to its wall, and never idles out.
 * Pairings that wait are kept in memory: after a restart a screen shows a new code.
 */
export function createScreens(store: IdentityStore, nowMs: () => number) {
  const pending = new Map<string, Pending>()

  const dropExpired = (): void => {
    for (const [id, { expiresAtMs }] of pending) if (expiresAtMs <= nowMs()) pending.delete(id)
  }
  const newCode = (): string => {
    const taken = new Set([...pending.values()].map(({ code }) => code))
    for (;;) {
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      if (!taken.has(code)) return code
    }
  }
  const byHash = async (tokenHash: string): Promise<Principal | null> => {
    const record = await store.screenByToken(tokenHash)
    return record === null || record.revokedAtMs !== null ? null : principalOf(record)
  }

  return {
    byHash,
    /** The screen behind a cookie's value; null for an unknown or revoked one. */
    resolve: (value: string): Promise<Principal | null> => byHash(hashSecret(value)),

    /** @throws AppError TOO_MANY when too many screens wait for their code to be typed */
    begin(wall: string) {
      dropExpired()
      if (pending.size >= MAX_PENDING)
        throw new AppError('TOO_MANY', { detail: { retryAfterS: 60 } })
      const pairing: Pending = {
        id: randomUUID(),
        wall,
        code: newCode(),
        pollToken: randomSecret(),
        expiresAtMs: nowMs() + PAIRING_MS,
        confirmed: null,
      }
      pending.set(pairing.id, pairing)
      const { id, code, pollToken, expiresAtMs } = pairing
      return { id, wall, code, pollToken, expiresAt: new Date(expiresAtMs).toISOString() }
    },

    /** Confirms the pairing that shows `code`. @throws AppError NOT_FOUND for a wrong or expired code */
    confirm(code: string, by: string, name: string): { id: string; wall: string } {
      dropExpired()
      const pairing = [...pending.values()].find((candidate) => candidate.code === code)
      if (pairing === undefined)
        throw new AppError('NOT_FOUND', { detail: { reason: 'no screen shows this code' } })
      pairing.confirmed = { by, name }
      return { id: pairing.id, wall: pairing.wall }
    },

    /**
     * What a waiting screen asks.
     *
     * @returns its cookie's value once, when somebody confirmed; null while nobody has
     * @throws AppError NOT_FOUND when the pairing expired or the poll token is not its own
     */
    async claim(
      id: string,
      pollToken: string,
    ): Promise<{ value: string; screen: ScreenView } | null> {
      dropExpired()
      const pairing = pending.get(id)
      if (pairing === undefined || !sameSecret(pairing.pollToken, pollToken)) {
        throw new AppError('NOT_FOUND', { detail: { reason: 'this pairing has expired' } })
      }
      if (pairing.confirmed === null) return null
      pending.delete(id)
      const value = randomSecret()
      const record: ScreenRecord = {
        id,
        wall: pairing.wall,
        tokenHash: hashSecret(value),
        name: pairing.confirmed.name,
        enrolledBy: pairing.confirmed.by,
        enrolledAtMs: nowMs(),
        revokedAtMs: null,
      }
      await store.putScreen(record)
      return { value, screen: viewOf(record) }
    },

    async list(): Promise<ScreenView[]> {
      return (await store.screens()).map(viewOf)
    },

    /** Harmless when repeated. @throws AppError NOT_FOUND */
    async revoke(id: string): Promise<void> {
      const record = (await store.screens()).find((screen) => screen.id === id)
      if (record === undefined) throw new AppError('NOT_FOUND', { detail: { screen: id } })
      if (record.revokedAtMs === null) await store.putScreen({ ...record, revokedAtMs: nowMs() })
    },
  }
}

export type Screens = ReturnType<typeof createScreens>
