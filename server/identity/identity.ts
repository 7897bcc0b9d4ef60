import type { Principal } from '../../protocol/access/role.ts'
import type { IdentityStore, MetaStore } from '../store/store.ts'
import { createAccounts } from './accounts.ts'
import {
  type Authenticated,
  createAuthenticate,
  SCREEN_COOKIE,
  SESSION_COOKIE,
} from './authenticate.ts'
import { createLockout } from './lockout.ts'
import { createScreens } from './screens.ts'
import { createSessions } from './sessions.ts'
import { createTokens } from './tokens.ts'

export type IdentityOptions = {
  readonly store: IdentityStore & MetaStore
  readonly profile: 'demo' | 'production'
  readonly feedToken: string | null
  readonly hasDepartment: (code: string) => boolean
  readonly nowMs: () => number
}

/** What a socket shows at its handshake. */
export type Handshake = {
  /** The `cookie` header. */
  readonly cookieHeader: string | null | undefined
  /** `auth.token` of the handshake. */
  readonly token: string | null | undefined
}

function cookiesOf(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split(';').map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim(), value.join('=').trim()]
    }),
  )
}

/** Everything about who is who: accounts, sessions, tokens, screens, and the two questions a socket asks. */
export function createIdentity({
  store,
  profile,
  feedToken,
  hasDepartment,
  nowMs,
}: IdentityOptions) {
  const listeners = new Set<() => void>()
  /** Tells whoever holds connections open that somebody's rights may have ended. */
  const rightsChanged = (): void => {
    for (const listener of listeners) listener()
  }

  const sessions = createSessions(store, nowMs)
  const accounts = createAccounts({
    store,
    profile,
    hasDepartment,
    onRightsChanged: async (username) => {
      await sessions.closeAllOf(username)
      rightsChanged()
    },
  })
  const tokens = createTokens(store, feedToken, nowMs)
  const screens = createScreens(store, nowMs)
  const { authenticate, again } = createAuthenticate({ accounts, sessions, tokens, screens })
  /** What proved each principal that a handshake was given, for {@link stillValid}. */
  const proofs = new WeakMap<Principal, Authenticated>()

  return {
    accounts,
    sessions,
    tokens,
    screens,
    lockout: createLockout(nowMs),
    authenticate,
    rightsChanged,

    /** @returns a function that ends the subscription */
    onRightsChanged(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /** Who opens a socket; null = refuse it. A token counts before cookies; a first password must be changed before. */
    async authenticateHandshake({ cookieHeader, token }: Handshake): Promise<Principal | null> {
      const cookies = cookiesOf(cookieHeader ?? '')
      const found = await authenticate({
        authorization: typeof token === 'string' ? `Bearer ${token}` : null,
        session: cookies.get(SESSION_COOKIE) ?? null,
        screen: cookies.get(SCREEN_COOKIE) ?? null,
      })
      if (found === null || found.mustChangePassword) return null
      proofs.set(found.principal, found)
      return found.principal
    },

    /** Whether a principal of {@link authenticateHandshake} still has the same rights. Counts as no activity. */
    async stillValid(principal: Principal): Promise<boolean> {
      const proof = proofs.get(principal)
      if (proof === undefined) return false
      const now = (await again(proof))?.principal
      return (
        now !== undefined &&
        now.department === principal.department &&
        now.roles.join() === principal.roles.join()
      )
    },
  }
}

export type Identity = ReturnType<typeof createIdentity>
