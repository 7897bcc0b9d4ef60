import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { type AppDeps, buildApp } from '../app.ts'
import { createCatalogSource } from '../catalog.ts'
import type { Profile } from '../config.ts'
import { demoAccounts } from '../identity/demo-accounts.ts'
import { createIdentity, type Identity } from '../identity/identity.ts'
import type { Store } from '../store/store.ts'
import { createWalls, type Walls } from '../walls/walls.ts'

export type TestApp = {
  readonly app: FastifyInstance
  readonly store: Store
  readonly identity: Identity
  readonly walls: Walls
  /** Moves the clock on. */
  readonly pass: (ms: number) => void
  /** Signs in and gives the headers of that session. */
  readonly signIn: (username: string, password?: string) => Promise<Record<string, string>>
}

export type TestAppOptions = {
  readonly profile?: Profile
  readonly feedToken?: string | null
  readonly trustProxy?: readonly string[]
  readonly api?: FastifyPluginAsync
  readonly clientDir?: string
  readonly deps?: Partial<AppDeps>
}

/** A whole server without its sockets, with a clock of its own. */
export async function anApp(store: Store, options: TestAppOptions = {}): Promise<TestApp> {
  let atMs = Date.UTC(2024, 5, 7, 1, 0, 0)
  const nowMs = () => atMs
  const { profile = 'demo' } = options
  const catalog = await createCatalogSource()
  catalog.close()
  const identity = createIdentity({
    store,
    profile,
    feedToken: options.feedToken ?? null,
    hasDepartment: (code) => catalog.current().departmentByCode.has(code),
    nowMs,
  })
  if (profile === 'demo') {
    await identity.accounts.seedDemo(demoAccounts(catalog.current().catalog.departments))
  }
  const walls = await createWalls({
    store,
    nowMs,
    hasScenario: (id) => catalog.current().scenarioById.has(id),
  })
  const app = await buildApp({
    config: { profile, trustProxy: options.trustProxy ?? [], logLevel: 'silent' },
    version: '0.0.0',
    store,
    catalog,
    identity,
    walls,
    clientDir: options.clientDir ?? mkdtempSync(join(tmpdir(), 'nzh-client-')),
    ...(options.api === undefined ? {} : { api: options.api }),
    ...options.deps,
  })
  await app.ready()

  return {
    app,
    store,
    identity,
    walls,
    pass: (ms) => {
      atMs += ms
    },
    async signIn(username, password = username) {
      const reply = await app.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: { username, password },
      })
      if (reply.statusCode !== 200) throw new Error(`${username} cannot sign in: ${reply.body}`)
      const cookie = reply.cookies.find(({ name }) => name === 'nzh_session')
      return { cookie: `nzh_session=${cookie?.value}`, 'x-csrf-token': String(reply.json().csrf) }
    },
  }
}
