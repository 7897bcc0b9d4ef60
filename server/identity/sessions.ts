import type { IdentityStore, SessionRecord } from '../store/store.ts'
import { hashSecret, randomSecret } from './secrets.ts'

/** A person who does nothing for this long has to sign in again. */
export const IDLE_MS = 30 * 60_000
/** However busy: a shift's length. */
export const ABSOLUTE_MS = 12 * 3_600_000
/** "Last seen" is written at most this often, so that reading a page costs no write. */
const TOUCH_MS = 60_000
const MAX_REMEMBERED = 10_000

/** Sessions of people. The cookie's value is 256 random bits and is stored only as its hash. */
export function createSessions(store: IdentityStore, nowMs: () => number) {
  const seenAtMs = new Map<string, number>()

  const ended = ({ tokenHash, createdAtMs, lastSeenAtMs }: SessionRecord): boolean => {
    const seen = Math.max(lastSeenAtMs, seenAtMs.get(tokenHash) ?? 0)
    return nowMs() - createdAtMs >= ABSOLUTE_MS || nowMs() - seen >= IDLE_MS
  }

  const alive = async (tokenHash: string): Promise<SessionRecord | null> => {
    const record = await store.session(tokenHash)
    if (record === null) return null
    if (!ended(record)) return record
    seenAtMs.delete(tokenHash)
    await store.deleteSession(tokenHash)
    return null
  }

  return {
    /** A new session with a new value: signing in never goes on with an old one. */
    async open(username: string): Promise<{ value: string; csrf: string }> {
      const [value, csrf, atMs] = [randomSecret(), randomSecret(), nowMs()]
      await store.putSession({
        tokenHash: hashSecret(value),
        username,
        csrf,
        createdAtMs: atMs,
        lastSeenAtMs: atMs,
      })
      return { value, csrf }
    },

    /** The session behind a cookie's value, and counts as activity; null when there is none or it has ended. */
    async use(value: string): Promise<SessionRecord | null> {
      const tokenHash = hashSecret(value)
      const record = await alive(tokenHash)
      if (record === null) return null
      if (seenAtMs.size > MAX_REMEMBERED) seenAtMs.clear()
      seenAtMs.set(tokenHash, nowMs())
      if (nowMs() - record.lastSeenAtMs >= TOUCH_MS) {
        await store.putSession({ ...record, lastSeenAtMs: nowMs() })
      }
      return record
    },

    /** Whether the session still stands, without counting as activity (sockets ask this on a timer). */
    async stands(tokenHash: string): Promise<SessionRecord | null> {
      return alive(tokenHash)
    },

    async close(tokenHash: string): Promise<void> {
      seenAtMs.delete(tokenHash)
      await store.deleteSession(tokenHash)
    },
    async closeAllOf(username: string): Promise<void> {
      await store.deleteSessionsOf(username)
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
