import type { Screen, Wall } from './walls-data.ts'

/** How a wall's last command stands with one of its screens. */
export type Delivery = 'delivered' | 'waiting' | 'unconfirmed' | 'silent' | 'lost'

/** A screen that has not said within this that it applied the command is 未确认. */
export const CONFIRM_MS = 5_000

/** @param nowMs server time */
export function deliveryOf(
  { state, applied, link }: Pick<Screen, 'state' | 'applied' | 'link'>,
  { seq, commandedAt }: Pick<Wall, 'seq' | 'commandedAt'>,
  nowMs: number,
): Delivery {
  if (state !== 'here') return state
  // A screen whose link is lost shows what it had, whatever it has applied.
  if (applied >= seq && link !== 'lost') return 'delivered'
  const waitedMs = commandedAt === null ? 0 : nowMs - Date.parse(commandedAt)
  return waitedMs > CONFIRM_MS ? 'unconfirmed' : 'waiting'
}

/** Screens in the order of their places on the wall: by row, then by column; whole walls first. */
export function byPlace(
  a: Pick<Screen, 'part' | 'name'>,
  b: Pick<Screen, 'part' | 'name'>,
): number {
  const place = ({ part }: Pick<Screen, 'part'>): number => {
    const [col = -1, row = -1] = (part ?? '').split('/')[0]?.split(',').map(Number) ?? []
    return part == null ? -1 : row * 100 + col
  }
  return place(a) - place(b) || a.name.localeCompare(b.name)
}
