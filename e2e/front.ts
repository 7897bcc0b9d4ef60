import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'

/** What stands between browsers and a server: can be cut, and can serve the page under another build's name. */
export type Front = {
  readonly url: string
  /** Ends all connections and takes no new ones. */
  cut(): void
  mend(): void
  /** From now on the page says that it is of this build. */
  serveBuild(build: string): void
  close(): Promise<void>
}

const META = /(<meta\s+name="nzh-build"\s+content=")[^"]+/

/** A reverse proxy on loopback, HTTP and WebSocket. */
export async function createFront(targetUrl: string): Promise<Front> {
  const target = new URL(targetUrl)
  const open = new Set<Socket>()
  let isCut = false
  let build: string | null = null

  const server = createServer((from: IncomingMessage, to: ServerResponse) => {
    const isPage = build !== null && from.url?.startsWith('/wall/') === true
    const headers = { ...from.headers, ...(isPage ? { 'accept-encoding': 'identity' } : {}) }
    const onward = request(
      { host: target.hostname, port: target.port, path: from.url, method: from.method, headers },
      (answer) => {
        if (!isPage) {
          to.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(to)
          return
        }
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString().replace(META, `$1${build}`)
          const { 'content-length': _, etag: __, ...rest } = answer.headers
          to.writeHead(answer.statusCode ?? 502, rest)
          to.end(text)
        })
      },
    )
    onward.on('error', () => to.destroy())
    from.pipe(onward)
  })
  server.on('connection', (socket) => {
    if (isCut) socket.destroy()
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
  })
  server.on('upgrade', (from: IncomingMessage, near: Socket, head: Buffer) => {
    const far = connect(Number(target.port), target.hostname, () => {
      const lines = Object.entries(from.headers).map(([name, value]) => `${name}: ${value}`)
      far.write(`${from.method} ${from.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      far.write(head)
      near.pipe(far).pipe(near)
    })
    for (const socket of [near, far]) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    cut() {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      isCut = false
    },
    serveBuild(next) {
      build = next
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
