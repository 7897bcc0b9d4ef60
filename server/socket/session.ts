import type { IncomingMessage } from 'node:http'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError, ERROR_CODES } from '../../protocol/error/codes.ts'
import type { StreamServer, StreamSocket } from './client.ts'
import type { StreamHandshake, StreamLogger } from './ports.ts'

export type SessionOptions = {
  /** @returns who opens the socket; null = refuse it */
  readonly authenticate: (handshake: StreamHandshake) => Promise<Principal | null>
  /** Whether a principal that `authenticate` gave still has the same rights. */
  readonly stillValid: (principal: Principal) => Promise<boolean>
  /** Origins besides the server's own whose pages may open a socket, e.g. `https://wall.example`. */
  readonly allowedOrigins: readonly string[]
  readonly logger: StreamLogger
}

/**
 * Whether the page that opens the socket may. A browser always says where its page came from; a program
 * that says nothing is no browser and brings no cookie of a victim.
 */
export function originAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host
}

function handshakeOf(socket: StreamSocket): StreamHandshake {
  const { headers } = socket.request
  const auth: unknown = socket.handshake.auth
  const shown = typeof auth === 'object' && auth !== null ? Reflect.get(auth, 'token') : undefined
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  return {
    cookieHeader: headers.cookie ?? null,
    token: typeof shown === 'string' ? shown : (bearer ?? null),
  }
}

/** An error that Socket.IO sends as `connect_error` with `data.code`. */
function refusal(code: 'UNAUTHENTICATED' | 'STORE_UNAVAILABLE'): Error {
  return Object.assign(new Error(code), { data: { code, message: ERROR_CODES[code].en } })
}

/** Nobody passes the handshake without identity, so no event ever reaches such a socket. */
export function guardHandshake(io: StreamServer, options: SessionOptions): void {
  io.use((socket, next) => {
    options.authenticate(handshakeOf(socket)).then(
      (principal) => {
        if (principal === null) return next(refusal('UNAUTHENTICATED'))
        socket.data.principal = principal
        next()
      },
      (error: unknown) => {
        options.logger.error({ err: error }, 'socket sign-in failed')
        next(refusal('STORE_UNAVAILABLE'))
      },
    )
  })
}

/** @throws AppError UNAUTHENTICATED when the rights of the principal ended */
export async function checkSession(principal: Principal, options: SessionOptions): Promise<void> {
  if (!(await options.stillValid(principal))) throw new AppError('UNAUTHENTICATED')
}
