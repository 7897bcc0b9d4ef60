import { healed } from './heals.ts'

const BEAT_MS = 2_000
/** How long a page that opens waits for another one of the same place to say that it lives. */
const ANSWER_MS = 400

type Mark = { readonly beatMs: number; readonly closed: boolean }

const keyOf = (place: string): string => `nzh.life.${place}`

function readMark(place: string): Mark | null {
  try {
    const mark: unknown = JSON.parse(localStorage.getItem(keyOf(place)) ?? 'null')
    if (typeof mark !== 'object' || mark === null) return null
    const { beatMs, closed } = mark as Record<string, unknown>
    return typeof beatMs === 'number' && typeof closed === 'boolean' ? { beatMs, closed } : null
  } catch {
    return null
  }
}

function writeMark(place: string, mark: Mark): void {
  try {
    localStorage.setItem(keyOf(place), JSON.stringify(mark))
  } catch {
    // Without storage a killed page leaves no trace; the server still sees it go.
  }
}

/**
 * Leaves a sign of life while the page is open, and takes it back when it is closed. A page that finds a sign that
 * nobody took back knows that the one before was killed (R34), and notes it as healed once it is drawn itself.
 *
 * @param drawn resolves when this page shows its first picture
 * @returns a function that ends it as closing does
 */
export function keepAlive(place: string, drawn: Promise<unknown>): () => void {
  const before = readMark(place)
  const channel =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(keyOf(place))
  let hasTwin = false
  if (channel !== null) {
    channel.onmessage = ({ data }) => {
      if (data === 'who') channel.postMessage('me')
      else hasTwin = true
    }
    channel.postMessage('who')
  }
  const beat = (): void => writeMark(place, { beatMs: Date.now(), closed: false })
  const timer = setInterval(beat, BEAT_MS)
  beat()
  if (before?.closed === false) {
    const patience = new Promise((resolve) => {
      setTimeout(resolve, ANSWER_MS)
    })
    void Promise.all([drawn, patience]).then(() => {
      if (!hasTwin) healed('tab', before.beatMs, Date.now())
    })
  }
  const end = (): void => {
    clearInterval(timer)
    writeMark(place, { beatMs: Date.now(), closed: true })
  }
  window.addEventListener('pagehide', end)
  return () => {
    window.removeEventListener('pagehide', end)
    channel?.close()
    end()
  }
}
