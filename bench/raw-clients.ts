import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/**
 * A swarm of Socket.IO clients that cost next to nothing: they shake hands, watch, answer pings and count
 * what arrives. Run as a child process, so that their work is not in the server's CPU time.
 *
 * Arguments: port, number of clients, `watch` request as JSON (or `none`). Each line on stdin is answered with
 * `{joined, bytes}`.
 */

/** A masked text frame (RFC 6455 §5.2), as clients must send them. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const mask = randomBytes(4)
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff])
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))
  return Buffer.concat([head, mask, masked])
}

const [port = '0', count = '0', request = 'none'] = process.argv.slice(2)
const sockets: Socket[] = []
let joined = 0
let bytes = 0

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1')
    sockets.push(socket)
    const expected = request === 'none' ? '40{' : '430['
    let ready = false
    socket.on('error', reject)
    socket.on('data', (data) => {
      bytes += data.length
      if (ready) return
      const text = data.toString('latin1')
      if (text.includes('HTTP/1.1 101')) socket.write(frame('40{"token":"bench"}'))
      if (text.includes('40{"sid"') && request !== 'none') {
        socket.write(frame(`420["watch",${request}]`))
      }
      if (text.includes(expected)) {
        ready = true
        joined++
        resolve()
      }
    })
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
  })
}

process.stdin.on('data', () => process.stdout.write(`${JSON.stringify({ joined, bytes })}\n`))
process.stdin.on('end', () => process.exit(0))
setInterval(() => {
  for (const socket of sockets) if (socket.writable) socket.write(frame('3'))
}, 4_000)

for (let opened = 0; opened < Number(count); opened += 50) {
  const batch = Math.min(50, Number(count) - opened)
  await Promise.all(Array.from({ length: batch }, open))
}
process.stdout.write(`${JSON.stringify({ joined, bytes })}\n`)
