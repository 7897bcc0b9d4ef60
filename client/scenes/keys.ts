import { showCategory, showNeighbour, toggleTour } from './director.ts'

/** What a key does at the wall; null for keys that are not ours. */
export type KeyAct =
  | { readonly act: 'neighbour'; readonly step: 1 | -1 }
  | { readonly act: 'category'; readonly index: number }
  | { readonly act: 'search' }
  | { readonly act: 'tour' }
  | { readonly act: 'clear' }

/** ←/→ scenario, 1–5 category, `/` search, T tour, Esc clears. Keys with a modifier belong to the browser. */
export function keyAct(event: {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}): KeyAct | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  switch (event.key) {
    case 'ArrowLeft':
      return { act: 'neighbour', step: -1 }
    case 'ArrowRight':
      return { act: 'neighbour', step: 1 }
    case '/':
      return { act: 'search' }
    case 't':
    case 'T':
      return { act: 'tour' }
    case 'Escape':
      return { act: 'clear' }
    default:
      return /^[1-5]$/.test(event.key) ? { act: 'category', index: Number(event.key) - 1 } : null
  }
}

/** Listens on the window. Keys typed into a field or pressed in a dialog are left alone. @returns a function that ends it */
export function listenToKeys(on: {
  readonly search: () => void
  readonly clear: () => void
}): () => void {
  const listener = (event: KeyboardEvent): void => {
    const { target } = event
    if (target instanceof HTMLElement && target.closest('input, textarea, select, dialog')) return
    const found = keyAct(event)
    if (found === null) return
    event.preventDefault()
    if (found.act === 'neighbour') showNeighbour(found.step)
    else if (found.act === 'category') showCategory(found.index)
    else if (found.act === 'tour') toggleTour()
    else if (found.act === 'search') on.search()
    else on.clear()
  }
  window.addEventListener('keydown', listener)
  return () => window.removeEventListener('keydown', listener)
}
