import { createServer } from 'node:http'
import { Server } from 'socket.io'

/**
 * The plain thing, run as a process of its own: a request is parsed and its readings are emitted to everybody. No
 * check, no storage, no roll-up, no alarms, no catch-up. Prints its port; ends with its stdin.
 */
const http = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    sockets.emit('delta', JSON.parse(Buffer.concat(chunks).toString()))
    response.end('{}')
  })
})
const sockets = new Server(http, { perMessageDeflate: false })
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  console.log(typeof address === 'object' && address !== null ? address.port : 0)
})
process.stdin.on('end', () => process.exit(0)).resume()
