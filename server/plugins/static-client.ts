import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

export type StaticClientOptions = {
  /** Folder of the built client. */
  readonly dir: string
}

/** Pages of the client; one document serves them all, the browser's router reads the address. */
const PAGES = ['/', '/wall/:wallId', '/desk', '/room/:roomId'] as const
const YEAR_MS = 31_536_000_000

const NOT_BUILT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>宁治慧</title>
<p>客户端尚未构建,请运行 <code>npm run build</code>。</p>
<p>The client is not built yet: run <code>npm run build</code>.</p></html>`

function sendPage(reply: FastifyReply, dir: string): FastifyReply {
  reply.header('cache-control', 'no-cache')
  if (existsSync(join(dir, 'index.html')))
    return reply.sendFile('index.html', { cacheControl: false })
  return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
}

/** Files named by the hash of their content never change; everything else is asked for again each time. */
function serveFiles(app: FastifyInstance): void {
  const config = { permit: 'public' } as const
  app.get<{ Params: { '*': string } }>('/assets/*', { config }, (request, reply) =>
    reply.sendFile(`assets/${request.params['*']}`, { maxAge: YEAR_MS, immutable: true }),
  )
  app.get<{ Params: { '*': string } }>('/*', { config }, (request, reply) => {
    const file = request.params['*']
    if (/^(api|open311)(\/|$)/.test(file) || file.endsWith('/')) return reply.callNotFound()
    reply.header('cache-control', 'no-cache')
    return reply.sendFile(file, { cacheControl: false })
  })
}

/** Serves the built client with what the build compressed beforehand. Nothing outside its folder, no dot files. */
export const staticClient = fp<StaticClientOptions>(
  async (app, { dir }) => {
    await app.register(fastifyStatic, {
      root: dir,
      serve: false,
      preCompressed: true,
      dotfiles: 'ignore',
      index: false,
    })
    serveFiles(app)
    for (const url of PAGES) {
      app.get(url, { config: { permit: 'public' } }, (_request, reply) => sendPage(reply, dir))
    }
  },
  { name: 'static-client' },
)
