import { NAME_PATHS, outdated, type Way, wayOf } from './way.ts'

declare const self: ServiceWorkerGlobalScope
/** Written in when the client is built: the build's name, what the desk needs at once, and what it may need later. */
declare const DESK_BUILD: string
declare const DESK_FILES: readonly string[]
declare const DESK_LATER: readonly string[]

const PREFIX = 'nzh-desk-build-'
const OWN = PREFIX + DESK_BUILD
/** As `client/data/kept-account.ts` removes it when somebody signs out. */
const NAMES = 'nzh-desk-names'
/** A line that does not answer for so long is as good as none. */
const PATIENCE_MS = 4_000

/** All or nothing: a build of which a file is missing is not kept. */
async function install(): Promise<void> {
  const page = await fetch('/desk', { cache: 'reload' })
  if (!page.ok || !(await page.clone().text()).includes(`content="${DESK_BUILD}"`)) {
    throw new Error('the server has another build by now')
  }
  const cache = await caches.open(OWN)
  await cache.addAll([...DESK_FILES])
  await cache.put('/desk', page)
  await self.skipWaiting()
}

async function activate(): Promise<void> {
  for (const name of outdated(await caches.keys(), OWN, PREFIX)) await caches.delete(name)
  await self.clients.claim()
  for (const client of await self.clients.matchAll({ type: 'window' })) {
    client.postMessage({ kind: 'build', build: DESK_BUILD })
  }
}

const patient = (request: Request): Promise<Response> =>
  fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) })

/** The newest page while the server answers, the kept one when it does not. */
async function page(request: Request): Promise<Response> {
  const kept = async () => (await (await caches.open(OWN)).match('/desk')) ?? caches.match('/desk')
  try {
    const answer = await patient(request)
    return answer.status < 500 ? answer : ((await kept()) ?? answer)
  } catch (problem) {
    const found = await kept()
    if (found === undefined) throw problem
    return found
  }
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.status === 200) await (await caches.open(OWN)).put(request, answer.clone())
  return answer
}

async function names(request: Request): Promise<Response> {
  const cache = await caches.open(NAMES)
  try {
    const answer = await patient(request)
    if (answer.status === 200) await cache.put(new URL(request.url).pathname, answer.clone())
    return answer
  } catch (problem) {
    const found = await cache.match(new URL(request.url).pathname)
    if (found === undefined) throw problem
    return found
  }
}

const ANSWERS: Readonly<Record<Exclude<Way, 'pass'>, (request: Request) => Promise<Response>>> = {
  page,
  asset,
  names,
}

async function fill(cache: Cache, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if ((await cache.match(path)) === undefined) await cache.add(path).catch(() => undefined)
  }
}

/** Fetches what may be needed later, one after the other; what fails is fetched when it is needed. */
async function warm(): Promise<void> {
  // The page read them before this worker was there.
  await fill(await caches.open(NAMES), [...NAME_PATHS])
  await fill(await caches.open(OWN), DESK_LATER)
}

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('message', (event) => {
  if (event.data === 'warm') event.waitUntil(warm())
})
self.addEventListener('fetch', (event) => {
  const way = wayOf(event.request, self.location.origin)
  if (way !== 'pass') event.respondWith(ANSWERS[way](event.request))
})
