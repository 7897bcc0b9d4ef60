import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { IdentityStore, TokenRecord } from '../store/store.ts'
import { hashSecret, randomSecret } from './secrets.ts'

/** What is told of a token; the secret itself is shown once, when it is issued. */
export type TokenView = {
  readonly id: string
  readonly name: string
  readonly department: string | null
  readonly createdAt: string
  readonly revokedAt: string | null
}

const ID_LENGTH = 16
const idOf = (tokenHash: string): string => tokenHash.slice(0, ID_LENGTH)
const isoOf = (atMs: number | null): string | null =>
  atMs === null ? null : new Date(atMs).toISOString()

const viewOf = ({
  tokenHash,
  name,
  department,
  createdAtMs,
  revokedAtMs,
}: TokenRecord): TokenView => ({
  id: idOf(tokenHash),
  name,
  department,
  createdAt: new Date(createdAtMs).toISOString(),
  revokedAt: isoOf(revokedAtMs),
})

const machine = (name: string, department: string | null): Principal => ({
  kind: 'token',
  name,
  roles: ['feed'],
  department,
  wall: null,
})

/**
 * Bearer tokens of machines: the deployment's own (`NZH_FEED_TOKEN`, every department) and those issued for
 * one department, which may post that department's indicators only.
 */
export function createTokens(store: IdentityStore, feedToken: string | null, nowMs: () => number) {
  const feedHash = feedToken === null ? null : hashSecret(feedToken)

  const byHash = async (tokenHash: string): Promise<Principal | null> => {
    if (tokenHash === feedHash) return machine('feed', null)
    const record = await store.token(tokenHash)
    if (record === null || record.revokedAtMs !== null) return null
    return machine(record.name, record.department)
  }

  return {
    byHash,
    /** The machine behind a token; null for an unknown or revoked one. */
    resolve: (token: string): Promise<Principal | null> => byHash(hashSecret(token)),

    async list(): Promise<TokenView[]> {
      return (await store.tokens()).map(viewOf)
    },

    /** @returns the new token; its secret cannot be had again */
    async issue(name: string, department: string | null): Promise<TokenView & { token: string }> {
      const token = `nzh_${randomSecret()}`
      const record: TokenRecord = {
        tokenHash: hashSecret(token),
        name,
        roles: ['feed'],
        department,
        createdAtMs: nowMs(),
        revokedAtMs: null,
      }
      await store.putToken(record)
      return { ...viewOf(record), token }
    },

    /** Harmless when repeated. @throws AppError NOT_FOUND */
    async revoke(id: string): Promise<void> {
      const record = (await store.tokens()).find(({ tokenHash }) => idOf(tokenHash) === id)
      if (record === undefined) throw new AppError('NOT_FOUND', { detail: { token: id } })
      if (record.revokedAtMs === null) await store.putToken({ ...record, revokedAtMs: nowMs() })
    },
  }
}

export type Tokens = ReturnType<typeof createTokens>

/**
 * The demo's feed token, made at its first start and kept in `<dataDir>/feed-token` for the owner of the
 * process only, so that the replay command on the same machine can post.
 */
export async function demoFeedToken(dataDir: string): Promise<string> {
  const file = join(dataDir, 'feed-token')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (known.trim().length >= 32) return known.trim()
  const token = randomSecret()
  await writeFile(file, `${token}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
  return token
}
