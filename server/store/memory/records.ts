import type {
  Account,
  IdentityStore,
  MetaStore,
  QuarantineCount,
  QuarantineEntry,
  QuarantineStore,
  ScreenRecord,
  SessionRecord,
  TokenRecord,
} from '../store.ts'

/** Newest refused readings kept as samples. */
export const QUARANTINE_SAMPLES = 1_000

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Refused readings, accounts, sessions, tokens, screens and settings in maps. */
export class MemoryRecords implements QuarantineStore, IdentityStore, MetaStore {
  readonly #counts = new Map<string, QuarantineCount>()
  readonly #samples: QuarantineEntry[] = []
  readonly #accounts = new Map<string, Account>()
  readonly #sessions = new Map<string, SessionRecord>()
  readonly #tokens = new Map<string, TokenRecord>()
  readonly #screens = new Map<string, ScreenRecord>()
  readonly #meta = new Map<string, string>()

  async quarantine(entries: readonly QuarantineEntry[]): Promise<void> {
    for (const entry of entries) {
      const { source, code, atMs } = entry
      const key = `${code} ${source}`
      const known = this.#counts.get(key)
      const lastAtMs = Math.max(known?.lastAtMs ?? atMs, atMs)
      this.#counts.set(key, { source, code, count: (known?.count ?? 0) + 1, lastAtMs })
      this.#samples.unshift(entry)
    }
    this.#samples.splice(QUARANTINE_SAMPLES)
  }

  async quarantineCounts(): Promise<readonly QuarantineCount[]> {
    return [...this.#counts.values()].sort(
      (a, b) => byName(a.source, b.source) || byName(a.code, b.code),
    )
  }

  async quarantineSamples(limit: number): Promise<readonly QuarantineEntry[]> {
    return this.#samples.slice(0, limit)
  }

  async account(username: string): Promise<Account | null> {
    return this.#accounts.get(username) ?? null
  }

  async accounts(): Promise<readonly Account[]> {
    return [...this.#accounts.values()].sort((a, b) => byName(a.username, b.username))
  }

  async putAccount(account: Account): Promise<void> {
    this.#accounts.set(account.username, account)
  }

  async putSession(session: SessionRecord): Promise<void> {
    this.#sessions.set(session.tokenHash, session)
  }

  async session(tokenHash: string): Promise<SessionRecord | null> {
    return this.#sessions.get(tokenHash) ?? null
  }

  async deleteSession(tokenHash: string): Promise<void> {
    this.#sessions.delete(tokenHash)
  }

  async deleteSessionsOf(username: string): Promise<void> {
    for (const session of [...this.#sessions.values()]) {
      if (session.username === username) this.#sessions.delete(session.tokenHash)
    }
  }

  async token(tokenHash: string): Promise<TokenRecord | null> {
    return this.#tokens.get(tokenHash) ?? null
  }

  async tokens(): Promise<readonly TokenRecord[]> {
    return [...this.#tokens.values()].sort((a, b) => byName(a.name, b.name))
  }

  async putToken(token: TokenRecord): Promise<void> {
    this.#tokens.set(token.tokenHash, token)
  }

  async screenByToken(tokenHash: string): Promise<ScreenRecord | null> {
    for (const screen of this.#screens.values()) if (screen.tokenHash === tokenHash) return screen
    return null
  }

  async screens(): Promise<readonly ScreenRecord[]> {
    return [...this.#screens.values()].sort((a, b) => byName(a.id, b.id))
  }

  async putScreen(screen: ScreenRecord): Promise<void> {
    this.#screens.set(screen.id, screen)
  }

  async meta(key: string): Promise<string | null> {
    return this.#meta.get(key) ?? null
  }

  async putMeta(key: string, value: string): Promise<void> {
    this.#meta.set(key, value)
  }
}
