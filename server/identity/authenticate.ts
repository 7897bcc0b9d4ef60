import type { Principal } from '../../protocol/access/role.ts'
import type { Accounts } from './accounts.ts'
import type { Screens } from './screens.ts'
import { hashSecret } from './secrets.ts'
import type { Sessions } from './sessions.ts'
import type { Tokens } from './tokens.ts'

export const SESSION_COOKIE = 'nzh_session'
export const SCREEN_COOKIE = 'nzh_screen'

/** Who asks, and what proved it. */
export type Authenticated = {
  readonly principal: Principal
  readonly proof: 'session' | 'bearer' | 'screen'
  /** SHA-256 of the secret that was shown, hex: enough to ask later whether it still counts. */
  readonly proofHash: string
  /** What state-changing requests of this session send in `x-csrf-token`; null without a session. */
  readonly csrf: string | null
  /** The first password was set by somebody else: nothing but changing it is allowed. */
  readonly mustChangePassword: boolean
}

export type Credentials = {
  /** The `authorization` header. */
  readonly authorization: string | null
  /** Values of the cookies. */
  readonly session: string | null
  readonly screen: string | null
}

type Proofs = {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly screens: Screens
}

/**
 * Finds the principal behind what a request or handshake shows. A bearer token counts alone, even when it is
 * wrong; then the person's session; then the screen's cookie.
 */
export function createAuthenticate({ accounts, sessions, tokens, screens }: Proofs) {
  async function person(
    tokenHash: string,
    session: { readonly username: string; readonly csrf: string } | null,
  ): Promise<Authenticated | null> {
    if (session === null) return null
    const account = await accounts.active(session.username)
    if (account === null) return null
    return {
      principal: {
        kind: 'user',
        name: account.username,
        roles: account.roles,
        department: account.department,
        wall: null,
      },
      proof: 'session',
      proofHash: tokenHash,
      csrf: session.csrf,
      mustChangePassword: await accounts.mustChange(account.username),
    }
  }

  const other = (
    proof: 'bearer' | 'screen',
    secret: string,
    principal: Principal | null,
  ): Authenticated | null =>
    principal === null
      ? null
      : { principal, proof, proofHash: hashSecret(secret), csrf: null, mustChangePassword: false }

  return {
    async authenticate(shown: Credentials): Promise<Authenticated | null> {
      if (shown.authorization !== null) {
        const token = /^Bearer +([^\s]+) *$/i.exec(shown.authorization)?.[1]
        return token === undefined ? null : other('bearer', token, await tokens.resolve(token))
      }
      if (shown.session !== null) {
        const found = await person(hashSecret(shown.session), await sessions.use(shown.session))
        if (found !== null) return found
      }
      return shown.screen === null
        ? null
        : other('screen', shown.screen, await screens.resolve(shown.screen))
    },

    /** The same proof asked again, without counting as activity; null when it no longer counts. */
    async again({ proof, proofHash }: Authenticated): Promise<Authenticated | null> {
      if (proof === 'session') return person(proofHash, await sessions.stands(proofHash))
      const principal = await (proof === 'bearer' ? tokens : screens).byHash(proofHash)
      return principal === null
        ? null
        : { principal, proof, proofHash, csrf: null, mustChangePassword: false }
    },
  }
}
