import { ApiProblem } from '../data/api.ts'
import type { Pairing } from '../data/screens.ts'

/** What the pairing screen (配对) shows. */
export type PairingView =
  | { readonly state: 'starting' }
  | { readonly state: 'waiting'; readonly code: string; readonly renewed: boolean }
  | { readonly state: 'no-such-wall' }
  | { readonly state: 'failed'; readonly retryInMs: number }

export type PairingPorts = {
  readonly begin: (wall: string) => Promise<Pairing>
  readonly claim: (pairing: Pairing) => Promise<'pending' | 'enrolled'>
  readonly wait: (ms: number) => Promise<void>
  readonly show: (view: PairingView) => void
  readonly stopped: () => boolean
}

const POLL_MS = 1_500
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

/**
 * Shows a code until somebody confirms it. An expired code is replaced, an unreachable server is asked again
 * with growing patience; only a wall that does not exist ends it without success.
 *
 * @returns whether the screen is enrolled now
 */
export async function pairScreen(wall: string, ports: PairingPorts): Promise<boolean> {
  let retryInMs = FIRST_RETRY_MS
  let renewed = false
  while (!ports.stopped()) {
    try {
      const pairing = await ports.begin(wall)
      retryInMs = FIRST_RETRY_MS
      if (await waitForClaim(pairing, renewed, ports)) return true
      renewed = true
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem
      if (problem.status === 404) {
        ports.show({ state: 'no-such-wall' })
        return false
      }
      ports.show({ state: 'failed', retryInMs })
      await ports.wait(retryInMs)
      retryInMs = Math.min(retryInMs * 2, LONGEST_RETRY_MS)
    }
  }
  return false
}

/** @returns false when the code has expired */
async function waitForClaim(
  pairing: Pairing,
  renewed: boolean,
  ports: PairingPorts,
): Promise<boolean> {
  let shown = false
  while (!ports.stopped()) {
    try {
      if ((await ports.claim(pairing)) === 'enrolled') return true
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.status !== 404) throw problem
      return false
    }
    if (!shown) ports.show({ state: 'waiting', code: pairing.code, renewed })
    shown = true
    await ports.wait(POLL_MS)
  }
  return false
}
