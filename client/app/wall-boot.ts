import { ApiProblem } from '../data/api.ts'

/** How far a wall has come before it can be drawn. */
export type Boot =
  | { readonly state: 'loading' }
  | { readonly state: 'retrying'; readonly inMs: number }
  | { readonly state: 'pairing' }
  | { readonly state: 'ready' }

export type BootPorts = {
  readonly load: () => Promise<void>
  readonly wait: (ms: number) => Promise<void>
  readonly show: (boot: Boot) => void
  readonly stopped: () => boolean
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000

/**
 * Loads what a wall needs, again and again while the server cannot be reached; ends in `ready`, or in `pairing`
 * when the server does not know this screen.
 */
export async function bootWall(ports: BootPorts): Promise<void> {
  let inMs = FIRST_RETRY_MS
  ports.show({ state: 'loading' })
  while (!ports.stopped()) {
    try {
      await ports.load()
      ports.show({ state: 'ready' })
      return
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem
      if (problem.status === 401 || problem.status === 403) {
        ports.show({ state: 'pairing' })
        return
      }
    }
    ports.show({ state: 'retrying', inMs })
    await ports.wait(inMs)
    inMs = Math.min(inMs * 2, LONGEST_RETRY_MS)
  }
}
