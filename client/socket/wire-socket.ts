import { io, type Socket } from 'socket.io-client'
import type { ClientToServerEvents, ServerToClientEvents } from '../../protocol/stream/events.ts'

export type WireSocket = Socket<ServerToClientEvents, ClientToServerEvents>

export type WireOptions = {
  /** Where the server is; left out: where the page came from. */
  readonly url?: string
  /** Bearer token; left out: the session's or the screen's cookie. */
  readonly token?: string
}

/** A socket that reconnects by itself, after 0.25 to 4 s, each wait half by chance so that walls spread out. */
export function createWireSocket({ url, token }: WireOptions): WireSocket {
  const options = {
    autoConnect: false,
    forceNew: true,
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 4_000,
    randomizationFactor: 0.5,
    timeout: 8_000,
    ...(token === undefined ? {} : { auth: { token } }),
  }
  return url === undefined ? io(options) : io(url, options)
}
