import { directorStore } from '../scenes/director.ts'
import { simulatedShare } from '../scenes/simulated.ts'
import { connectionStore } from '../stores/connection.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { sceneStore } from '../stores/scene.ts'

const FONTS_WAIT_MS = 4_000
const SIMULATED_EVERY_MS = 2_000

/** Resolves when the page says that it is ready. */
export function whenReady(root: HTMLElement = document.documentElement): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (root.dataset['ready'] !== 'true') return
      observer.disconnect()
      resolve()
    }
    const observer = new MutationObserver(look)
    observer.observe(root, { attributes: true, attributeFilter: ['data-ready'] })
    look()
  })
}

const afterPaint = (done: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(done))
}

/**
 * Sets `data-ready` for a page that waits for no stream: it is ready once it is drawn (PROTOCOL §10).
 *
 * @returns a function that takes it away again
 */
export function markDrawn(root: HTMLElement = document.documentElement): () => void {
  let left = false
  afterPaint(() => {
    if (!left) root.dataset['ready'] = 'true'
  })
  return () => {
    left = true
    delete root.dataset['ready']
  }
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
    if (asked) return
    // A picker for a scenario that does not exist is a picture too, and waits for no values.
    const picking = directorStore.getState().unknownScenario !== null
    const drawn =
      sceneStore.getState().scenario !== null && indicatorStore.getState().values.size > 0
    if (!picking && !drawn) return
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
    directorStore.subscribe(look),
  ]
  return () => {
    for (const stop of stops) stop()
    delete root.dataset['ready']
  }
}

/**
 * Keeps `<html data-simulated>` true to the values held: `all`, `some` or `none` are simulated. Where all are, the
 * header's 演示数据 says it once; where some are, each carries its own mark.
 *
 * @returns a function that ends it
 */
export function markSimulated(root: HTMLElement = document.documentElement): () => void {
  const look = (): void => {
    root.dataset['simulated'] = simulatedShare(indicatorStore.getState().values.values())
  }
  look()
  const timer = setInterval(look, SIMULATED_EVERY_MS)
  return () => {
    clearInterval(timer)
    delete root.dataset['simulated']
  }
}
