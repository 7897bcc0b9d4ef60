import { lookup } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { AppError } from '../../protocol/error/codes.ts'
import { addressKind, isNeverHost, namesLoopback } from './address.ts'

export type UpstreamReply = {
  readonly status: number
  readonly body: Buffer
  readonly etag: string | null
}

export type UpstreamRequest = {
  /** A longer answer is a failure. */
  readonly maxBytes: number
  /** Part of the file that is asked for. */
  readonly range?: { readonly offset: number; readonly length: number }
}

/** Asks the one host of a tile source, and nobody else. */
export type Upstream = {
  /** @throws AppError TILES_REFUSED, TILES_UNREACHABLE or TILES_UNUSABLE; none of them tells the path, which may hold a key */
  get(url: string, request: UpstreamRequest): Promise<UpstreamReply>
  close(): void
}

const PATIENCE_MS = 8_000
const MAX_SOCKETS = 16

const refused = (host: string): AppError => new AppError('TILES_REFUSED', { detail: { host } })

/**
 * Looks a name up and refuses what it must not lead to, at the moment of connecting: a name that was harmless before
 * is looked at anew. A name may lead to this machine only when the setting itself names this machine.
 */
const guardedLookup =
  (allowsLoopback: boolean, ask: typeof lookup): LookupFunction =>
  (hostname, options, done) => {
    ask(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? []
      if (error !== null || first === undefined) {
        done(error ?? new Error('no address'), '')
        return
      }
      const isRefused = found.some(({ address }) => {
        const kind = addressKind(address)
        return kind === 'never' || (kind === 'loopback' && !allowsLoopback)
      })
      if (isRefused) done(refused(hostname), '')
      else if (options.all === true) done(null, found)
      else done(null, first.address, first.family)
    })
  }

async function bodyOf(response: IncomingMessage, maxBytes: number, host: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length
    if (length > maxBytes) {
      throw new AppError('TILES_UNUSABLE', { detail: { host, moreThanBytes: maxBytes } })
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/**
 * @param home an address of the source as it was set: its protocol, host and port are the only ones gone to.
 * Redirects are not followed (S25).
 * @param ask the name service
 */
export function createUpstream(home: string, ask: typeof lookup = lookup): Upstream {
  const { origin, host, hostname, protocol } = new URL(home)
  const isLoopback = namesLoopback(hostname)
  const options = {
    keepAlive: true,
    maxSockets: MAX_SOCKETS,
    lookup: guardedLookup(isLoopback, ask),
  }
  const agent = protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
  const open = protocol === 'https:' ? httpsRequest : httpRequest

  /** A connection that was kept may have been closed by the host meanwhile: then once more, on a new one. */
  const send = (
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
    isAgain = false,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = open(url, { agent, headers, signal }, resolve)
      request.once('error', (error) => {
        if (request.reusedSocket && !isAgain && !signal.aborted) {
          resolve(send(url, headers, signal, true))
        } else reject(error)
      })
      request.end()
    })

  return {
    async get(url, { maxBytes, range }) {
      const target = URL.canParse(url, home) ? new URL(url, home) : null
      if (target === null) throw new AppError('TILES_UNUSABLE', { detail: { host } })
      if (target.origin !== origin || isNeverHost(target.hostname)) throw refused(target.host)
      const signal = AbortSignal.timeout(PATIENCE_MS)
      const headers = {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'ningzhihui',
        ...(range === undefined
          ? {}
          : { range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
      }
      try {
        const response = await send(target, headers, signal)
        const body = await bodyOf(response, maxBytes, host)
        return { status: response.statusCode ?? 0, body, etag: response.headers.etag ?? null }
      } catch (error) {
        if (error instanceof AppError) throw error
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'FAILED'
        throw new AppError('TILES_UNREACHABLE', { detail: { host, cause: code } })
      }
    },
    close: () => agent.destroy(),
  }
}
