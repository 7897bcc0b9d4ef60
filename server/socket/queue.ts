/** A field of a value of unknown shape, or undefined. */
function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

const sizeOf = (data: unknown): number =>
  typeof data === 'string' || data instanceof Uint8Array ? data.length : 0

/**
 * Bytes that wait to be sent to one client: packets that Engine.IO holds back while the transport is busy,
 * and what the WebSocket has not yet handed to the kernel. Socket.IO bounds neither.
 *
 * @param connection the Engine.IO socket
 */
export function queuedBytes(connection: unknown): number {
  const buffered = field(field(field(connection, 'transport'), 'socket'), 'bufferedAmount')
  let bytes = typeof buffered === 'number' ? buffered : 0
  const packets = field(connection, 'writeBuffer')
  if (!Array.isArray(packets)) return bytes
  for (const packet of packets) bytes += sizeOf(field(packet, 'data'))
  return bytes
}

/** Ends a connection without waiting for its queue, which a peer that reads nothing would never empty. */
export function cutConnection(connection: unknown): void {
  const webSocket = field(field(connection, 'transport'), 'socket')
  const terminate = field(webSocket, 'terminate')
  if (typeof terminate === 'function') terminate.call(webSocket)
  const close = field(connection, 'close')
  if (typeof close === 'function') close.call(connection, true)
}
