import { connectionStore } from '../stores/connection.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { sceneStore } from '../stores/scene.ts'

const FONTS_WAIT_MS = 4_000

const afterPaint = (done: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(done))
}

/**
 * Keeps `<html data-link>` true to the link, and sets `data-ready` once a scenario's first values are drawn in
 * the bundled fonts (PROTOCOL §10).
 *
 * @returns a function that ends both
 */
export function markReady(root: HTMLElement = document.documentElement): () => void {
  let asked = false
  const showLink = (): void => {
    root.dataset['link'] = connectionStore.getState().link.state
  }
  const look = (): void => {
    if (asked || indicatorStore.getState().values.size === 0) return
    if (sceneStore.getState().scenario === null) return
    asked = true
    const patience = new Promise((resolve) => {
      setTimeout(resolve, FONTS_WAIT_MS)
    })
    void Promise.race([document.fonts?.ready, patience]).then(() =>
      afterPaint(() => {
        root.dataset['ready'] = 'true'
      }),
    )
  }
  showLink()
  look()
  const stops = [
    connectionStore.subscribe(showLink),
    indicatorStore.subscribe(look),
    sceneStore.subscribe(look),
  ]
  return () => {
    for (const stop of stops) stop()
    delete root.dataset['ready']
  }
}
