import { linkStore } from '../data/link-store.ts'
import { queueStore } from '../data/queue-store.ts'

const LINK_WORD = { connecting: 'lost', live: 'live', lost: 'lost', refused: 'lost' } as const

/**
 * Tells programs how the page stands (PROTOCOL §10): `data-link`, and `data-ready` once the first rows, or the word that
 * there are none, are drawn.
 *
 * @returns the end of it
 */
export function markDesk(root: HTMLElement = document.documentElement): () => void {
  let drawn = false
  const look = (): void => {
    root.dataset['link'] = LINK_WORD[linkStore.getState().link.state]
    const { rows, load } = queueStore.getState()
    if (drawn || (rows.length === 0 && load.state !== 'ready')) return
    drawn = true
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (drawn) root.dataset['ready'] = 'true'
      }),
    )
  }
  look()
  const stops = [linkStore.subscribe(look), queueStore.subscribe(look)]
  return () => {
    drawn = false
    for (const stop of stops) stop()
    delete root.dataset['ready']
  }
}
