import { once } from 'node:events'
import { createServer, type Socket, connect as tcpConnect } from 'node:net'

/** A TCP link on loopback that can be cut and mended, between a client and a server that stay as they are. */
export type CuttableLink = {
  readonly url: string
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function createCuttableLink(targetUrl: string): Promise<CuttableLink> {
  const target = new URL(targetUrl)
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = tcpConnect(Number(target.port), target.hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
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
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
