/**
 * Keeps what a wall needs to open while the server is away: its page, scripts, fonts, and the catalog and geometry as
 * they were last had. With the server there, the page and the data come from it, never from here.
 */
const PREFIX = 'nzh-wall-'
const BUILD = /<meta\s+name="nzh-build"\s+content="([^"]+)"/
/** A page that is not there after this long is taken from the store. */
const PATIENCE_MS = 4_000
/** Slow to change, and without them no picture can be drawn. */
const DATA = /^\/api\/v1\/((catalog|places|geo|fixtures|assets)(\/|$)|walls\/[^/]+\/sight$)/
const DATA_STORE = `${PREFIX}data`
const PAGE = '/wall/'

const isAsset = (url) => url.pathname.startsWith('/assets/')
const storeOf = (build) => caches.open(`${PREFIX}build-${build}`)
let build = null

async function newestStore() {
  if (build !== null) return storeOf(build)
  const names = (await caches.keys()).filter((name) => name.startsWith(`${PREFIX}build-`))
  const last = names.at(-1)
  return caches.open(last ?? `${PREFIX}build-none`)
}

const inTime = (request) =>
  Promise.race([
    fetch(request),
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS)
    }),
  ])

async function page(request) {
  try {
    const response = await inTime(request)
    if (response.ok) {
      const copy = response.clone()
      build = BUILD.exec(await response.clone().text())?.[1] ?? build
      if (build !== null) await (await storeOf(build)).put(PAGE, copy)
      return response
    }
    return (await caches.match(PAGE)) ?? response
  } catch (problem) {
    const kept = await (await newestStore()).match(PAGE)
    if (kept !== undefined) return kept
    throw problem
  }
}

async function asset(request) {
  const kept = await caches.match(request.url)
  if (kept !== undefined) return kept
  const response = await fetch(request)
  if (response.ok) await (await newestStore()).put(request.url, response.clone())
  return response
}

async function data(request) {
  try {
    const response = await fetch(request)
    if (response.status === 200)
      await (await caches.open(DATA_STORE)).put(request.url, response.clone())
    if (response.status < 500) return response
    return (await caches.match(request.url)) ?? response
  } catch (problem) {
    const kept = await caches.match(request.url)
    if (kept !== undefined) return kept
    throw problem
  }
}

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (isAsset(url)) event.respondWith(asset(request))
  else if (DATA.test(url.pathname)) event.respondWith(data(request))
})

async function keep(urls) {
  // The page itself, under the name of its build.
  await page(new Request('/wall/main', { cache: 'no-cache' })).catch(() => undefined)
  for (const text of urls) {
    const url = new URL(text)
    if (url.origin !== self.location.origin) continue
    if (isAsset(url)) await asset(new Request(url)).catch(() => undefined)
    else if (DATA.test(url.pathname)) await data(new Request(url)).catch(() => undefined)
  }
}

async function keepOnly(good) {
  for (const name of await caches.keys()) {
    if (name.startsWith(`${PREFIX}build-`) && name !== `${PREFIX}build-${good}`) {
      await caches.delete(name)
    }
  }
}

self.addEventListener('message', (event) => {
  if (event.data?.kind === 'keep') event.waitUntil(keep(event.data.urls))
  if (event.data?.kind === 'good') event.waitUntil(keepOnly(event.data.build))
})
