import { isRecord } from './api.ts'

/** Whose orders are kept on this phone, so that he can work without a link. */
export type KeptAccount = {
  readonly user: string
  readonly roles: readonly string[]
  readonly department: string | null
  /** When the server last said that he is signed in, epoch ms. */
  readonly confirmedMs: number
  /** How much of his work waits to be sent. */
  readonly waiting: number
}

const KEPT_AS = 'nzh.kept-account'
/** As the worker of the desk calls it (`client/worker/desk-worker.ts`). */
const NAMES_CACHE = 'nzh-desk-names'

/** Database of one account's orders and unsent work. */
export const keptDatabase = (user: string): string => `nzh-field:${user}`

/** @returns null when nobody's orders are kept here */
export function keptAccount(): KeptAccount | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null')
    return isRecord(kept) && typeof kept['user'] === 'string' && Array.isArray(kept['roles'])
      ? (kept as KeptAccount)
      : null
  } catch {
    return null
  }
}

export function keepAccount(account: KeptAccount): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(account))
  } catch {
    // Without storage nothing is kept, and without a link nobody is let in.
  }
}

/** Wipes all that is kept of whoever signs out: his orders, his unsent work, the names of things. */
export async function forgetAccount(user: string): Promise<void> {
  try {
    if (keptAccount()?.user === user) localStorage.removeItem(KEPT_AS)
    if (typeof indexedDB !== 'undefined') indexedDB.deleteDatabase(keptDatabase(user))
    if (typeof caches !== 'undefined') await caches.delete(NAMES_CACHE)
  } catch (problem) {
    console.warn('what was kept on this device could not be wiped', problem)
  }
}
