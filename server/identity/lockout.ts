import { AppError } from '../../protocol/error/codes.ts'

const TRIES = 5
const LOCK_MS = 15 * 60_000
/** Names and addresses remembered; the oldest is forgotten first, so that a flood of names costs no memory. */
const MAX_KEYS = 10_000

type Failures = { readonly atMs: number; readonly account: string }

/**
 * Failed sign-ins (登录失败处理). An account is locked for 15 minutes after 5 failures within 15 minutes; an
 * address after failures on 5 different accounts, so that one forgotten password does not lock out an office
 * behind one address, while somebody who tries a password on many accounts is stopped.
 * Names that do not exist count like those that do. Kept in memory: a restart unlocks.
 */
export function createLockout(nowMs: () => number) {
  const byAccount = new Map<string, Failures[]>()
  const byAddress = new Map<string, Failures[]>()

  const recent = (table: Map<string, Failures[]>, key: string): Failures[] =>
    (table.get(key) ?? []).filter(({ atMs }) => nowMs() - atMs < LOCK_MS)

  const note = (table: Map<string, Failures[]>, key: string, failure: Failures): void => {
    const kept = [...recent(table, key), failure].slice(-4 * TRIES)
    table.delete(key)
    table.set(key, kept)
    const oldest = table.keys().next()
    if (table.size > MAX_KEYS && oldest.done !== true) table.delete(oldest.value)
  }

  /** Ms until the key may try again; 0 = now. Counts the last failure of each account once where `distinct`. */
  const lockedForMs = (failures: readonly Failures[], distinct: boolean): number => {
    const counted = distinct
      ? [...new Map(failures.map((failure) => [failure.account, failure])).values()]
      : failures
    const decisive = counted.map(({ atMs }) => atMs).sort((a, b) => a - b)[counted.length - TRIES]
    return decisive === undefined ? 0 : Math.max(0, decisive + LOCK_MS - nowMs())
  }

  return {
    /** @throws AppError LOCKED_OUT with `retryAfterS` while the account or the address is locked */
    check(account: string, address: string): void {
      const waitMs = Math.max(
        lockedForMs(recent(byAccount, account), false),
        lockedForMs(recent(byAddress, address), true),
      )
      if (waitMs > 0)
        throw new AppError('LOCKED_OUT', { detail: { retryAfterS: Math.ceil(waitMs / 1_000) } })
    },
    failed(account: string, address: string): void {
      const failure = { atMs: nowMs(), account }
      note(byAccount, account, failure)
      note(byAddress, address, failure)
    },
    /** The account's owner got in: its failures are forgotten, the address keeps those on other accounts. */
    succeeded(account: string, address: string): void {
      byAccount.delete(account)
      byAddress.set(
        address,
        recent(byAddress, address).filter((failure) => failure.account !== account),
      )
    },
  }
}
