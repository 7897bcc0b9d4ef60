import { isErrorCode } from '../../../protocol/error/codes.ts'
import type {
  Account,
  QuarantineCount,
  QuarantineEntry,
  ScreenRecord,
  SessionRecord,
  TokenRecord,
} from '../store.ts'
import type { Database } from './driver.ts'
import { transaction } from './transaction.ts'

/** Newest refused readings kept as samples. */
const QUARANTINE_SAMPLES = 1_000

type Body = { body: string }
type SampleRow = { source: string; code: string; at_ms: number; sample: string }
type CountRow = { source: string; code: string; count: number; last_ms: number }

/** Text written by this store and read back as what it was written from. */
const parse = <T>(row: Body | undefined): T | null =>
  row === undefined ? null : JSON.parse(row.body)
const parseAll = <T>(rows: readonly Body[]): T[] => rows.map(({ body }) => JSON.parse(body))

/** A code that this version no longer knows counts as unreadable input. */
const codeOf = (text: string): QuarantineEntry['code'] => (isErrorCode(text) ? text : 'MALFORMED')

/** Refused readings, identities, screens and settings: small tables, one statement a call. */
export function createRecordTables(db: Database) {
  const addCount = db.prepare<never>(
    `INSERT INTO quarantine_counts (source, code, count, last_ms) VALUES (?, ?, 1, ?)
     ON CONFLICT (source, code) DO UPDATE SET count = quarantine_counts.count + 1,
       last_ms = CASE WHEN excluded.last_ms > quarantine_counts.last_ms
         THEN excluded.last_ms ELSE quarantine_counts.last_ms END`,
  )
  const addSample = db.prepare<never>(
    'INSERT INTO quarantine_samples (source, code, at_ms, sample) VALUES (?, ?, ?, ?)',
  )
  const trimSamples = db.prepare<never>(
    `DELETE FROM quarantine_samples
     WHERE id <= (SELECT max(id) FROM quarantine_samples) - ${QUARANTINE_SAMPLES}`,
  )
  const counts = db.prepare<CountRow>('SELECT * FROM quarantine_counts ORDER BY source, code')
  const samples = db.prepare<SampleRow>(
    'SELECT source, code, at_ms, sample FROM quarantine_samples ORDER BY id DESC LIMIT ?',
  )
  const account = db.prepare<Body>('SELECT body FROM accounts WHERE username = ?')
  const accounts = db.prepare<Body>('SELECT body FROM accounts ORDER BY username')
  const putAccount = db.prepare<never>(
    `INSERT INTO accounts (username, body) VALUES (?, ?)
     ON CONFLICT (username) DO UPDATE SET body = excluded.body`,
  )
  const putSession = db.prepare<never>(
    `INSERT INTO sessions (token_hash, username, body) VALUES (?, ?, ?)
     ON CONFLICT (token_hash) DO UPDATE SET username = excluded.username, body = excluded.body`,
  )
  const session = db.prepare<Body>('SELECT body FROM sessions WHERE token_hash = ?')
  const deleteSession = db.prepare<never>('DELETE FROM sessions WHERE token_hash = ?')
  const deleteSessionsOf = db.prepare<never>('DELETE FROM sessions WHERE username = ?')
  const token = db.prepare<Body>('SELECT body FROM tokens WHERE token_hash = ?')
  const tokens = db.prepare<Body>('SELECT body FROM tokens ORDER BY name, token_hash')
  const putToken = db.prepare<never>(
    `INSERT INTO tokens (token_hash, name, body) VALUES (?, ?, ?)
     ON CONFLICT (token_hash) DO UPDATE SET name = excluded.name, body = excluded.body`,
  )
  const screenByToken = db.prepare<Body>('SELECT body FROM screens WHERE token_hash = ?')
  const screens = db.prepare<Body>('SELECT body FROM screens ORDER BY id')
  const putScreen = db.prepare<never>(
    `INSERT INTO screens (id, token_hash, body) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, body = excluded.body`,
  )
  const meta = db.prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?')
  const putMeta = db.prepare<never>(
    `INSERT INTO meta (key, value) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  )

  return {
    quarantine: (entries: readonly QuarantineEntry[]): void =>
      transaction(db, () => {
        for (const { source, code, atMs } of entries) addCount.run(source, code, atMs)
        for (const { source, code, atMs, sample } of entries.slice(-QUARANTINE_SAMPLES)) {
          addSample.run(source, code, atMs, sample)
        }
        trimSamples.run()
      }),
    quarantineCounts: (): QuarantineCount[] =>
      counts.all().map(({ source, code, count, last_ms }) => {
        return { source, code: codeOf(code), count, lastAtMs: last_ms }
      }),
    quarantineSamples: (limit: number): QuarantineEntry[] =>
      samples.all(limit).map(({ source, code, at_ms, sample }) => {
        return { source, code: codeOf(code), atMs: at_ms, sample }
      }),
    account: (username: string): Account | null => parse(account.get(username)),
    accounts: (): Account[] => parseAll(accounts.all()),
    putAccount: (value: Account): void => {
      putAccount.run(value.username, JSON.stringify(value))
    },
    putSession: (value: SessionRecord): void => {
      putSession.run(value.tokenHash, value.username, JSON.stringify(value))
    },
    session: (tokenHash: string): SessionRecord | null => parse(session.get(tokenHash)),
    deleteSession: (tokenHash: string): void => {
      deleteSession.run(tokenHash)
    },
    deleteSessionsOf: (username: string): void => {
      deleteSessionsOf.run(username)
    },
    token: (tokenHash: string): TokenRecord | null => parse(token.get(tokenHash)),
    tokens: (): TokenRecord[] => parseAll(tokens.all()),
    putToken: (value: TokenRecord): void => {
      putToken.run(value.tokenHash, value.name, JSON.stringify(value))
    },
    screenByToken: (tokenHash: string): ScreenRecord | null => parse(screenByToken.get(tokenHash)),
    screens: (): ScreenRecord[] => parseAll(screens.all()),
    putScreen: (value: ScreenRecord): void => {
      putScreen.run(value.id, value.tokenHash, JSON.stringify(value))
    },
    meta: (key: string): string | null => meta.get(key)?.value ?? null,
    putMeta: (key: string, value: string): void => {
      putMeta.run(key, value)
    },
  }
}
