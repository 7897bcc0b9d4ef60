import { ownBuild } from './build-watch.ts'

/**
 * Lets the browser keep the wall's page and what it is made of (`wall-worker.js`), so that a wall that is switched on
 * while the server is away still opens. Browsers allow it on HTTPS and on the machine itself only.
 *
 * @param drawn resolves when this build has drawn its first picture: then older builds are thrown away
 */
export async function keepForOffline(drawn: Promise<unknown>): Promise<void> {
  const build = ownBuild()
  if (!('serviceWorker' in navigator) || build === 'dev') return
  try {
    await navigator.serviceWorker.register('/wall-worker.js', { scope: '/wall/' })
    const { active } = await navigator.serviceWorker.ready
    // What the page loaded before the worker was there is asked for again, from the browser's own store.
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
    active?.postMessage({ kind: 'keep', urls: loaded })
    await drawn
    active?.postMessage({ kind: 'good', build })
  } catch (problem) {
    console.warn('the wall cannot be kept for a start without the server', problem)
  }
}
