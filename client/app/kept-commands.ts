import type { WallCommand } from '../../protocol/stream/events.ts'

const keyOf = (wall: string): string => `nzh.wall.${wall}.applied`

/** `seq` of the last command this browser carried out for the wall; null when it never did. */
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
 * Which of the kept commands to carry out now. Applying them in order gives the wall's picture, so a state with
 * news in it is applied whole; one that says nothing new is not, so that a scenario chosen at the wall stays.
 * On a page opened with `?scenario=`, the address wins over what was shown there before, unless a command came
 * while this screen was away.
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
  if (!page.first) return state.seq === page.applied ? [] : state.commands
  const cameWhileAway = page.kept !== null && state.seq > page.kept
  if (!page.asked || cameWhileAway) return state.commands
  return state.commands.filter(({ command }) => command === 'mode' || command === 'replay')
}
