import type { WallCommand } from '../../protocol/stream/events.ts'

const keyOf = (wall: string): string => `nzh.wall.${wall}.applied`

/** `seq` of the last command this browser carried out for the wall, or for its part of it; null when it never did. */
export function keptSeq(wall: string): number | null {
  try {
    const kept = localStorage.getItem(keyOf(wall))
    return kept === null ? null : Number(kept)
  } catch {
    return null
  }
}

export function rememberSeq(wall: string, seq: number): void {
  try {
    localStorage.setItem(keyOf(wall), String(seq))
  } catch {
    // Without storage the address alone decides after a reload.
  }
}

/**
 * Which of the kept commands to carry out now. Applying all of them in order gives the wall's picture; the newest
 * is the last. While the page is open only what is new is carried out, so that a scenario chosen at the wall stays
 * when the desk then asks for something else. On a page opened with `?scenario=`, the address wins over what was
 * shown there before, unless a command came while this screen was away.
 */
export function wanted(
  state: { readonly seq: number; readonly commands: readonly WallCommand[] },
  page: {
    /** The first state since the page was opened. */
    readonly first: boolean
    /** The address names a scenario. */
    readonly asked: boolean
    readonly applied: number
    readonly kept: number | null
  },
): readonly WallCommand[] {
  if (!page.first) {
    const missed = state.seq - page.applied
    if (missed === 0) return []
    return missed === 1 ? state.commands.slice(-1) : state.commands
  }
  const cameWhileAway = page.kept !== null && state.seq > page.kept
  if (!page.asked || cameWhileAway) return state.commands
  return state.commands.filter(({ command }) => command === 'mode' || command === 'replay')
}
