import { connectionStore, serverNowMs } from '../stores/connection.ts'

/** The time the screen stands at: the moment replayed, else server time. Epoch ms. */
export function screenNowMs(): number {
  const { link } = connectionStore.getState()
  return link.state === 'replay' ? link.atMs : serverNowMs()
}

const TICK_MS = 5_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | null = null

function wait(): void {
  timer = setTimeout(
    () => {
      wait()
      for (const each of listeners) each()
    },
    TICK_MS - (serverNowMs() % TICK_MS),
  )
}

/**
 * One shared timer for everything that ages. `listener` runs every five seconds of the server's time, so that all
 * screens of a wall age together.
 *
 * @returns a function that ends the subscription; the timer stops with the last one
 */
export function onScreenTick(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === null) wait()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearTimeout(timer)
    timer = null
  }
}
