import type { WallHeal } from '../../protocol/stream/events.ts'

const KEPT_AS = 'nzh.heals'
const MOST = 50

/** Kept with the browser, so that what a reload mended is told by the page that came after it. */
function read(): readonly WallHeal[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]')
    return Array.isArray(kept) ? (kept as WallHeal[]) : []
  } catch {
    return []
  }
}

function write(heals: readonly WallHeal[]): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(heals.slice(-MOST)))
  } catch {
    // Without storage only what happened since is told.
  }
}

const listeners = new Set<() => void>()

/** Random enough to tell two heals apart; `crypto.randomUUID` is not there on plain HTTP. */
const newId = (): string => [...crypto.getRandomValues(new Uint32Array(3))].join('-')

/**
 * Notes that something mended itself.
 *
 * @param failedAtMs when it failed, epoch ms
 */
export function healed(
  kind: WallHeal['kind'],
  failedAtMs: number,
  nowMs: number,
  what?: string,
): void {
  const heal: WallHeal = {
    id: newId(),
    kind,
    at: new Date(failedAtMs).toISOString(),
    tookMs: Math.max(0, Math.round(nowMs - failedAtMs)),
    ...(what === undefined ? {} : { what: what.slice(0, 300) }),
  }
  write([...read(), heal])
  for (const listener of listeners) listener()
}

/** What the server has not taken yet, oldest first. */
export const untoldHeals = (): readonly WallHeal[] => read()

/** The server has them. */
export function healsTold(heals: readonly WallHeal[]): void {
  const told = new Set(heals.map(({ id }) => id))
  write(read().filter(({ id }) => !told.has(id)))
}

/** @returns ends the subscription */
export function onHeal(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
