import { ownBuild } from '../../app/build-watch.ts'
import { isRecord } from '../../data/api.ts'
import { fieldStore } from './field-store.ts'

const LOOK_EVERY_MS = 600_000

/** What a phone needs to install the desk. Named by this page alone: no other page is part of it. */
function nameManifest(): void {
  if (document.querySelector('link[rel="manifest"]') !== null) return
  const link = document.createElement('link')
  link.rel = 'manifest'
  link.href = '/desk.webmanifest'
  document.head.append(link)
}

/**
 * Has the desk's worker installed, so that its page is there without a link, and hears of newer builds.
 *
 * @returns the end of it; the worker stays
 */
export function linkWorker(): () => void {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker
  // Over plain HTTP there is none, and on the development server none is built.
  if (workers === undefined || ownBuild() === 'dev') return () => undefined
  nameManifest()
  const hear = ({ data }: MessageEvent): void => {
    if (!isRecord(data) || data['kind'] !== 'build' || typeof data['build'] !== 'string') return
    fieldStore.setState({ newBuild: data['build'] === ownBuild() ? null : data['build'] })
  }
  const look = (): void => {
    if (document.visibilityState === 'hidden') return
    void workers
      .getRegistration('/desk')
      .then((registration) => registration?.update())
      .catch(() => undefined)
  }
  workers.addEventListener('message', hear)
  document.addEventListener('visibilitychange', look)
  const timer = setInterval(look, LOOK_EVERY_MS)
  workers
    .register('/desk-worker.js', { scope: '/desk' })
    .then(() => workers.ready)
    .then(({ active }) => active?.postMessage('warm'))
    .catch((problem: unknown) =>
      console.warn('the desk is not kept for work without a link', problem),
    )
  return () => {
    workers.removeEventListener('message', hear)
    document.removeEventListener('visibilitychange', look)
    clearInterval(timer)
  }
}
